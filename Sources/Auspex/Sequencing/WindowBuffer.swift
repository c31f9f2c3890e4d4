/// The records of one group that windows still need.
struct WindowBuffer: Sendable {
    let group: [UInt8]
    var templates: [TemplateID] = []
    var lines: [LineReference] = []
    var times: [Double] = []
    /// Values of the records; empty when values do not travel.
    var values = EventValues()
    /// The group's log clock at each record; minus infinity before the first time.
    var stamps: [Double] = []
    /// Index of the first record that is still needed.
    var start = 0
    /// The latest time seen.
    var clock = -Double.infinity
    /// Number of the first time window not handed out.
    var nextWindow = -Double.infinity
    /// How many of the records a window by count already held.
    var emittedUpTo = 0
    /// The templates of the records right before the first, oldest first, as many as are asked for.
    var history: [TemplateID] = []

    init(group: [UInt8]) {
        self.group = group
    }

    /// Records held.
    var count: Int { templates.count - start }

    mutating func append(_ template: TemplateID, source: Int, record: RecordSlot, values row: [EventValue]? = nil) {
        templates.append(template)
        lines.append(LineReference(source: UInt32(clamping: source), line: record.line))
        times.append(record.time)
        stamps.append(clock)
        if let row { values.append(row) }
    }

    /// How many records, from the first, were stamped before `limit`. Stamps never fall.
    func countOfStamps(below limit: Double, orEqual: Bool = false) -> Int {
        stamps[start...].firstPlace { $0 < limit || (orEqual && $0 == limit) } - start
    }

    mutating func removeFirst(_ number: Int) {
        start += number
        emittedUpTo = max(0, emittedUpTo - number)
        guard start > 1024, start > templates.count / 2 else {
            if start == templates.count { clear() }
            return
        }
        templates.removeFirst(start)
        lines.removeFirst(start)
        times.removeFirst(start)
        stamps.removeFirst(start)
        values.removeFirst(start)
        start = 0
    }

    private mutating func clear() {
        templates.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        stamps.removeAll(keepingCapacity: true)
        values.removeAll()
        start = 0
    }

    /// Keeps the first `number` records, and what came before them, as the history of what follows.
    mutating func remember(_ number: Int, limit: Int) {
        guard limit > 0 else { return }
        history = Array((history + templates[start..<start + number]).suffix(limit))
    }

    /// Hands out `number` records from the `offset`-th on.
    ///
    /// - Parameters:
    ///   - span: begin and end of a time window, seconds since 1970; `nil` names the window by its lines.
    ///   - isMessage: whether it is one record by itself, named by its line.
    func emit<Failure: Error>(
        _ number: Int, from offset: Int, span: (begin: Double, end: Double)?, isMessage: Bool = false,
        using emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        let range = start + offset..<start + offset + number
        var window = ClosedSession()
        window.cause = .window
        window.isMessage = isMessage
        window.history = history
        window.events.append(contentsOf: templates[range])
        window.windowLines.append(contentsOf: lines[range])
        if times[range].contains(where: { !$0.isNaN }) { window.windowTimes.append(contentsOf: times[range]) }
        if !values.isEmpty { window.windowValues = values.part(range) }
        window.idBytes = group
        if !group.isEmpty { window.idBytes += Array(": ".utf8) }
        if let span {
            window.idBytes += Array("\(isoTime(span.begin))/\(isoTime(span.end))".utf8)
        } else if isMessage, let line = lines[range].first {
            window.idBytes += Array(line.messageName.utf8)
        } else if let first = lines[range].first, let last = lines[range].last {
            let source = first.source == 0 && last.source == 0 ? "" : "source \(first.source) "
            window.idBytes += Array("\(source)lines \(first.line)–\(last.line)".utf8)
        }
        try emit(window)
    }
}

/// Seconds since 1970 as ISO 8601 in UTC, with milliseconds only where there are any. (Days to civil date: Hinnant, "chrono-compatible
/// low-level date algorithms".)
func isoTime(_ seconds: Double) -> String {
    guard abs(seconds) < 1e11 else { return "unknown time" }
    let milliseconds = Int((seconds * 1000).rounded())
    let day = Int((Double(milliseconds) / 86_400_000).rounded(.down))
    let rest = milliseconds - day * 86_400_000
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = "\(year)-\(two(month))-\(two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))T"
    text += "\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):\(two(rest / 1000 % 60))"
    if rest % 1000 != 0 { text += ".\(String(rest % 1000 + 1000).dropFirst())" }
    return text + "Z"
}

extension LineReference {
    /// The name of the message that begins in this line.
    var messageName: String { source == 0 ? "line \(line)" : "source \(source) line \(line)" }
}
