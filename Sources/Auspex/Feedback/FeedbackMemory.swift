/// Everything a person has said about a model's reports: answers at once, forgets nothing, grows to a bound and no further.
///
/// ```swift
/// var memory = FeedbackMemory()
/// try memory.add(answer, about: session)
/// memory.isNormal(session)      // true from now on, whatever became of the weights
/// ```
/// **The exact alarm.** A session is the same alarm when its events, in order, and whether its end was judged are the same. It is compared
/// event by event, never by hash alone.
///
/// **The same evidence elsewhere.** Each (events before, event) pair that counted against a session said to be normal is kept too
/// (``transitions``): in another session it counts for nothing. A record without template (``TemplateID/none``) is never such a pair: two
/// unknown records have nothing in common.
///
/// **Delays and values** are answered by themselves (``ConfirmedValue``): that one slow session was normal says nothing about others of the same
/// order, and a common order is never muted for a delay in it.
///
/// **Anomalies** said to be real are kept as labels with their events; nothing is ever learnt from them as normal.
///
/// A correction from *anomaly* to *normal* replaces the label. The other way is refused: what was learnt cannot be unlearnt, the
/// version before can be restored.
public struct FeedbackMemory: Sendable, Equatable {
    /// One answer with what it was about and what it did.
    public struct Entry: Sendable, Codable, Equatable {
        /// What was said.
        public var answer: FeedbackAnswer
        /// The session's events.
        public var events: [TemplateID]
        /// Whether its end was judged.
        public var isComplete: Bool
        /// The events before it, if it was a further part of a long session.
        public var history: [TemplateID]?
        /// The delays and values that were reported; `nil` when none was.
        public var values: [ConfirmedValue]?
        /// Whether nothing else was; `nil` stands for no.
        var onlyValues: Bool?
        /// Times and values of the events, kept where the latter were reported.
        var details: SessionDetails?
        /// What the answer did to the model.
        public var outcome: FeedbackOutcome

        /// The session, without lines.
        public var sequence: EventSequence {
            EventSequence(
                id: answer.session, events: events, times: details?.times ?? [], values: details?.values ?? EventValues(),
                isComplete: isComplete, history: history ?? [])
        }

        /// Whether the answer is about the order of events, not only about delays and values in it.
        public var isAboutSequence: Bool { onlyValues != true }

        /// Whether it holds exactly these events.
        func hasEvents(of session: EventSequence) -> Bool {
            isComplete == session.isComplete && events == session.events && (history ?? []) == session.history
        }
    }

    /// Answers kept at most.
    public static let entryLimit = 10_000
    /// Events of all answers' sessions kept at most.
    public static let eventLimit = 4 << 20
    /// Confirmed transitions kept at most.
    public static let transitionLimit = 200_000
    /// Bytes of a note at most.
    public static let noteLimit = 4_096

    /// Events of a session whose times and values are kept, at most.
    static let detailLimit = 5_000

    /// All answers, oldest first.
    public private(set) var entries: [Entry] = []
    /// Events after the events before them that were said to be normal.
    public private(set) var transitions: [ConfirmedTransition] = []
    /// Events of history that count in ``transitions``; 0 while there are none.
    public private(set) var window = 0
    private var places: [UInt64: [Int]] = [:]
    private var normalValues: [TemplateID: Set<ConfirmedValue>] = [:]
    private var eventCount = 0
    /// Sequences said to be anomalous, whatever the order of their events.
    private var anomalousEvents: Set<UInt64> = []

    /// Creates an empty memory.
    public init() {}

    /// Whether nothing was said yet.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether exactly this sequence was said to be normal. Complexity: O(events).
    public func isNormal(_ session: EventSequence) -> Bool { entry(of: session)?.answer.verdict == .normal }

