/// Appending to a byte buffer without a check for each byte.
///
/// Unsafe because bytes are read and written through pointers. Safe because source ranges are checked against the source once, and room for the longest
/// possible result is reserved before the first byte is written.
extension ParsedWriter {
    /// A CSV field, in quotes where it needs them.
    static func appendField(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        precondition(range.upperBound <= bytes.count, "bytes \(range) of \(bytes.count)")
        unsafe bytes.withUnsafeBufferPointer { source in
            let field = unsafe UnsafeBufferPointer(rebasing: source[range])
            if unsafe isPlain(field) { unsafe out.append(contentsOf: field) } else { unsafe CSVField.append(field, to: &out) }
        }
    }

    /// A value as Python writes a string in a list, inside a quoted CSV field.
    static func appendListed(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        precondition(range.upperBound <= bytes.count, "bytes \(range) of \(bytes.count)")
        out.append(UInt8(ascii: "'"))
        unsafe bytes.withUnsafeBufferPointer { source in
            let value = unsafe UnsafeBufferPointer(rebasing: source[range])
            var needsEscape = false
            for unsafe byte in unsafe value { needsEscape = needsEscape || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") }
            guard needsEscape else {
                unsafe out.append(contentsOf: value)
                return
            }
            for unsafe byte in unsafe value {
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
                    out.append(UInt8(ascii: "\\"))
                } else if byte == UInt8(ascii: "\"") {
                    out.append(byte)
                }
                out.append(byte)
            }
        }
        out.append(UInt8(ascii: "'"))
    }

    /// No comma, quote or line end: written without branches, so that it is compiled to vector code.
    @unsafe private static func isPlain(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        var special: UInt8 = 0
        for unsafe byte in unsafe field {
            let isSpecial = byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            special |= isSpecial ? 1 : 0
        }
        return special == 0
    }
}
