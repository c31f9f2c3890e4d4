/// The text of a header pattern, cut into literals, fields and optional groups.
enum HeaderPattern {
    enum Piece: Equatable {
        /// Bytes; every run of blanks is one 0x20.
        case literal([UInt8])
        case field(String)
        /// `(open<Field>close)?`
        case optional(open: [UInt8], field: String, close: [UInt8])
    }

    /// Reads `<Name>`, `(…)?` and literals; `\` makes the next character a literal.
    ///
    /// - Throws: ``InputError`` for an optional group that does not hold exactly one field between two literals.
    static func parse(_ pattern: String) throws(InputError) -> [Piece] {
        let bytes = Array(pattern.utf8)
        guard bytes.count <= 4_096 else { throw InputError("the log format is \(bytes.count) bytes long; at most 4096 are accepted") }
        var pieces: [Piece] = []
        var index = 0
        while index < bytes.count {
            if let (name, next) = field(bytes, index) {
                pieces.append(.field(name))
                index = next
            } else if bytes[index] == UInt8(ascii: "("), let close = groupEnd(bytes, index) {
                let inner = try parse(String(decoding: bytes[(index + 1)..<close], as: UTF8.self))
                guard inner.count == 3, case .literal(let open) = inner[0], case .field(let name) = inner[1],
                    case .literal(let end) = inner[2], name != "Content"
                else {
                    throw InputError(
                        "log format '\(pattern)': an optional group must be a literal, one field and a literal, like (\\[<PID>\\])?")
                }
                pieces.append(.optional(open: open, field: name, close: end))
                index = close + 2
            } else {
                if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
                append(bytes[index], to: &pieces)
                index += 1
            }
        }
        return pieces
    }

    private static func append(_ byte: UInt8, to pieces: inout [Piece]) {
        let byte = byte == 0x09 ? 0x20 : byte
        guard case .literal(var bytes) = pieces.last else {
            pieces.append(.literal([byte]))
            return
        }
        if byte == 0x20, bytes.last == 0x20 { return }
        bytes.append(byte)
        pieces[pieces.count - 1] = .literal(bytes)
    }

    /// `<Name>` at `index`: letters, digits, `_`, `-`, `.`, beginning with a letter or `_`.
    private static func field(_ bytes: [UInt8], _ index: Int) -> (name: String, next: Int)? {
        guard bytes[index] == UInt8(ascii: "<") else { return nil }
        var end = index + 1
        while end < bytes.count, isName(bytes[end], isFirst: end == index + 1) { end += 1 }
        guard end > index + 1, end < bytes.count, bytes[end] == UInt8(ascii: ">") else { return nil }
        return (String(decoding: bytes[(index + 1)..<end], as: UTF8.self), end + 1)
    }

    private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        let isLetter = (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
        return isLetter || !isFirst && (byte &- 0x30 < 10 || byte == 0x2D || byte == 0x2E)
    }

    /// The index of the `)` of a group that is followed by `?`.
    private static func groupEnd(_ bytes: [UInt8], _ open: Int) -> Int? {
        var index = open + 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            if bytes[index] == UInt8(ascii: ")") {
                return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "?") ? index : nil
            }
            index += 1
        }
        return nil
    }
}