    /// The answer about exactly this sequence, whatever its times and values.
    public func entry(of session: EventSequence) -> Entry? {
        guard !entries.isEmpty, let candidates = places[session.fingerprint] else { return nil }
        return candidates.lazy.map { entries[$0] }.first { $0.isAboutSequence && $0.hasEvents(of: session) }
    }

    /// The answer about a report: about its sequence, or about the delays and values of this very session.
    ///
    /// - Parameter isAboutSequence: whether the order of events was reported, not only delays and values.
    public func entry(of session: EventSequence, isAboutSequence: Bool) -> Entry? {
        isAboutSequence ? entry(of: session) : place(of: session, isAboutSequence: false).map { entries[$0] }
    }

    /// Whether a delay or value was said to be normal.
    public func isNormal(_ evidence: ValueEvidence) -> Bool {
        normalValues[evidence.template]?.contains { $0.covers(evidence) } ?? false
    }

    /// Whether any delay or value was said to be normal.
    var hasNormalValues: Bool { !normalValues.isEmpty }

    private func place(of session: EventSequence, isAboutSequence: Bool) -> Int? {
        places[session.fingerprint]?.first { place in
            let entry = entries[place]
            return entry.isAboutSequence == isAboutSequence && entry.hasEvents(of: session)
                && (isAboutSequence || entry.details.map { $0 == SessionDetails(session) } ?? true)
        }
    }

    /// Whether a sequence of the same events, in whatever order, was said to be anomalous. (Or, very seldom, by a collision of hashes, of others.)
    func resemblesAnomaly(_ session: EventSequence) -> Bool {
        !anomalousEvents.isEmpty && anomalousEvents.contains(Self.fingerprint(unordered: session.events))
    }

    private static func fingerprint(unordered events: [TemplateID]) -> UInt64 {
        var fingerprint = Fingerprint()
        for event in events.sorted() { fingerprint.combine(UInt64(event.rawValue)) }
        return fingerprint.value
    }

    private mutating func gatherAnomalies() {
        anomalousEvents = Set(anomalies.lazy.filter(\.isAboutSequence).map { Self.fingerprint(unordered: $0.events) })
    }

    /// Sessions said to be anomalous, with their notes: labels for evaluation and for methods that learn from labels.
    public var anomalies: [Entry] { entries.filter { $0.answer.verdict == .anomaly } }

    /// Sessions said to be normal whose update was refused: to be learnt by the next full training.
    public var queue: [EventSequence] {
        entries.filter { [$0.outcome.model, $0.outcome.rules, $0.outcome.values].contains(.refused) }.map(\.sequence)
    }

    /// An id no answer has yet.
    public var nextID: String {
        var number = entries.count + 1
        let known = Set(entries.map(\.answer.id))
        while known.contains("feedback-\(number)") { number += 1 }
        return "feedback-\(number)"
    }

    /// Checks an answer against what was said before and against the bounds.
    ///
    /// - Parameter isAboutSequence: whether the order of events is meant, not only delays and values.
    /// - Throws: ``InputError`` when the sequence was said to be normal before and is now called an anomaly, when the id is taken, or when the
    ///   memory is full.
    public func check(_ answer: FeedbackAnswer, about session: EventSequence, isAboutSequence: Bool = true) throws {
        guard !entries.contains(where: { $0.answer.id == answer.id }) else {
            throw InputError("feedback \(answer.id): there is an answer of this id already")
        }
        if let known = entry(of: session, isAboutSequence: isAboutSequence), known.answer.verdict == .normal, answer.verdict == .anomaly {
            throw InputError(
                "session \(session.id): \(isAboutSequence ? "its sequence" : "it") was said to be normal (\(known.answer.id)) and learnt; "
                    + "return to the version before it, then say anomaly", remedy: .revert)
        }
        guard (answer.note?.utf8.count ?? 0) <= Self.noteLimit else {
            throw InputError("session \(session.id): the note has more than \(Self.noteLimit) bytes; shorten it")
        }
        guard entries.count < Self.entryLimit, eventCount + session.events.count <= Self.eventLimit else {
            throw InputError("the feedback memory is full (\(entries.count) answers); train again with what was confirmed as normal")
        }
    }

