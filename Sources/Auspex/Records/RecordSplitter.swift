/// Runs a ``LogFormat`` over lines of one source, in order: header fields, content and time of each.
struct RecordSplitter: Sendable {
    /// What became of a line.
    struct Outcome {
        var content: ByteRange
        var time = Double.nan
        var unparsed: UnparsedReason?
    }

    let format: LogFormat
    private let body: LogFormat.Body
    var time: TimeReader
    private let hasTime: Bool
    /// Unescaped text of structured formats; its ranges begin at ``decodedBase``.
    var decoded: [UInt8] = []
    /// Where ``decoded`` will be put in the batch's bytes.
    var decodedBase = 0

    /// - Parameters:
    ///   - zone: the zone of times that name none.
    ///   - latest: about when the last record was written.
    init(_ format: LogFormat, zone: TimeZoneRules = .utc, latest: Double? = nil) {
        self.format = format
        body = format.body
        time = TimeReader(format.time ?? .any, zone: zone, latest: latest)
        hasTime = format.time != nil
    }

    /// Splits the line `start..<end` (no line end in it); `fields` grows by one range for each header field.
    ///
    /// A line that does not fit has the whole line as content and empty fields.
    mutating func split(_ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange]) -> Outcome {
        let base = fields.count
        var outcome = splitHeader(bytes, from: start, to: end, fields: &fields)
        guard let inner = format.inner, outcome.unparsed == nil else { return outcome }
        open(inner, bytes, &fields, base + format.headerCount, &outcome)
        if format.readsTimeInside, let place = format.timeFields?.lowerBound {
            outcome.time = readTime(bytes, Int(fields[base + place].start), Int(fields[base + place].end), end)
        }
        return outcome
    }

    private mutating func splitHeader(_ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange]) -> Outcome {
        let base = fields.count
        for _ in 0..<format.fieldNames.count { fields.append(.empty) }
        var outcome: Outcome
        switch body {
        case .header(let program):
            guard let content = program.run(bytes, from: start, to: end, fields: &fields, base: base) else {
                return failed(bytes, start, end, &fields, base, .headerMismatch)
            }
            outcome = Outcome(content: content)
        case .header5424(let program):
            guard let rest = program.run(bytes, from: start, to: end, fields: &fields, base: base),
                let data = Self.structuredData(bytes, Int(rest.start), end)
            else { return failed(bytes, start, end, &fields, base, .headerMismatch) }
            fields[base + format.headerCount - 1] = data.range
            outcome = Outcome(content: ByteRange(start: UInt32(data.message), end: UInt32(end)))
        case .access(let extras):
            guard let content = AccessScanner.scan(bytes, from: start, to: end, fields: &fields, base: base, extras: extras) else {
                return failed(bytes, start, end, &fields, base, .headerMismatch)
            }
            outcome = Outcome(content: content)
        case .columns(let program):
            guard let led = LeadingTime.read(&time, bytes, start, end, front: program.front) else {
                return failed(bytes, start, end, &fields, base, .headerMismatch)
            }
            fields[base] = led.range
            if program.front != nil { fields[base + 1] = led.front }
            let found = program.run(bytes, from: led.next, to: end, fields: &fields, base: base)
            return Outcome(
                content: Self.range(found.content, ByteScan.trimEnd(bytes, from: found.content, to: end)), time: led.value)
        case .json(let table):
            guard let content = members(bytes, start, end, &fields, base, table, isJSON: true) else {
                return failed(bytes, start, end, &fields, base, .malformedStructure)
            }
            outcome = Outcome(content: content)
        case .logfmt(let table):
            guard let content = members(bytes, start, end, &fields, base, table, isJSON: false) else {
                return failed(bytes, start, end, &fields, base, .malformedStructure)
            }
            outcome = Outcome(content: content)
        case .timeLed:
            guard let led = timeLed(bytes, start, end, &fields, base) else {
                return failed(bytes, start, end, &fields, base, .headerMismatch)
            }
            return led
        case .raw:
            return Outcome(content: Self.range(start, ByteScan.trimEnd(bytes, from: start, to: end)))
        }
        if hasTime, !format.readsTimeInside, let range = format.timeFields {
            outcome.time = readTime(bytes, Int(fields[base + range.lowerBound].start), Int(fields[base + range.upperBound].end), end)
            if outcome.time.isNaN, format.requiresTime { return failed(bytes, start, end, &fields, base, .headerMismatch) }
        }
        if Int(outcome.content.end) <= end {
            let trimmed = ByteScan.trimEnd(bytes, from: Int(outcome.content.start), to: Int(outcome.content.end))
            outcome.content.end = UInt32(trimmed)
        }
        if Int(outcome.content.start) >= decodedBase, !decoded.isEmpty { outcome.content = firstDecodedLine(outcome.content) }
        return outcome
    }

    /// The first line of a decoded message: what follows a line break (a stack trace in a JSON string) is detail.
    private func firstDecodedLine(_ range: ByteRange) -> ByteRange {
        var start = Int(range.start) - decodedBase
        let limit = Int(range.end) - decodedBase
        while start < limit, decoded[start] <= 0x20 { start += 1 }
        var end = start
        while end < limit, decoded[end] != 0x0A { end += 1 }
        while end > start, decoded[end - 1] <= 0x20 { end -= 1 }
        return Self.range(start + decodedBase, end + decodedBase)
    }

    /// The time in `start..<stop`, which may be decoded text.
    private mutating func readTime(_ bytes: Span<UInt8>, _ start: Int, _ stop: Int, _ end: Int) -> Double {
        guard start < stop else { return .nan }
        if stop <= end, bytes[start] == UInt8(ascii: "{") {
            // MongoDB writes `{"$date":"2026-…"}`: the time is the value behind the name.
            guard let digit = (start..<min(stop, start + 24)).first(where: { bytes[$0] &- UInt8(ascii: "0") < 10 }) else { return .nan }
            return time.read(bytes, from: digit, to: stop).value
        }
        guard stop <= end else {
            guard start >= decodedBase, stop - decodedBase <= decoded.count else { return .nan }
            let text = decoded
            return time.read(text.span, from: start - decodedBase, to: stop - decodedBase).value
        }
        return time.read(bytes, from: start, to: stop).value
    }

    private func failed(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout [ByteRange], _ base: Int, _ reason: UnparsedReason
    ) -> Outcome {
        for index in base..<fields.count { fields[index] = .empty }
        return Outcome(content: Self.range(start, ByteScan.trimEnd(bytes, from: start, to: end)), unparsed: reason)
    }

    private static func range(_ start: Int, _ end: Int) -> ByteRange {
        ByteRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }

    /// Opens a message that is a JSON object: its members are the last fields, its message is the content.
    private mutating func open(
        _ table: KeyTable, _ bytes: Span<UInt8>, _ fields: inout [ByteRange], _ base: Int, _ outcome: inout Outcome
    ) {
        let range = outcome.content.indices
        let content: ByteRange?
        if range.lowerBound >= decodedBase, !decoded.isEmpty {
            let text = Array(decoded[range.lowerBound - decodedBase..<range.upperBound - decodedBase])
            guard let start = JSONLineScanner.objectStart(text.span, from: 0, to: text.count) else { return }
            content = members(text.span, start, text.count, &fields, base, table, isJSON: true, shift: range.lowerBound)
        } else {
            guard let start = JSONLineScanner.objectStart(bytes, from: range.lowerBound, to: range.upperBound) else { return }
            content = members(bytes, start, range.upperBound, &fields, base, table, isJSON: true)
        }
        guard let content else {
            // What was written before the object proved damaged may point at text that was taken back.
            for place in base..<base + table.names.count { fields[place] = .empty }
            return
        }
        outcome.content = content
        if Int(content.start) >= decodedBase, !decoded.isEmpty { outcome.content = firstDecodedLine(content) }
    }

    /// The members of a structured line; the content is the message, or the whole line where there is none.
    ///
    /// - Parameter shift: how far behind their places in `bytes` values lie in the batch.
    private mutating func members(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout [ByteRange], _ base: Int, _ table: KeyTable, isJSON: Bool,
        shift: Int = 0
    ) -> ByteRange? {
        var content: ByteRange?
        var guess = 0
        let decodedBefore = decoded.count
        // Moved out so that the closure changes a local: `self` is not free here.
        var output = decoded
        decoded = []
        let offset = decodedBase
        let fits: Bool
        if isJSON {
            fits = JSONLineScanner.scan(bytes, from: start, to: end) { key, value in
                let index = table.index(bytes, key, guess: guess)
                guard index != -1 else { return }
                let range = Self.text(bytes, value, offset, shift, &output)
                if index == -2 {
                    content = range
                } else {
                    fields[base + index] = range
                    guess = index + 1
                }
            }
        } else {
            fits = LogfmtScanner.scan(bytes, from: start, to: end) { key, value in
                let index = table.index(bytes, key, guess: guess)
                guard index != -1 else { return }
                let range = Self.text(bytes, value, offset, shift, &output)
                if index == -2 {
                    content = range
                } else {
                    fields[base + index] = range
                    guess = index + 1
                }
            }
        }
        if !fits { output.removeSubrange(decodedBefore...) }
        if fits, let key = table.requestKey {
            let line = fields[base + key].indices, made = base + table.names.count - 2
            let isDecoded = line.lowerBound >= offset && line.upperBound <= offset + output.count && !output.isEmpty
            let moved = isDecoded ? offset : 0
            let own = line.lowerBound - moved..<line.upperBound - moved
            if let request = isDecoded ? RequestLine(output.span, own) : RequestLine(bytes, own) {
                fields[made] = Self.range(request.method.lowerBound + moved, request.method.upperBound + moved)
                fields[made + 1] = Self.range(request.path.lowerBound + moved, request.path.upperBound + moved)
            }
        }
        decoded = output
        guard fits else { return nil }
        return content ?? Self.range(start + shift, end + shift)
    }

    /// Where a value's text is: in the line, or behind it when escapes had to be decoded.
    @inline(__always)
    private static func text(
        _ bytes: Span<UInt8>, _ value: JSONLineScanner.Value, _ offset: Int, _ shift: Int, _ output: inout [UInt8]
    ) -> ByteRange {
        guard value.hasEscapes else { return range(value.range.lowerBound + shift, value.range.upperBound + shift) }
        let from = output.count
        JSONLineScanner.unescape(bytes, value.range, into: &output)
        return range(offset + from, offset + output.count)
    }

    /// RFC 5424 structured data: `-` or elements in brackets, in which `\]` and quoted `]` do not close.
    private static func structuredData(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (range: ByteRange, message: Int)? {
        guard start < end else { return (range(start, start), end) }
        if bytes[start] == UInt8(ascii: "-"), start + 1 == end || ByteScan.isBlank(bytes[start + 1]) {
            return (range(start, start + 1), messageStart(bytes, start + 1, end))
        }
        guard bytes[start] == UInt8(ascii: "[") else { return nil }
        var index = start
        var inQuotes = false
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                index += 1
            } else if byte == UInt8(ascii: "\"") {
                inQuotes.toggle()
            } else if byte == UInt8(ascii: "]"), !inQuotes, index + 1 >= end || bytes[index + 1] != UInt8(ascii: "[") {
                return (range(start, index + 1), messageStart(bytes, index + 1, end))
            }
            index += 1
        }
        return nil
    }

    /// Over the blanks and the byte order mark the RFC allows before a message.
    private static func messageStart(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        let first = ByteScan.skipBlanks(bytes, from: start, to: end)
        if first + 3 <= end, bytes[first] == 0xEF, bytes[first + 1] == 0xBB, bytes[first + 2] == 0xBF { return first + 3 }
        return first
    }

    /// A leading time (perhaps in brackets), then perhaps a severity, then perhaps a component that ends in a colon.
    private mutating func timeLed(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout [ByteRange], _ base: Int
    ) -> Outcome? {
        guard let led = LeadingTime.read(&time, bytes, start, end, front: nil) else { return nil }
        fields[base] = led.range
        var position = Self.skipSeparators(bytes, led.next, end)
        if let level = Self.bareWord(bytes, position, end), LevelWords.contains(bytes, from: level.start, to: level.end) {
            fields[base + 1] = Self.range(level.start, level.end)
            position = Self.skipSeparators(bytes, level.next, end)
        }
        var wordEnd = position
        while wordEnd < end, wordEnd - position < 128, !ByteScan.isBlank(bytes[wordEnd]) { wordEnd += 1 }
        if wordEnd < end, wordEnd - position > 1, bytes[wordEnd - 1] == UInt8(ascii: ":"),
            (bytes[position] | 0x20) &- 0x61 < 26
        {
            fields[base + 2] = Self.range(position, wordEnd - 1)
            position = ByteScan.skipBlanks(bytes, from: wordEnd, to: end)
        }
        return Outcome(content: Self.range(position, ByteScan.trimEnd(bytes, from: position, to: end)), time: led.value)
    }

    /// Over blanks, and `-` or `|` that stand alone.
    private static func skipSeparators(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = start
        while position < end {
            let byte = bytes[position]
            let alone = (byte == 0x2D || byte == 0x7C || byte == 0x3A) && (position + 1 == end || ByteScan.isBlank(bytes[position + 1]))
            guard ByteScan.isBlank(byte) || alone || byte == 0x2C && position == start else { break }
            position += 1
        }
        return position
    }

    /// The word at `start` without brackets or a colon around it.
    private static func bareWord(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (start: Int, end: Int, next: Int)? {
        var first = start
        if first < end, bytes[first] == UInt8(ascii: "[") || bytes[first] == UInt8(ascii: "<") { first += 1 }
        var last = first
        while last < end, (bytes[last] | 0x20) &- 0x61 < 26 { last += 1 }
        guard last > first else { return nil }
        var next = last
        while next < end, bytes[next] == UInt8(ascii: "]") || bytes[next] == UInt8(ascii: ">") || bytes[next] == UInt8(ascii: ":") {
            next += 1
        }
        guard next == end || LeadingTime.isSeparator(bytes[next]) else { return nil }
        return (first, last, next)
    }
}
