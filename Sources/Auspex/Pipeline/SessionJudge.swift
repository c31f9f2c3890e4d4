/// Decides about closed sessions as they come: key first, then values.
///
/// The detector sees each distinct sequence once: cost grows with new behaviour, not with volume. Sequences seen for the first time wait until a
/// batch of them is full (or ``flush(judged:)`` is called), because detectors are cheaper in batches. A remembered sequence is compared event by
/// event before its decision is used again. Further parts of a long session are judged one by one: what came before them is never the same.
///
/// Times and values differ between sessions of equal events, so they are judged for every session: at once and without a copy where
/// ``ValueScreen`` says that nothing can be unusual, the others (and what is to be kept) a few thousand together.
///
/// Memory is bounded: when the memo is full it starts anew, and what waits is limited in sessions and in events.
///
/// - Complexity: O(events) for a session whose sequence is remembered and whose values pass the screen; else what the models take.
struct SessionJudge {
    /// What leaves the judge.
    enum Judged {
        /// A normal session that nobody asked to keep and that is no further part of another; its score.
        case normal(Double)
        /// Any other.
        case whole(JudgedSession)
    }

    private struct Entry {
        var start: Int
        var count: Int
        var isComplete: Bool
        var score: Double
        /// Index in `anomalies`; -1 for a normal sequence.
        var anomaly: Int32
    }

    /// How much may wait.
    struct Limits {
        /// New sequences that wait for each other.
        var newSequences = 512
        /// Sessions whose values are judged together.
        var valueSessions = 4_096
        /// Events of everything that waits.
        var waitingEvents = 1 << 19
        /// Events remembered in all, 4 bytes each.
        var rememberedEvents = 4 << 20
    }

    private let detector: any SessionDetector
    private let values: ValueModels?
    private var screen: ValueScreen?
    private let memory: FeedbackMemory
    private let keepsAll: Bool
    private let remembers: Bool
    private let limits: Limits
    /// Sessions that are anomalous by the evidence about their lines, whatever the detector says.
    var surprises = SessionSurprises()
    /// Whether that evidence decides alone: the detector's verdict then counts for nothing.
    var evidenceDecides = false
    private var entries: [UInt64: Entry] = [:]
    private var events: [TemplateID] = []
    private var anomalies: [Verdict] = []
    /// Of a sequence not seen before: the detector has not decided.
    private var new: [JudgedSession] = []
    /// Decided by the detector, not yet by the values.
    private var undecidedValues: [JudgedSession] = []
    private var waitingEvents = 0
    private var scratch = EventSequence(id: "", events: [])

    /// Distinct sequences judged so far (not counting what was forgotten and judged again).
    private(set) var computed = 0

    /// Sequences longer than this are judged each time: remembering them would crowd out the rest.
    private static let longestRemembered = 4096

    /// Creates a judge.
    ///
    /// - Parameters:
    ///   - detector: decides about sequences.
    ///   - values: decides about delays and parameter values, where there are any.
    ///   - memory: delays and values that were said to be normal.
    ///   - keepsAll: hand every session out whole, normal ones too (evaluation needs their names).
    ///   - remembers: whether sessions of equal events get equal decisions; not where the detector reads their values.
    init(
        detector: any SessionDetector, values: ValueModels?, memory: FeedbackMemory = FeedbackMemory(), keepsAll: Bool,
        remembers: Bool = true, limits: Limits = Limits()
    ) {
        self.detector = detector
        self.values = values
        screen = values.map(ValueScreen.init)
        self.memory = memory
        self.keepsAll = keepsAll
        self.remembers = remembers
        self.limits = limits
    }

    /// Creates a judge that decides as a model does.
    init(by model: TrainedModel, keepsAll: Bool) {
        self.init(
            detector: model.detector.detector, values: model.values, memory: model.memory, keepsAll: keepsAll,
            remembers: !model.detector.readsValues)
    }

    /// Takes a closed session; it, or others that waited, go to `judged`, perhaps later.
    ///
    /// A session that began before the input did is not judged: what sequence and value models know is about whole sessions.
    mutating func take(_ session: borrowing ClosedSession, judged: (Judged) throws -> Void) rethrows {
        if session.beginsBefore {
            guard keepsAll else { return try judged(.normal(0)) }
            let sequence = session.materialized()
            let verdict = Verdict(subject: sequence.subject, isAnomalous: false, score: 0, findings: [])
            return try judged(.whole(JudgedSession(sequence: sequence, verdict: verdict, part: session.part)))
        }
        guard remembers, session.part < 2, let entry = entries[session.fingerprint], matches(entry, session) else {
            let sequence = session.materialized()
            waitingEvents += sequence.events.count
            new.append(
                JudgedSession(
                    sequence: sequence, verdict: Verdict(subject: sequence.subject, isAnomalous: false, score: 0, findings: []),
                    part: session.part))
            if new.count >= limits.newSequences || waitingEvents >= limits.waitingEvents { try flush(judged: judged) }
            return
        }
        if entry.anomaly < 0 || evidenceDecides, !keepsAll, surprises.isEmpty || surprises[session.id] == nil, hasUsualValues(session) {
            try judged(.normal(entry.score))
            return
        }
        let sequence = session.materialized()
        var verdict =
            entry.anomaly < 0
            ? Verdict(subject: sequence.subject, isAnomalous: false, score: entry.score, findings: []) : anomalies[Int(entry.anomaly)]
        verdict.subject = sequence.subject
        try takeDecided([JudgedSession(sequence: sequence, verdict: verdict, part: session.part)], judged)
    }

