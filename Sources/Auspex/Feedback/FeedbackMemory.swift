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
        /// What the answer did to the model.
        public var outcome: FeedbackOutcome

        /// The session, without times and lines.
        public var sequence: EventSequence {
            EventSequence(id: answer.session, events: events, isComplete: isComplete, history: history ?? [])
        }

        /// Whether it is about exactly this sequence.
        func isAbout(_ session: EventSequence) -> Bool {
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

    /// All answers, oldest first.
    public private(set) var entries: [Entry] = []
    /// Events after the events before them that were said to be normal.
    public private(set) var transitions: [ConfirmedTransition] = []
    /// Events of history that count in ``transitions``; 0 while there are none.
    public private(set) var window = 0
    private var places: [UInt64: [Int]] = [:]
    private var eventCount = 0

    /// Creates an empty memory.
    public init() {}

    /// Whether nothing was said yet.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether exactly this sequence was said to be normal. Complexity: O(events).
    public func isNormal(_ session: EventSequence) -> Bool { entry(of: session)?.answer.verdict == .normal }

    /// The answer about exactly this sequence.
    public func entry(of session: EventSequence) -> Entry? {
        guard !entries.isEmpty, let candidates = places[session.fingerprint] else { return nil }
        return candidates.lazy.map { entries[$0] }.first { $0.isAbout(session) }
    }

    /// Sessions said to be anomalous, with their notes: labels for evaluation and for methods that learn from labels.
    public var anomalies: [Entry] { entries.filter { $0.answer.verdict == .anomaly } }

    /// Sessions said to be normal whose update was refused: to be learnt by the next full training.
    public var queue: [EventSequence] { entries.filter { $0.outcome.model == .refused || $0.outcome.rules == .refused }.map(\.sequence) }

    /// An id no answer has yet.
    public var nextID: String {
        var number = entries.count + 1
        let known = Set(entries.map(\.answer.id))
        while known.contains("feedback-\(number)") { number += 1 }
        return "feedback-\(number)"
    }

    /// Checks an answer against what was said before and against the bounds.
    ///
    /// - Throws: ``InputError`` when the sequence was said to be normal before and is now called an anomaly, when the id is taken, or when the
    ///   memory is full.
    public func check(_ answer: FeedbackAnswer, about session: EventSequence) throws {
        guard !entries.contains(where: { $0.answer.id == answer.id }) else {
            throw InputError("feedback \(answer.id): there is an answer of this id already")
        }
        if let known = entry(of: session), known.answer.verdict == .normal, answer.verdict == .anomaly {
            throw InputError(
                "session \(session.id): its sequence was said to be normal (\(known.answer.id)) and learnt; return to the version before it "
                    + "with --revert, then say anomaly")
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
        _ answer: FeedbackAnswer, about session: EventSequence, outcome: FeedbackOutcome, confirming places: [Int] = [], window: Int = 0
    ) throws {
        try check(answer, about: session)
        if answer.verdict == .normal {
            let known = Set(transitions)
            if !places.isEmpty { self.window = window }
            for place in places where transitions.count < Self.transitionLimit {
                let transition = ConfirmedTransition(in: session, at: place, window: window)
                if transition.event != TemplateID.none, !known.contains(transition) { transitions.append(transition) }
            }
        }
        if let place = self.places[session.fingerprint]?.first(where: { entries[$0].isAbout(session) }) {
            // The label changes, or is said once more; the sequence is there.
            entries[place].answer = answer
            entries[place].outcome = outcome
            return
        }
        eventCount += session.events.count
        self.places[session.fingerprint, default: []].append(entries.count)
        entries.append(
            Entry(
                answer: answer, events: session.events, isComplete: session.isComplete,
                history: session.isContinuation ? session.history : nil, outcome: outcome))
    }

    /// Whether both hold the same answers.
    public static func == (left: FeedbackMemory, right: FeedbackMemory) -> Bool {
        left.entries == right.entries && left.transitions == right.transitions && left.window == right.window
    }
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
        for (place, entry) in entries.enumerated() { places[entry.sequence.fingerprint, default: []].append(place) }
        guard entries.count <= Self.entryLimit, eventCount <= Self.eventLimit, transitions.count <= Self.transitionLimit, window >= 0,
            transitions.allSatisfy({ $0.context.count <= window })
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
