/// A session with the decision about it.
public struct JudgedSession: Sendable {
    /// The session; its times and lines are there when the input has them.
    public var sequence: EventSequence
    /// The decision.
    public var verdict: Verdict
    /// Number of this part of a session that was too long for one piece, from 1; 0 for a session in one piece.
    public var part = 0
}

/// Decides about closed sessions as they come, each distinct sequence once: cost grows with new behaviour, not with volume.
///
/// Sequences seen for the first time wait until a batch of them is full (or ``flush(_:)`` is called), because detectors are cheaper in batches.
/// A remembered sequence is compared event by event before its decision is used again. Memory is bounded: when the memo is full it
/// starts anew. Further parts of a long session are judged one by one: what came before them is never the same.
///
/// - Complexity: O(events) for a session whose sequence is remembered; else what the detector takes.
struct SessionJudge {

    private struct Entry {
        var start: Int
        var count: Int
        var isComplete: Bool
        var score: Double
        /// Index in `anomalies`; -1 for a normal sequence.
        var anomaly: Int32
    }

    private let detector: any SessionDetector
    private let batchSize: Int
    private let eventLimit: Int
    private var entries: [UInt64: Entry] = [:]
    private var events: [TemplateID] = []
    private var anomalies: [Verdict] = []
    private var pending: [JudgedSession] = []
    private var pendingEvents = 0

    /// Distinct sequences judged so far (not counting what was forgotten and judged again).
    private(set) var computed = 0

    /// Sequences longer than this are judged each time: remembering them would crowd out the rest.
    private static let longestRemembered = 4096

    /// Events that wait at most: long sessions need no company.
    private static let pendingLimit = 1 << 19

    /// Creates a judge.
    ///
    /// - Parameters:
    ///   - detector: decides.
    ///   - batchSize: new sequences that wait for each other.
    ///   - eventLimit: events remembered in all, 4 bytes each.
    init(detector: any SessionDetector, batchSize: Int = 512, eventLimit: Int = 4 << 20) {
        self.detector = detector
        self.batchSize = batchSize
        self.eventLimit = eventLimit
    }

    /// Takes a closed session. Known normal ones go to `normal` at once, everything else to `judged`, perhaps later.
    ///
    /// - Parameters:
    ///   - keepAll: hand every session to `judged`, normal ones too (evaluation needs their names).
    ///   - normal: called with the score of a normal session that nobody asked to keep and that is no further part of another.
    ///   - judged: called with the others.
    mutating func take(
        _ session: borrowing ClosedSession, keepAll: Bool, normal: (Double) throws -> Void, judged: (JudgedSession) throws -> Void
    ) rethrows {
        if session.part < 2, let entry = entries[session.fingerprint], matches(entry, session) {
            if entry.anomaly < 0, !keepAll {
                try normal(entry.score)
                return
            }
            let sequence = session.materialized()
            var verdict =
                entry.anomaly < 0
                ? Verdict(session: sequence.id, isAnomalous: false, score: entry.score, findings: []) : anomalies[Int(entry.anomaly)]
            verdict.session = sequence.id
            try judged(JudgedSession(sequence: sequence, verdict: verdict, part: session.part))
            return
        }
        let sequence = session.materialized()
        pending.append(
            JudgedSession(
                sequence: sequence, verdict: Verdict(session: sequence.id, isAnomalous: false, score: 0, findings: []),
                part: session.part))
        pendingEvents += sequence.events.count
        if pending.count >= batchSize || pendingEvents >= Self.pendingLimit { try flush(keepAll: keepAll, normal: normal, judged: judged) }
    }

    /// Judges what is waiting.
    mutating func flush(keepAll: Bool, normal: (Double) throws -> Void, judged: (JudgedSession) throws -> Void) rethrows {
        guard !pending.isEmpty else { return }
        var batch: [JudgedSession] = []
        swap(&batch, &pending)
        pendingEvents = 0
        let verdicts = detector.verdicts(for: batch.map(\.sequence))
        for (place, verdict) in verdicts.enumerated() {
            if batch[place].part < 2 { remember(batch[place].sequence, verdict) }
            if verdict.isAnomalous || keepAll || batch[place].part > 1 {
                batch[place].verdict = verdict
                try judged(batch[place])
            } else {
                try normal(verdict.score)
            }
        }
    }

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
        if events.count + sequence.events.count > eventLimit || entries.count >= eventLimit / 4 {
            entries.removeAll(keepingCapacity: true)
            events.removeAll(keepingCapacity: true)
            anomalies.removeAll(keepingCapacity: true)
        }
        var anomaly: Int32 = -1
        if verdict.isAnomalous {
            anomaly = Int32(anomalies.count)
            var unnamed = verdict
            unnamed.session = ""
            anomalies.append(unnamed)
        }
        entries[key] = Entry(
            start: events.count, count: sequence.events.count, isComplete: sequence.isComplete, score: verdict.score, anomaly: anomaly)
        events.append(contentsOf: sequence.events)
    }
}
