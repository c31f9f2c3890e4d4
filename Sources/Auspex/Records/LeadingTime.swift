/// The time a line begins with, perhaps in brackets, and what stands in front of it.
struct LeadingTime {
    /// What may stand in front of the time.
    enum Front: Sendable {
        /// A severity: `I1128 06:21:14`, `E [28/Nov/2026:…]`, `WARN 2026-11-28 …`.
        case level
        /// One or two words: `web_1  | 2026-11-28 …`.
        case words
    }

    /// What stands in front.
    var front = ByteRange.empty
    /// The text of the time.
    var range: ByteRange
    /// Seconds since 1970.
    var value: Double
    /// Where the rest begins.
    var next: Int

    /// Longest word in front of a time.
    private static let wordLimit = 64

    /// Reads the time of a line.
    ///
    /// - Parameter front: what the lines of the format have in front of it; `nil` for nothing.
    static func read(
        _ time: inout TimeReader, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, front: Front?
    ) -> LeadingTime? {
        switch front {
        case nil: return plain(&time, bytes, start, end)
        case .level:
            guard let (word, next) = level(bytes, start, end), var found = plain(&time, bytes, next, end) else { return nil }
            found.front = word
            return found
        case .words:
            // A date is no name: `2026-11-28 06:21:14` and `Nov 28 06:21:14` begin with their time.
            guard start < end, bytes[start] == UInt8(ascii: "[") || (bytes[start] | 0x20) &- 0x61 < 26,
                plain(&time, bytes, start, end) == nil
            else { return nil }
            var position = start, last = start
            for _ in 0..<2 {
                let stop = ByteScan.findBlank(bytes, from: position, to: min(end, position + wordLimit))
                guard stop > position, stop < end, ByteScan.isBlank(bytes[stop]) else { return nil }
                last = stop
                position = ColumnScanner.skipMarks(bytes, stop, end)
                if var found = plain(&time, bytes, position, end) {
                    found.front = ByteRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: last))
                    return found
                }
            }
            return nil
        }
    }

    private static func plain(_ time: inout TimeReader, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> LeadingTime? {
        var position = start
        let isBracketed = position < end && bytes[position] == UInt8(ascii: "[")
        if isBracketed { position += 1 }
        let result = time.read(bytes, from: position, to: end)
        guard !result.value.isNaN, result.end > position else { return nil }
        let range = ByteRange(start: UInt32(truncatingIfNeeded: position), end: UInt32(truncatingIfNeeded: result.end))
        position = result.end
        // The brackets may hold more than the time: `[2026-11-28 06:21:14,123: INFO/Main]`.
        if isBracketed, position < end, bytes[position] == UInt8(ascii: "]") { position += 1 }
        guard position == end || isSeparator(bytes[position]) else { return nil }
        return LeadingTime(range: range, value: result.value, next: position)
    }

    /// A severity at the beginning of a line and where the time may begin: a letter in front of digits, or a letter or word that stands alone.
    private static func level(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (word: ByteRange, next: Int)? {
        var first = start
        if first < end, bytes[first] == UInt8(ascii: "[") || bytes[first] == UInt8(ascii: "<") { first += 1 }
        var last = first
        while last < end, last - first < 14, (bytes[last] | 0x20) &- 0x61 < 26 { last += 1 }
        guard last > first, last < end else { return nil }
        let word = ByteRange(start: UInt32(truncatingIfNeeded: first), end: UInt32(truncatingIfNeeded: last))
        if last - first == 1 {
            guard isLetter(bytes[first]) else { return nil }
            if bytes[last] &- UInt8(ascii: "0") < 10 { return (word, last) }
        } else if !LevelWords.contains(bytes, from: first, to: last) {
            return nil
        }
        var next = last
        while next < end, bytes[next] == UInt8(ascii: "]") || bytes[next] == UInt8(ascii: ">") || bytes[next] == 0x3A || bytes[next] == 0x2C
        {
            next += 1
        }
        guard next < end, ByteScan.isBlank(bytes[next]) else { return nil }
        return (word, ColumnScanner.skipMarks(bytes, next, end))
    }

    /// A letter that stands for a severity.
    private static func isLetter(_ byte: UInt8) -> Bool { Array("DIWEFCVTNA".utf8).contains(byte) }

    /// What may follow a time or a word of a header.
    @inline(__always)
    static func isSeparator(_ byte: UInt8) -> Bool {
        ByteScan.isBlank(byte) || byte == 0x2D || byte == 0x7C || byte == 0x3A || byte == 0x2C || byte == 0x5B
    }
}