    /// Judges what is waiting.
    mutating func flush(judged: (Judged) throws -> Void) rethrows {
        var batch: [JudgedSession] = []
        swap(&batch, &new)
        waitingEvents = undecidedValues.reduce(0) { $0 + $1.sequence.events.count }
        if !batch.isEmpty {
            for (place, verdict) in detector.verdicts(for: batch.map(\.sequence)).enumerated() {
                if batch[place].part < 2 { remember(batch[place].sequence, verdict) }
                batch[place].verdict = verdict
            }
            try takeDecided(batch, judged)
        }
        try judgeValues(judged)
    }

    // MARK: Values

    /// Whether nothing can be unusual in a session's values, looked at without making a lasting copy.
    private mutating func hasUsualValues(_ session: borrowing ClosedSession) -> Bool {
        guard let isUsable = screen?.isUsable else { return true }
        guard isUsable else { return false }
        session.read(into: &scratch)
        return screen?.passes(scratch) ?? true
    }

    /// Takes sessions the detector has decided about.
    private mutating func takeDecided(_ sessions: [JudgedSession], _ judged: (Judged) throws -> Void) rethrows {
        undecidedValues += sessions
        waitingEvents += sessions.reduce(0) { $0 + $1.sequence.events.count }
        if values == nil || undecidedValues.count >= limits.valueSessions || waitingEvents >= limits.waitingEvents {
            try judgeValues(judged)
        }
    }

    /// The one place where values decide. That a sequence was said to be normal does not silence them: what was said about them does.
    private mutating func judgeValues(_ judged: (Judged) throws -> Void) rethrows {
        var batch: [JudgedSession] = []
        swap(&batch, &undecidedValues)
        waitingEvents = new.reduce(0) { $0 + $1.sequence.events.count }
        if let values, !batch.isEmpty {
            let verdicts = values.judge(
                batch.map(\.sequence), keyVerdicts: batch.map(\.verdict), keyThreshold: detector.threshold.value,
                isNormal: memory.hasNormalValues ? memory.isNormal : { _ in false })
            for (place, verdict) in verdicts.enumerated() {
                // With findings of the detector, some values were not judged.
                if verdict.findings.isEmpty { screen?.remember(batch[place].sequence) }
                batch[place].verdict = verdict
            }
        }
        for var session in batch {
            if let surprise = surprises[session.verdict.session] {
                session.verdict.join(surprise, threshold: detector.threshold)
            } else if evidenceDecides {
                session.verdict.overrule(threshold: detector.threshold)
            }
            try judged(keepsAll || session.verdict.isAnomalous || session.part > 1 ? .whole(session) : .normal(session.verdict.score))
        }
    }

    // MARK: Memo

    private func matches(_ entry: Entry, _ session: borrowing ClosedSession) -> Bool {
        guard entry.count == session.events.count, entry.isComplete == session.isComplete else { return false }
        for index in 0..<entry.count where events[entry.start + index] != session.events[index] { return false }
        return true
    }

    private mutating func remember(_ sequence: EventSequence, _ verdict: Verdict) {
        guard sequence.events.count <= Self.longestRemembered else { return }
        let key = sequence.fingerprint
        guard entries[key] == nil else { return }
        computed += 1
        if events.count + sequence.events.count > limits.rememberedEvents || entries.count >= limits.rememberedEvents / 4 {
            entries.removeAll(keepingCapacity: true)
            events.removeAll(keepingCapacity: true)
            anomalies.removeAll(keepingCapacity: true)
        }
        var anomaly: Int32 = -1
        if verdict.isAnomalous {
            anomaly = Int32(anomalies.count)
            var unnamed = verdict
            unnamed.subject = .unnamed
            anomalies.append(unnamed)
        }
        entries[key] = Entry(
            start: events.count, count: sequence.events.count, isComplete: sequence.isComplete, score: verdict.score, anomaly: anomaly)
        events.append(contentsOf: sequence.events)
    }
}
