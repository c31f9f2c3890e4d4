/// Writing of JSON strings straight from bytes.
public enum JSONText {
    /// Appends bytes as a JSON string in quotes. Each byte that is no part of valid UTF-8 becomes U+FFFD, so the output always is valid.
    public static func append(_ bytes: [UInt8], to out: inout [UInt8]) {
        append(bytes, bytes.indices, to: &out)
    }

    /// Appends a range of bytes as a JSON string in quotes.
    public static func append(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        var start = range.lowerBound
        var index = start
        // Most text needs no escape.
        var isPlain = true
        for byte in bytes[range] {
            isPlain = isPlain && byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
        if isPlain { index = range.upperBound }
        while index < range.upperBound {
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            if byte >= 0x80 {
                let length = characterLength(bytes, index, range.upperBound)
                if length > 0 {
                    index += length
                    continue
                }
            }
            out.append(contentsOf: bytes[start..<index])
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(byte)
            case UInt8(ascii: "\n"): out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case UInt8(ascii: "\t"): out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case 0x80...: out.append(contentsOf: [0xEF, 0xBF, 0xBD])
            default:
                let digits = Array("0123456789abcdef".utf8)
                out.append(contentsOf: "\\u00".utf8)
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
            index += 1
            start = index
        }
        out.append(contentsOf: bytes[start..<range.upperBound])
        out.append(UInt8(ascii: "\""))
    }

    /// Length of the well-formed multi-byte character at `index`, or 0 (Unicode 15, table 3-7).
    private static func characterLength(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Int {
        let first = bytes[index]
        let length: Int
        var low: UInt8 = 0x80, high: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard index + length <= end, bytes[index + 1] >= low, bytes[index + 1] <= high else { return 0 }
        for offset in 2..<Swift.max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
