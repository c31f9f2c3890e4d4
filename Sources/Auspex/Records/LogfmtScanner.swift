/// `key=value key="quoted value" flag` lines.
enum LogfmtScanner {
    /// Calls `body` for every pair; `false` when the line holds no pair, or a quote is not closed, or a word is no key.
    @inline(__always)
    static func scan(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ body: (JSONLineScanner.Key, JSONLineScanner.Value) -> Void
    ) -> Bool {
        var position = ByteScan.skipBlanks(bytes, from: start, to: end)
        var pairs = 0
        while position < end {
            let keyStart = position
            while position < end, isKey(bytes[position]) { position += 1 }
            guard position > keyStart else { return false }
            let key = keyStart..<position
            if position < end, bytes[position] == UInt8(ascii: "=") {
                position += 1
                pairs += 1
                if position < end, bytes[position] == UInt8(ascii: "\"") {
                    var index = position + 1
                    var escapes = false
                    while index < end, bytes[index] != UInt8(ascii: "\"") {
                        if bytes[index] == UInt8(ascii: "\\") {
                            escapes = true
                            index += 1
                        }
                        index += 1
                    }
                    guard index < end else { return false }
                    body(.init(range: key), JSONLineScanner.Value(range: (position + 1)..<index, isString: true, hasEscapes: escapes))
                    position = index + 1
                } else {
                    let valueStart = position
                    while position < end, !ByteScan.isBlank(bytes[position]) { position += 1 }
                    body(.init(range: key), JSONLineScanner.Value(range: valueStart..<position))
                }
            }
            if position < end, !ByteScan.isBlank(bytes[position]) { return false }
            position = ByteScan.skipBlanks(bytes, from: position, to: end)
        }
        return pairs > 0
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte == 0x2D || byte == 0x2E || byte == 0x40 || byte == 0x2F
    }
}
