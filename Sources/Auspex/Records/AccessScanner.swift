/// Access logs of nginx and Apache in common or combined form:
/// `host ident user [time] "request" status bytes "referer" "agent"`.
///
/// The content is `"request" status bytes`: what happened; who asked and with which browser are fields. Words in front of the host (a virtual
/// host, the name of a container) and between time and request are further fields.
enum AccessScanner {
    static let fieldNames = [
        "Host", "Ident", "User", "Time", "Method", "Path", "Protocol", "Status", "Bytes", "Referer", "Agent",
    ]
    static let timeField = 3

    /// Splits a line; `nil` when it is no access line.
    ///
    /// - Parameter extras: names of what may stand elsewhere: keys of `key=value` behind the agent, `Extra1`, `Extra2` … for words without a key
    ///   there, `Front1` … in front of the host, `Between1` … in front of the request.
    static func scan(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange], base: Int, extras: KeyTable? = nil
    ) -> ByteRange? {
        var position = start
        let front = wordsInFront(bytes, start, end)
        guard front > 0 else { return nil }
        for number in 0..<front {
            guard let word = word(bytes, &position, end) else { return nil }
            let field = number - max(0, front - 3)
            if field >= 0 {
                fields[base + field] = word
            } else {
                set(frontNames[number], word, extras, &fields, base)
            }
        }
        let close = ByteScan.find(UInt8(ascii: "]"), in: bytes, from: position, to: end)
        guard close < end else { return nil }
        fields[base + timeField] = ByteRange(start: UInt32(position + 1), end: UInt32(close))
        position = ByteScan.skipBlanks(bytes, from: close + 1, to: end)
        for name in betweenNames {
            guard position < end, bytes[position] != UInt8(ascii: "\""), let word = word(bytes, &position, end) else { break }
            set(name, word, extras, &fields, base)
        }
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
        if let extras, !extras.names.isEmpty {
            var guess = 0
            readExtras(bytes, position, end) { key, number, value in
                var index = -1
                if key.isEmpty {
                    let name = positions[number]
                    index = extras.index(name.span, from: 0, to: name.count, guess: guess)
                } else {
                    index = extras.index(bytes, from: key.lowerBound, to: key.upperBound, guess: guess)
                }
                guard index >= 0 else { return }
                fields[base + fieldNames.count + index] = value
                guess = index + 1
            }
        }
        return ByteRange(start: UInt32(contentStart), end: contentEnd)
    }

    /// The names of what stands behind the agent; empty for a line without it, or that is no access line.
    static func extraNames(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> [String] {
        var fields = [ByteRange](repeating: .empty, count: fieldNames.count)
        guard scan(bytes, from: start, to: end, fields: &fields, base: 0) != nil, fields[10].count > 0 || fields[9].count > 0 else {
            return []
        }
        let front = wordsInFront(bytes, start, end), between = wordsBetween(bytes, Int(fields[timeField].end) + 1, end)
        var names = (frontNames.prefix(max(0, front - 3)) + betweenNames.prefix(between)).map { String(decoding: $0, as: UTF8.self) }
        let last = fields[10].count > 0 ? fields[10].end : fields[9].end
        readExtras(bytes, ByteScan.skipBlanks(bytes, from: min(end, Int(last) + 1), to: end), end) { key, number, _ in
            names.append(String(decoding: key.isEmpty ? positions[number] : key.map { bytes[$0] }, as: UTF8.self))
        }
        return names
    }

    /// Names of words in front of the host, and between time and request.
    private static let frontNames: [[UInt8]] = (1...5).map { Array("Front\($0)".utf8) }
    private static let betweenNames: [[UInt8]] = (1...4).map { Array("Between\($0)".utf8) }

    /// Whether the field of a name stands before the request.
    static func isInFront(_ name: String) -> Bool { (frontNames + betweenNames).contains(Array(name.utf8)) }

    /// How many words stand in front of the time in brackets: at most eight; 0 where there is none.
    @inline(__always)
    private static func wordsInFront(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = start
        for count in 0...8 {
            if position + 2 < end, bytes[position] == UInt8(ascii: "["), bytes[position + 1] &- 0x30 < 10 { return count }
            guard word(bytes, &position, end) != nil else { return 0 }
        }
        return 0
    }

    private static func wordsBetween(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = ByteScan.skipBlanks(bytes, from: min(start, end), to: end), count = 0
        while position < end, bytes[position] != UInt8(ascii: "\""), word(bytes, &position, end) != nil { count += 1 }
        return count
    }

    @inline(never)
    private static func set(_ name: [UInt8], _ value: ByteRange, _ extras: KeyTable?, _ fields: inout [ByteRange], _ base: Int) {
        guard let index = extras?.index(name.span, from: 0, to: name.count, guess: 0), index >= 0 else { return }
        fields[base + fieldNames.count + index] = value
    }

    /// Names of words without a key.
    private static let positions: [[UInt8]] = (1...8).map { Array("Extra\($0)".utf8) }

    /// Calls `body` with the key (empty where there is none), the number of the keyless word, and the value.
    private static func readExtras(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ body: (Range<Int>, Int, ByteRange) -> Void
    ) {
        var position = start
        var keyless = 0
        while position < end {
            var keyEnd = position
            while keyEnd < end, isKey(bytes[keyEnd]) { keyEnd += 1 }
            var key = position..<position
            if keyEnd > position, keyEnd < end, bytes[keyEnd] == UInt8(ascii: "=") {
                key = position..<keyEnd
                position = keyEnd + 1
            }
            let before = position
            let value = quoted(bytes, &position, end) ?? word(bytes, &position, end)
            if let value {
                if !key.isEmpty {
                    body(key, 0, value)
                } else if keyless < positions.count {
                    body(key, keyless, value)
                    keyless += 1
                }
            }
            if position == before { position = ByteScan.skipBlanks(bytes, from: position + (value == nil ? 0 : 1), to: end) }
            if position == before { return }
        }
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte == 0x2D || byte == 0x2E
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
