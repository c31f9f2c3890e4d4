/// Access logs of nginx and Apache in common or combined form:
/// `host ident user [time] "request" status bytes "referer" "agent"`.
///
/// The content is `"request" status bytes`: what happened; who asked and with which browser are fields.
enum AccessScanner {
    static let fieldNames = [
        "Host", "Ident", "User", "Time", "Method", "Path", "Protocol", "Status", "Bytes", "Referer", "Agent",
    ]
    static let timeField = 3

    /// Splits a line; `nil` when it is no access line.
    static func scan(_ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange], base: Int) -> ByteRange? {
        var position = start
        for field in 0..<3 {
            guard let word = word(bytes, &position, end) else { return nil }
            fields[base + field] = word
        }
        guard position < end, bytes[position] == UInt8(ascii: "[") else { return nil }
        let close = ByteScan.find(UInt8(ascii: "]"), in: bytes, from: position, to: end)
        guard close < end else { return nil }
        fields[base + timeField] = ByteRange(start: UInt32(position + 1), end: UInt32(close))
        position = ByteScan.skipBlanks(bytes, from: close + 1, to: end)
        let contentStart = position
        guard let request = quoted(bytes, &position, end) else { return nil }
        var cursor = Int(request.start)
        for field in 4..<7 {
            guard let word = word(bytes, &cursor, Int(request.end)) else { break }
            fields[base + field] = word
        }
        guard let status = word(bytes, &position, end), isNumber(bytes, status) else { return nil }
        fields[base + 7] = status
        var contentEnd = status.end
        if let size = word(bytes, &position, end) {
            fields[base + 8] = size
            contentEnd = size.end
        }
        if let referer = quoted(bytes, &position, end) { fields[base + 9] = referer }
        if let agent = quoted(bytes, &position, end) { fields[base + 10] = agent }
        return ByteRange(start: UInt32(contentStart), end: contentEnd)
    }

    /// The next word and the blanks behind it.
    private static func word(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> ByteRange? {
        let start = position
        while position < end, !ByteScan.isBlank(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        let range = ByteRange(start: UInt32(start), end: UInt32(position))
        position = ByteScan.skipBlanks(bytes, from: position, to: end)
        return range
    }

    /// The quoted text at `position` (`\"` does not close it) and the blanks behind it.
    private static func quoted(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> ByteRange? {
        guard position < end, bytes[position] == UInt8(ascii: "\"") else { return nil }
        var index = position + 1
        while index < end, bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        guard index < end else { return nil }
        let range = ByteRange(start: UInt32(position + 1), end: UInt32(index))
        position = ByteScan.skipBlanks(bytes, from: index + 1, to: end)
        return range
    }

    private static func isNumber(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard range.count == 3 else { return false }
        for index in range.indices where bytes[index] &- 0x30 >= 10 { return false }
        return true
    }
}
