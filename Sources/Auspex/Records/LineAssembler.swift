/// Cuts the bytes of one source into lines and lines into records, chunk by chunk.
///
/// What is unfinished at the end of a chunk (the last record, which the next line may continue, and a line without its end) is carried
/// to the front of the next one, so the records do not depend on where chunks end. The carry is bounded by the line and join limits.
struct LineAssembler {
    private let options: RecordReader.Options
    var source: Int
    var splitter: RecordSplitter
    private let joins: Bool
    private let joinsUnfitting: Bool
    /// Whether a learnt header has a severity that can mark a line as part of the message before it.
    private let continuesByLevel: Bool
    /// Bytes carried over: an open record, then an unfinished line from ``lineStart`` on.
    var carry: [UInt8] = []
    var lineStart = 0
    var openSlot: RecordSlot?
    var openFields: [ByteRange] = []
    var lines: UInt64 = 0
    var linesReported: UInt64 = 0
    /// Inside a line longer than the limit: drop everything up to its end.
    var isSkipping = false
    /// NULs at the head of the unfinished line were dropped.
    var sawNul = false
    /// The last line was delivered before its end was seen; what comes belongs to the same line number.
    var isSplitLine = false
    /// Whether the last record of the batch may still be continued.
    private var isOpen = false
    /// The first lines of the records that are asked for, in order; `nil` asks for all.
    var wanted: ArraySlice<UInt64>?

    /// - Parameter latest: when the source was written last, where that is known; else the clock's now.
    init(source: Int, format: LogFormat, options: RecordReader.Options, latest: Double? = nil) {
        self.source = source
        self.options = options
        splitter = RecordSplitter(format, zone: options.clock.zone, latest: latest ?? options.clock.now)
        joins = format.joins && options.joining != .none
        if case .columns = format.body { continuesByLevel = joins && format.levelField != nil } else { continuesByLevel = false }
        joinsUnfitting = joins && options.joining == .unfitting && format.hasTime
    }

    /// Whether something waits for more bytes.
    var hasPending: Bool { openSlot != nil || lineStart < carry.count }

    /// Whether a record of whole lines waits, only because a further line might belong to it.
    var hasWholeRecord: Bool { openSlot != nil && lineStart == carry.count }

    /// The same for a new file under the same name.
    func restarted() -> LineAssembler {
        var next = self
        next.carry = []
        next.lineStart = 0
        next.openSlot = nil
        next.lines = 0
        next.linesReported = 0
        next.isSkipping = false
        next.sawNul = false
        next.isSplitLine = false
        next.isOpen = false
        return next
    }

    /// Puts the carry at the front of the batch; returns where new bytes go.
    mutating func begin(_ batch: inout RecordBatch, room: Int) -> Int {
        batch.records.removeAll(keepingCapacity: true)
        batch.fields.removeAll(keepingCapacity: true)
        batch.fieldCount = splitter.format.fieldNames.count
        batch.source = source
        let needed = carry.count + room
        if batch.bytes.count < needed { batch.bytes += [UInt8](repeating: 0, count: needed - batch.bytes.count) }
        if !carry.isEmpty { batch.bytes.replaceSubrange(0..<carry.count, with: carry) }
        if let slot = openSlot {
            batch.records.append(slot)
            batch.fields.append(contentsOf: openFields)
            isOpen = true
            openSlot = nil
        } else {
            isOpen = false
        }
        return carry.count
    }

    /// Takes the batch's bytes up to `valid` (carry and new bytes) and makes records.
    ///
    /// - Parameter final: nothing follows (end of the source, or a quiet followed file): everything is delivered.
    mutating func consume(_ batch: inout RecordBatch, valid: Int, final: Bool, summary: inout ReadSummary) {
        let bytes = batch.bytes
        batch.bytes = []
        let span = bytes.span
        splitter.decodedBase = valid
        splitter.decoded.removeAll(keepingCapacity: true)
        // What is only looked up is not counted as damaged.
        let isASCII = wanted != nil || ByteScan.isASCII(span, from: lineStart, to: valid)
        var position = lineStart
        while position < valid {
            if isSkipping {
                let end = ByteScan.find(0x0A, in: span, from: position, to: valid)
                guard end < valid else {
                    position = valid
                    break
                }
                isSkipping = false
                position = end + 1
                continue
            }
            if wanted != nil, skips(batch) {
                let next = pass(span, from: position, to: valid, final: final)
                guard next > position else { break }
                position = next
                continue
            }
            while position < valid, span[position] == 0 {
                sawNul = true
                position += 1
            }
            let end = ByteScan.find(0x0A, in: span, from: position, to: valid)
            let isTooLong = end - position > options.lineLimit
            if end == valid, !isTooLong, !final { break }
            if end == valid, position == valid, !sawNul { break }
            take(span, position, isTooLong ? position + options.lineLimit : end, &batch, &summary, isTooLong: isTooLong, isASCII: isASCII)
            isSkipping = end == valid && isTooLong
            isSplitLine = end == valid && !isTooLong
            position = min(end + 1, valid)
        }
        keep(bytes, from: position, to: valid, &batch, final: final)
        summary.sources[source].lines += lines - linesReported
        linesReported = lines
        summary.zones.merge(splitter.time.zones)
        batch.bytes = bytes
        appendDecoded(&batch, at: valid)
    }

