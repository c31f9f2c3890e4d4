/// Appending of byte ranges: most need no escape, which is found out in one pass without branches, and are then copied as a whole.
extension ParsedWriter {
    /// A CSV field, in quotes where it needs them.
    static func appendField(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        let field = bytes.span.extracting(range)
        var special: UInt8 = 0
        for index in field.indices {
            let byte = field[index]
            special |= byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") ? 1 : 0
            special |= byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? 1 : 0
        }
        if special == 0 { out.append(contentsOf: bytes[range]) } else { CSVField.append(bytes[range], to: &out) }
    }

    /// A value as Python writes a string in a list, inside a quoted CSV field.
    static func appendListed(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        let value = bytes.span.extracting(range)
        var special: UInt8 = 0
        for index in value.indices {
            let byte = value[index]
            special |= byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") ? 1 : 0
        }
        out.append(UInt8(ascii: "'"))
        if special == 0 {
            out.append(contentsOf: bytes[range])
        } else {
            for index in value.indices {
                let byte = value[index]
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
}
