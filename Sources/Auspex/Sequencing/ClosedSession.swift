/// A session (or window) that has just been closed, lent for the time of a call.
///
/// Its arrays are scratch memory that the next closed session overwrites, so a sequence that is already known by its ``fingerprint`` costs no
/// allocation at all. ``materialized()`` makes an ``EventSequence`` that lasts, with times and lines.
public struct ClosedSession: ~Copyable {
    /// Why it was closed.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        /// No event for the idle time.
        case idle
        /// It grew older than allowed.
        case age
        /// It grew longer than allowed, and goes on in another part.
        case length
        /// Too many sessions (or bytes) were open; it was the one touched longest ago.
        case limit
        /// The input ended.
        case endOfInput
        /// It is a window that is full.
        case window
        /// Its identifier was used again for another session.
        case reused
    }

    /// The identifier's bytes as they stood in the log.
    public internal(set) var idBytes: [UInt8] = []
    /// The templates, oldest first.
    public internal(set) var events: [TemplateID] = []
    /// Number of this part of a session that was handed out in several, from 1; 0 for a session in one piece.
    public internal(set) var part = 0
    /// The last events of the part before, oldest first; see ``EventSequence/history``.
    public internal(set) var history: [TemplateID] = []
    /// Whether its end may be judged: see ``EventSequence/isComplete``.
    public internal(set) var isComplete = false
    /// Whether an earlier session of the same identifier had been closed shortly before, so that the beginning may be missing.
    public internal(set) var isReopened = false
    /// Whether it began before the input did (a rotated log, or one that training ended in): its beginning, its counts and its length say
    /// nothing.
    public internal(set) var beginsBefore = false
    /// Why it was closed.
    public internal(set) var cause = Cause.endOfInput

    var encoded: [UInt8] = []
    var encodedStart = 0
    var baseMilliseconds: Int64 = 0
    var windowTimes: [Double] = []
    var windowLines: [LineReference] = []
    var windowValues = EventValues()
    var hasValues = false
    /// Whether it is one record by itself.
    var isMessage = false

    init() {}

    /// The identifier as text; invalid UTF-8 is repaired.
    public var id: String { String(decoding: idBytes, as: UTF8.self) }

    /// Names the sequence of templates together with what surrounds it; equal to ``EventSequence/fingerprint`` of the same.
    public var fingerprint: UInt64 {
        SequenceFingerprint.of(
            events, isComplete: isComplete, history: history, beginsBefore: beginsBefore, words: isMessage ? windowValues : EventValues())
    }

    /// The line of the first event.
    public var firstLine: LineReference? {
        if cause == .window { return windowLines.first }
        var reader = EventReader(from: encodedStart, base: baseMilliseconds, hasValues: hasValues)
        return reader.next(in: encoded.span) ? LineReference(source: reader.source, line: reader.line) : nil
    }

    /// A lasting copy with identifier, times (to the millisecond; empty when no event had one), lines and values.
    public func materialized() -> EventSequence {
        if cause == .window {
            return EventSequence(
                id: id, events: events, times: windowTimes, lines: windowLines, values: windowValues, isComplete: isComplete,
                history: history, kind: isMessage ? .message : .window)
        }
        var times: [Double] = [], lines: [LineReference] = []
        times.reserveCapacity(events.count)
        lines.reserveCapacity(events.count)
        var known = false
        var values = EventValues()
        var reader = EventReader(from: encodedStart, base: baseMilliseconds, hasValues: hasValues)
        while reader.next(in: encoded.span) {
            known = known || !reader.time.isNaN
            times.append(reader.time)
            lines.append(LineReference(source: reader.source, line: reader.line))
            if hasValues {
                while let value = reader.nextValue(in: encoded.span) { values.appendValue(value) }
                values.closeRow()
            }
        }
        if values.storage.isEmpty { values = EventValues() }
        return EventSequence(
            id: id, events: events, times: known ? times : [], lines: lines, values: values, isComplete: isComplete, history: history,
            beginsBefore: beginsBefore)
    }

    /// Copies events, times and values into a sequence whose memory is used again; identifier and lines stay empty. No allocation once the
    /// sequence has grown.
    public func read(into sequence: inout EventSequence) {
        sequence.id = ""
        sequence.lines = []
        sequence.isComplete = isComplete
        sequence.history = history
        sequence.beginsBefore = beginsBefore
        sequence.events.removeAll(keepingCapacity: true)
        sequence.events.append(contentsOf: events)
        if cause == .window {
            sequence.times = windowTimes
            sequence.values = windowValues
            return
        }
        sequence.times.removeAll(keepingCapacity: true)
        sequence.values.removeAll()
        var known = false
        var reader = EventReader(from: encodedStart, base: baseMilliseconds, hasValues: hasValues)
        while reader.next(in: encoded.span) {
            known = known || !reader.time.isNaN
            sequence.times.append(reader.time)
            guard hasValues else { continue }
            while let value = reader.nextValue(in: encoded.span) { sequence.values.appendValue(value) }
            sequence.values.closeRow()
        }
        if !known { sequence.times.removeAll(keepingCapacity: true) }
    }

    /// Takes over `encoded` (a session's whole byte string).
    mutating func decode() {
        idBytes.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        var position = 0
        let length = Int(EventReader.number(encoded.span, &position))
        idBytes.append(contentsOf: encoded[position..<position + length])
        encodedStart = position + length
        var templates: [TemplateID] = []
        // The array's memory is lent to a local while the bytes are read, which the exclusivity rules ask for.
        swap(&templates, &events)
        var reader = EventReader(from: encodedStart, base: baseMilliseconds, hasValues: hasValues)
        reader.readTemplates(in: encoded.span, into: &templates)
        swap(&templates, &events)
    }
}

/// The name of a sequence of templates.
public enum SequenceFingerprint {
    /// The fingerprint of templates, completeness and what came before, known or not, and of the words of a message.
    public static func of(
        _ events: [TemplateID], isComplete: Bool, history: [TemplateID] = [], beginsBefore: Bool = false, words: EventValues = EventValues()
    ) -> UInt64 {
        var fingerprint = Fingerprint()
        for event in events { fingerprint.combine(UInt64(event.rawValue)) }
        fingerprint.combine(isComplete ? .max : .max - 1)
        for event in history { fingerprint.combine(UInt64(event.rawValue)) }
        if beginsBefore { fingerprint.combine(.max - 2) }
        for word in words.storage { fingerprint.combine(word.bits) }
        return fingerprint.value
    }
}

extension EventSequence {
    /// Names the sequence of templates together with whether it is complete: equal for sessions a sequence model cannot tell apart.
    public var fingerprint: UInt64 {
        SequenceFingerprint.of(events, isComplete: isComplete, history: history, beginsBefore: beginsBefore, words: words)
    }
}