    /// Whether the next line is of no record that is asked for; nothing is open then.
    private mutating func skips(_ batch: RecordBatch) -> Bool {
        guard !isSplitLine, !sawNul else { return false }
        while let next = wanted?.first, lines >= next {
            // Its record may go on.
            if batch.records.last?.line == next { return false }
            wanted?.removeFirst()
        }
        isOpen = false
        return wanted?.first.map { lines + 1 < $0 } ?? true
    }

    /// Passes over the lines before the next one that is asked for; returns where to go on: at `start`, where the next line has no end yet.
    private mutating func pass(_ span: Span<UInt8>, from start: Int, to valid: Int, final: Bool) -> Int {
        let last = wanted?.first.map { $0 - 1 } ?? .max
        var position = start, passed = lines
        while passed < last, position < valid {
            let end = ByteScan.find(0x0A, in: span, from: position, to: valid)
            if end == valid {
                let isTooLong = end - position > options.lineLimit
                guard isTooLong || final else { break }
                isSkipping = isTooLong
            }
            passed += 1
            position = min(end + 1, valid)
        }
        lines = passed
        return position
    }

    /// Saves what is unfinished.
    private mutating func keep(_ bytes: [UInt8], from position: Int, to valid: Int, _ batch: inout RecordBatch, final: Bool) {
        carry.removeAll(keepingCapacity: true)
        lineStart = 0
        var start = position
        if !final, joins, isOpen, var slot = batch.records.last, valid - Int(slot.raw.start) <= options.joinBytes + options.lineLimit {
            start = Int(slot.raw.start)
            lineStart = position - start
            batch.records.removeLast()
            let count = batch.fieldCount
            openFields.removeAll(keepingCapacity: true)
            for index in (batch.fields.count - count)..<batch.fields.count {
                openFields.append(batch.fields[index].count == 0 ? .empty : batch.fields[index].moved(back: start))
            }
            batch.fields.removeLast(count)
            slot.raw = slot.raw.moved(back: start)
            slot.content = slot.content.moved(back: start)
            openSlot = slot
        }
        if start < valid { carry.append(contentsOf: bytes[start..<valid]) }
    }

    /// Puts unescaped text behind the bytes it was made from.
    private func appendDecoded(_ batch: inout RecordBatch, at valid: Int) {
        guard !splitter.decoded.isEmpty else { return }
        let room = batch.bytes.count - valid
        if room < splitter.decoded.count {
            batch.bytes += [UInt8](repeating: 0, count: splitter.decoded.count - room)
        }
        batch.bytes.replaceSubrange(valid..<(valid + splitter.decoded.count), with: splitter.decoded)
    }

