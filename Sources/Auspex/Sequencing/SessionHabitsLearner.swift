/// Learns ``SessionHabits`` from a sample of a log whose session rule is known.
///
/// - Complexity: O(records of the sample) in time and memory; the caller bounds the sample.
struct SessionHabitsLearner {
    /// A session needs this share of all to show how sessions begin.
    static let beginningShare = 0.01
    /// A template that opens sessions begins at least this share of them.
    static let openingShare = 0.05
    /// Of its other places, at least this share must follow the end of a session or a long pause.
    static let openingPurity = 0.9
    /// An identifier handed on is used within so many seconds (or a hundred times as many records, in a log without times).
    static let linkSeconds = 10.0
    /// A link was seen so often at least, in at least ``linkShare`` of its events.
    static let linkCount = 5
    static let linkShare = 0.5
    /// Of the sample, the first part: sessions that are first seen there may have begun before.
    static let edge = 0.1

    private struct Event {
        var template: UInt32
        var at: Double
    }

    private struct Mention {
        var link: SessionHabits.Link
        var value: UInt64
        var own: UInt64
        var at: Double
    }

    private var finder: SessionKeyFinder
    private var sessions: [UInt64: [Event]] = [:]
    private var mentions: [Mention] = []
    private var linkEvents: [SessionHabits.Link: Int] = [:]
    private var records = 0
    private var timed = 0
    private var keys = 0
    private var shortNumbers = 0

    init(rule: SessionRule, fieldNames: [String]) throws(InputError) {
        finder = try SessionKeyFinder(rule: rule, fieldNames: fieldNames)
    }

    /// Looks at a batch.
    mutating func add(_ batch: RecordBatch, _ events: EventBatch, canonical: (TemplateID) -> TemplateID = { $0 }) {
        for index in batch.records.indices {
            records += 1
            let time = batch.records[index].time
            if !time.isNaN { timed += 1 }
            let at = time.isNaN ? Double(records) / 100 : time
            guard finder.find(record: index, in: batch, events: events) > 0, let first = finder.keys.first else { continue }
            let template = canonical(events.templates[index])
            for key in finder.keys {
                keys += 1
                if Self.isShortNumber(batch.bytes, key) { shortNumbers += 1 }
                sessions[Self.hash(batch.bytes, key), default: []].append(Event(template: template.rawValue, at: at))
            }
            let own = Self.hash(batch.bytes, first)
            let parameters = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
            for parameter in parameters.prefix(8) {
                let span = events.parameters[parameter]
                guard span.kind != .word, span.kind != .timestamp, span.kind != .quantity, span.range.count > 0 else { continue }
                let link = SessionHabits.Link(template: template, parameter: parameter - parameters.lowerBound)
                let value = Self.hash(batch.bytes, span.range)
                guard value != own else { continue }
                linkEvents[link, default: 0] += 1
                mentions.append(Mention(link: link, value: value, own: own, at: at))
            }
        }
    }

    /// What the sample shows.
    func habits() -> SessionHabits {
        guard !sessions.isEmpty else { return SessionHabits() }
        let areReused = shortNumbers * 20 >= keys * 19
        let links = findLinks()
        let targets = Set(mentions.filter { links.contains($0.link) }.map(\.value))
        let own = sessions.filter { !targets.contains($0.key) }
        let starts = own.values.compactMap(\.first?.at)
        guard let begin = starts.min(), let end = own.values.compactMap(\.last?.at).max() else {
            return SessionHabits(areReused: areReused)
        }
        let edge = begin + Self.edge * (end - begin)
        var first: [UInt32: Int] = [:], last: [UInt32: Int] = [:], pauses: [Double] = []
        var judged = 0
        for events in own.values {
            if let event = events.first, event.at >= edge {
                first[event.template, default: 0] += 1
                judged += 1
            }
            if let event = events.last { last[event.template, default: 0] += 1 }
        }
        for events in sessions.values { for (left, right) in zip(events, events.dropFirst()) { pauses.append(max(0, right.at - left.at)) } }
        pauses.sort()
        let usual = pauses.isEmpty ? 0 : pauses[min(pauses.count - 1, pauses.count * 99 / 100)]
        let beginnings = first.filter { $0.value >= max(2, Int(Self.beginningShare * Double(judged))) }.keys
        let closers = Set(last.filter { Double($0.value) >= Self.openingShare * Double(own.count) }.keys)
        let openings =
            areReused
            ? beginnings.filter { template in
                Double(first[template] ?? 0) >= Self.openingShare * Double(judged)
                    && isOpening(template, in: own, closers: closers, pause: usual)
            } : []
        func ids(_ templates: some Sequence<UInt32>) -> [TemplateID] {
            templates.filter { $0 != 0 }.sorted().map { TemplateID(rawValue: $0) }
        }
        return SessionHabits(
            openings: ids(openings), beginnings: ids(beginnings),
            links: links.sorted { ($0.template, $0.parameter) < ($1.template, $1.parameter) }, areReused: areReused,
            usualPause: timed * 2 > records ? usual : usual * 100)
    }

    /// Whether a template, where it does not come first, follows what ends sessions, or a pause longer than usual.
    private func isOpening(_ template: UInt32, in sessions: [UInt64: [Event]], closers: Set<UInt32>, pause: Double) -> Bool {
        var inside = 0, fitting = 0
        for events in sessions.values {
            for (before, event) in zip(events, events.dropFirst()) where event.template == template {
                inside += 1
                if closers.contains(before.template) && before.template != template || event.at - before.at > max(pause, 1e-9) {
                    fitting += 1
                }
            }
        }
        return Double(fitting) >= Self.openingPurity * Double(inside)
    }

    private func findLinks() -> Set<SessionHabits.Link> {
        var hits: [SessionHabits.Link: Int] = [:]
        for mention in mentions {
            guard let events = sessions[mention.value] else { continue }
            // The identifier comes into use: quiet for a while before, an event soon after.
            let isUsed = events.contains { $0.at >= mention.at && $0.at <= mention.at + Self.linkSeconds }
            let wasQuiet = !events.contains { $0.at < mention.at && $0.at > mention.at - Self.linkSeconds }
            if isUsed, wasQuiet { hits[mention.link, default: 0] += 1 }
        }
        return Set(
            hits.filter { link, count in
                count >= Self.linkCount && Double(count) >= Self.linkShare * Double(linkEvents[link] ?? 0)
            }.keys)
    }

    private static func isShortNumber(_ bytes: [UInt8], _ range: ByteRange) -> Bool {
        range.count <= 10 && bytes[range.indices].allSatisfy { $0 &- 0x30 < 10 }
    }

    // The buffer lives as long as the closure; the slice checks the range.
    private static func hash(_ bytes: [UInt8], _ range: ByteRange) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe sessionHash(UnsafeRawBufferPointer(rebasing: buffer[range.indices])) }
    }
}
