/// What the bytes of a record need before they may stand in a row. Most records need nothing, which is found out once for each of them, in one pass
/// without branches; then fields, message and parameters are copied as they are.
struct EscapeNeeds: OptionSet {
    let rawValue: UInt8

    /// Quotes in CSV.
    static let csv = EscapeNeeds(rawValue: 1)
    /// Escapes in a list of Python strings.
    static let list = EscapeNeeds(rawValue: 2)
    /// Escapes in JSON.
    static let json = EscapeNeeds(rawValue: 4)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Looks at bytes.
    init(_ bytes: Span<UInt8>) {
        var needs: UInt8 = 0
        for index in bytes.indices {
            // One of the span's own indices; the check for each would keep the loop from being compiled to vector code.
            let byte = unsafe bytes[unchecked: index]
            let quote: UInt8 = byte == UInt8(ascii: "\"") ? 7 : 0
            let comma: UInt8 = byte == UInt8(ascii: ",") ? 1 : 0
            let apostrophe: UInt8 = byte == UInt8(ascii: "'") ? 2 : 0
            let backslash: UInt8 = byte == UInt8(ascii: "\\") ? 6 : 0
            let lineEnd: UInt8 = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") ? 1 : 0
            let other: UInt8 = byte < 0x20 || byte >= 0x80 ? 4 : 0
            needs |= quote | comma | apostrophe | backslash | lineEnd | other
        }
        rawValue = needs
    }
}

extension RowBuffer {
    /// A CSV field, in quotes where it needs them.
    mutating func putCSV(_ bytes: [UInt8], _ range: Range<Int>, _ needs: EscapeNeeds) {
        guard needs.contains(.csv) else {
            put(bytes, range)
            return
        }
        var field: [UInt8] = []
        CSVField.append(bytes[range], to: &field)
        put(field)
    }

    /// A value as Python writes a string in a list, inside a quoted CSV field.
    mutating func putListed(_ bytes: [UInt8], _ range: Range<Int>, _ needs: EscapeNeeds) {
        put(UInt8(ascii: "'"))
        if needs.contains(.list) {
            for index in range {
                let byte = bytes[index]
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
                    put(UInt8(ascii: "\\"))
                } else if byte == UInt8(ascii: "\"") {
                    put(byte)
                }
                put(byte)
            }
        } else {
            put(bytes, range)
        }
        put(UInt8(ascii: "'"))
    }

    /// A JSON string.
    mutating func putJSON(_ bytes: [UInt8], _ range: Range<Int>, _ needs: EscapeNeeds) {
        guard needs.contains(.json) else {
            put(UInt8(ascii: "\""))
            put(bytes, range)
            put(UInt8(ascii: "\""))
            return
        }
        var text: [UInt8] = []
        JSONText.append(bytes, range, to: &text)
        put(text)
    }
}
