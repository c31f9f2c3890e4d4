/// Writing of comma-separated values (RFC 4180).
public enum CSVField {
    /// Appends a field, in quotes when it holds a comma, a quote, a line end or a blank at an end.
    ///
    /// - Complexity: O(bytes), no allocation but the buffer's growth.
    public static func append(_ field: some Collection<UInt8>, to out: inout [UInt8]) {
        var needsQuotes = false
        for byte in field
        where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            needsQuotes = true
            break
        }
        guard needsQuotes else {
            out.append(contentsOf: field)
            return
        }
        out.append(UInt8(ascii: "\""))
        for byte in field {
            if byte == UInt8(ascii: "\"") { out.append(byte) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    /// Appends a field's UTF-8.
    public static func append(_ field: String, to out: inout [UInt8]) {
        append(field.utf8, to: &out)
    }

    /// Appends a row and its line end.
    public static func append(row: [String], to out: inout [UInt8]) {
        for (index, field) in row.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(field, to: &out)
        }
        out.append(UInt8(ascii: "\n"))
    }
}