    /// One line, without its end.
    @inline(__always)
    private mutating func take(
        _ span: Span<UInt8>, _ start: Int, _ lineEnd: Int, _ batch: inout RecordBatch, _ summary: inout ReadSummary, isTooLong: Bool,
        isASCII: Bool
    ) {
        // The end of a line that was delivered before it was finished.
        if isSplitLine, start == lineEnd, !sawNul { return }
        if !isSplitLine { lines += 1 }
        var end = lineEnd
        if end > start, span[end - 1] == 0x0D, !isTooLong { end -= 1 }
        if sawNul {
            sawNul = false
            summary.count(.nulBytes, source: source, line: lines, span, from: start, to: end)
            if start == end {
                isOpen = false
                return
            }
        }
        if end == start || span[start] <= 0x20 && ByteScan.trimEnd(span, from: start, to: end) == start {
            summary.count(.blank, source: source, line: lines, span, from: start, to: start)
            return
        }
        let isValid = isASCII || ByteScan.isUTF8(span, from: start, to: end) || isTooLong
        if !isValid { summary.count(.invalidEncoding, source: source, line: lines, span, from: start, to: end) }
        if isOpen, joins, !isTooLong, Self.isContinuation(span, start, end), extend(&batch, to: end) { return }
        let outcome = splitter.split(span, from: start, to: end, fields: &batch.fields)
        if joinsUnfitting, outcome.unparsed != nil, !isTooLong, isOpen, extend(&batch, to: end) {
            batch.fields.removeLast(batch.fieldCount)
            return
        }
        // Behind the indented lines of a stack trace stands what was thrown, without a header.
        if joins, outcome.unparsed == .headerMismatch, splitter.format.requiresTime, !isTooLong, isOpen,
            batch.records.last.map({ $0.lineCount > 1 && $0.unparsed == nil }) == true, extend(&batch, to: end)
        {
            batch.fields.removeLast(batch.fieldCount)
            return
        }
        if continuesByLevel, outcome.unparsed == nil, isOpen, belongsToLast(span, batch), extend(&batch, to: end) {
            batch.fields.removeLast(batch.fieldCount)
            return
        }
        var unparsed = outcome.unparsed
        if isTooLong {
            // Its header fits all the same.
            if unparsed == nil { summary.fitting += 1 }
            unparsed = .lineTooLong
        } else if unparsed != nil, !isValid {
            unparsed = .invalidEncoding
        }
        if let unparsed {
            if unparsed != .invalidEncoding { summary.count(unparsed, source: source, line: lines, span, from: start, to: end) }
        } else {
            summary.fitting += 1
        }
        batch.records.append(
            RecordSlot(
                raw: ByteRange(start: UInt32(start), end: UInt32(end)), content: outcome.content, line: lines, time: outcome.time,
                unparsed: unparsed, lineCount: 1))
        summary.records += 1
        isOpen = !isTooLong
    }

    /// Whether the fields just appended say that the line is a further part of the last record's message: PostgreSQL writes `DETAIL`,
    /// `HINT` and `STATEMENT` with a header of their own, equal to that of the message but for time and severity.
    private func belongsToLast(_ span: Span<UInt8>, _ batch: RecordBatch) -> Bool {
        guard let level = splitter.format.levelField, let last = batch.records.last, last.unparsed == nil else { return false }
        let count = batch.fieldCount, here = batch.fields.count - count, before = here - count
        guard before >= 0 else { return false }
        let word = batch.fields[here + level]
        guard Self.partWords.contains(where: { ByteScan.equals(span, from: Int(word.start), to: Int(word.end), $0) }) else { return false }
        for index in 1..<count where index != level {
            let left = batch.fields[before + index], right = batch.fields[here + index]
            guard left.count == right.count else { return false }
            for offset in 0..<left.count where span[Int(left.start) + offset] != span[Int(right.start) + offset] { return false }
        }
        return true
    }

    private static let partWords: [[UInt8]] = ["DETAIL", "HINT", "STATEMENT", "CONTEXT", "QUERY", "LOCATION"].map { Array($0.utf8) }

    /// Joins a line to the last record, within bounds.
    private mutating func extend(_ batch: inout RecordBatch, to end: Int) -> Bool {
        let last = batch.records.count - 1
        guard last >= 0, batch.records[last].lineCount < options.joinLines,
            end - Int(batch.records[last].raw.start) <= options.joinBytes
        else { return false }
        batch.records[last].raw.end = UInt32(end)
        if !isSplitLine { batch.records[last].lineCount += 1 }
        return true
    }

    /// Whether a line looks like the continuation of the one before it (stack traces, indented details).
    @inline(__always)
    private static func isContinuation(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch bytes[start] {
        case 0x20, 0x09: true
        case UInt8(ascii: "a"): starts(bytes, start, end, with: "at ")
        case UInt8(ascii: "C"): starts(bytes, start, end, with: "Caused by")
        case UInt8(ascii: "T"): starts(bytes, start, end, with: "Traceback (most recent call last)")
        case UInt8(ascii: "."): starts(bytes, start, end, with: "...")
        default: false
        }
    }

    private static func starts(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - start >= count else { return false }
        return text.withUTF8Buffer { buffer in
            for offset in 0..<count where unsafe buffer[offset] != bytes[start + offset] { return false }
            return true
        }
    }
}

extension ByteRange {
    /// The range after its bytes were moved towards the front.
    func moved(back distance: Int) -> ByteRange {
        ByteRange(start: start &- UInt32(distance), end: end &- UInt32(distance))
    }
}
