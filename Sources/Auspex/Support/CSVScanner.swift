/// Reads the fields of comma-separated values one by one (RFC 4180): fields may be quoted, a quote in a quoted field is doubled.
///
/// Where the separator or the end of the line is missing after a closing quote, what follows is part of the field.
enum CSVScanner {
    /// Where a field ended.
    enum End {
        /// At a separator: another field follows.
        case field
        /// At the end of its row.
        case row
        /// In the middle: its quote is never closed.
        case unclosed
    }

    /// Appends the next field to `out` and moves behind its end.
    ///
    /// - Parameters:
    ///   - index: where the field begins; then where the next one does.
    ///   - skipsBlanks: whether blanks may stand before the quote.
    ///   - lines: counts the line ends gone over.
    @inline(__always)
    static func readField<Bytes: RandomAccessCollection>(
        in bytes: Bytes, at index: inout Int, separator: UInt8, skipsBlanks: Bool, lines: inout Int, into out: inout [UInt8]
    ) -> End where Bytes.Element == UInt8, Bytes.Index == Int {
        let quote = UInt8(ascii: "\""), feed = UInt8(ascii: "\n")
        let end = bytes.endIndex
        var begin = index
        if skipsBlanks { while begin < end, bytes[begin] == 0x20 { begin += 1 } }
        if begin < end, bytes[begin] == quote {
            index = begin + 1
            while true {
                guard index < end else { return .unclosed }
                let byte = bytes[index]
                index += 1
                if byte == quote {
                    guard index < end, bytes[index] == quote else { break }
                    index += 1
                } else if byte == feed {
                    lines += 1
                }
                out.append(byte)
            }
        }
        while index < end, bytes[index] != separator, bytes[index] != feed {
            out.append(bytes[index])
            index += 1
        }
        let isLast = index >= end || bytes[index] == feed
        if index < end, bytes[index] == feed { lines += 1 }
        index += 1
        return isLast ? .row : .field
    }

    /// The cells of one line, blanks around them dropped. Cells do not span lines; a quote that is never closed takes the rest.
    static func cells(of line: ArraySlice<UInt8>) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var index = line.startIndex, lines = 0
        while true {
            cell.removeAll(keepingCapacity: true)
            let end = readField(in: line, at: &index, separator: UInt8(ascii: ","), skipsBlanks: true, lines: &lines, into: &cell)
            cells.append(trimmed(cell))
            if end != .field { return cells }
        }
    }

    private static func trimmed(_ cell: [UInt8]) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = cell.firstIndex(where: { !isBlank($0) }), let last = cell.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: cell[first...last], as: UTF8.self)
    }
}