    /// Keeps an answer and, for one that says *normal*, the transitions that counted against the session.
    ///
    /// - Throws: ``InputError`` as ``check(_:about:)`` does; then nothing has changed.
    mutating func add(
        _ answer: FeedbackAnswer, about session: EventSequence, outcome: FeedbackOutcome, confirming places: [Int] = [], window: Int = 0,
        values: [ConfirmedValue] = [], onlyValues: Bool = false
    ) throws {
        let isAboutSequence = !onlyValues
        try check(answer, about: session, isAboutSequence: isAboutSequence)
        if answer.verdict == .normal {
            let known = Set(transitions)
            if !places.isEmpty { self.window = window }
            for place in places where transitions.count < Self.transitionLimit {
                let transition = ConfirmedTransition(in: session, at: place, window: window)
                if transition.event != TemplateID.none, !known.contains(transition) { transitions.append(transition) }
            }
        }
        var entry = Entry(
            answer: answer, events: session.events, isComplete: session.isComplete,
            history: session.isContinuation || !session.history.isEmpty ? session.history : nil, values: values.isEmpty ? nil : values,
            onlyValues: onlyValues ? true : nil,
            details: values.isEmpty || session.events.count > Self.detailLimit ? nil : SessionDetails(session), outcome: outcome)
        if let place = place(of: session, isAboutSequence: isAboutSequence) {
            // An entry for this sequence exists: only its answer is replaced. What was confirmed before stays confirmed.
            let old = entries[place]
            if old.answer.verdict == .normal, let known = old.values {
                entry.values = known + values.filter { !known.contains($0) }
                entry.details = old.details
            }
            entries[place] = entry
            gatherAnomalies()
        } else {
            eventCount += session.events.count
            self.places[session.fingerprint, default: []].append(entries.count)
            entries.append(entry)
            if answer.verdict == .anomaly, isAboutSequence { anomalousEvents.insert(Self.fingerprint(unordered: session.events)) }
        }
        keepNormalValues(of: entry)
    }

    private mutating func keepNormalValues(of entry: Entry) {
        guard entry.answer.verdict == .normal else { return }
        for value in entry.values ?? [] { normalValues[value.template, default: []].insert(value) }
    }

    /// Whether both hold the same answers.
    public static func == (left: FeedbackMemory, right: FeedbackMemory) -> Bool {
        left.entries == right.entries && left.transitions == right.transitions && left.window == right.window
    }
}

extension FeedbackMemory: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "feedback" }
}

extension FeedbackMemory: Codable {
    private enum CodingKeys: String, CodingKey { case entries, transitions, window }

    /// Reads a stored memory; refuses one beyond the bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        entries = try container.decode([Entry].self, forKey: .entries)
        transitions = try container.decode([ConfirmedTransition].self, forKey: .transitions)
        window = try container.decode(Int.self, forKey: .window)
        eventCount = entries.reduce(0) { $0 + $1.events.count }
        for (place, entry) in entries.enumerated() {
            places[entry.sequence.fingerprint, default: []].append(place)
            keepNormalValues(of: entry)
        }
        gatherAnomalies()
        guard entries.count <= Self.entryLimit, eventCount <= Self.eventLimit, transitions.count <= Self.transitionLimit, window >= 0,
            transitions.allSatisfy({ $0.context.count <= window }), entries.allSatisfy({ $0.details?.fits($0.events.count) ?? true })
        else {
            throw DecodingError.dataCorruptedError(forKey: .entries, in: container, debugDescription: "feedback: beyond its bounds")
        }
    }

    /// Stores the memory.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(entries, forKey: .entries)
        try container.encode(transitions, forKey: .transitions)
        try container.encode(window, forKey: .window)
    }
}
