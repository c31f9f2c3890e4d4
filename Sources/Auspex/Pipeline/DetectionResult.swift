/// What a detection run found, in bounded memory: the worst anomalies whole, the rest as numbers.
public struct DetectionResult: Sendable {
    /// What most verdicts are about; each says it for itself.
    public let unit: Subject.Kind
    /// The decision threshold.
    public let threshold: Threshold
    /// Sessions judged; the parts of a long one count once.
    public private(set) var sessions = 0
    /// Events in sequences (or records) seen.
    public var events: Int { tallies.events }
    /// Anomalous sessions, kept or not; the parts of a long one count once.
    public private(set) var anomalyCount = 0
    /// Anomalies, worst first; at most the limit of the run. Neighbouring windows are joined, so there may be fewer than ``anomalyCount``;
    /// each anomalous part of a long session stands for itself.
    public private(set) var anomalies: [JudgedSession] = []
    /// Every session with its decision, when the run was asked to keep all.
    public private(set) var all: [JudgedSession] = []
    /// Anomalous sessions by their strongest reason.
    public private(set) var reasons: [Reason: Int] = [:]
    /// What a person is told: evidence about lines, time and sessions, joined; worst first.
    public internal(set) var incidents: [Incident] = []
    /// What the kinds of line are that incidents speak of; `nil` where they are those of the model that judged.
    var incidentKinds: IncidentKinds?
    /// Records by template; ``TemplateID/none`` are those that match none. Made anew at each use, O(templates).
    public var templateCounts: [TemplateID: Int] { tallies.templates.counts }
    /// Templates training never saw, as found in this log; they have no part in any score.
    public var unknownTemplates: UnknownTemplates { tallies.unknownTemplates }
    /// What was read.
    public internal(set) var input: InputSummary
    /// What deserves attention.
    public internal(set) var warnings: [String] = []
    /// Labels found in the input itself (sequences with a label column).
    public internal(set) var labels: [String: Bool] = [:]
    /// Sequences that had to be computed; the others were remembered.
    public internal(set) var distinctSequences = 0

    /// Of a run whose state was kept: lines read by the runs before it, and sessions that are open.
    public internal(set) var kept: (linesBefore: Int, openSessions: Int)?

    private(set) var normalScores = GrowingHistogram(start: 0, width: 1.0 / 64, bins: 64)
    private(set) var anomalousScores = GrowingHistogram(start: 0, width: 1.0 / 64, bins: 64)
    /// Records and anomalies over time.
    var timeline: TimelineTally { tallies.timeline }
    /// What was counted of all records. While a stream runs it holds them, see ``DetectionStream/lendTallies(to:_:)``.
    var tallies: RecordTallies
    private let limit: Int
    /// Events of the sessions in ``anomalies``.
    private var keptEvents = 0
    /// Sessions handed out in parts of which one was anomalous.
    private var anomalousInParts: Set<String> = []

    init(unit: Subject.Kind, threshold: Threshold, limit: Int) {
        tallies = RecordTallies()
        self.unit = unit
        self.threshold = threshold
        self.limit = max(1, limit)
        input = InputSummary(SequenceVocabulary.Reading())
    }

    /// Counts a normal session nobody asked to keep.
    mutating func addNormal(score: Double) {
        sessions += 1
        normalScores.add(score)
    }

    /// Takes a judged session.
    mutating func add(_ session: JudgedSession, keepsAll: Bool) {
        if keepsAll { all.append(session) }
        if session.part < 2 { sessions += 1 }
        guard session.verdict.isAnomalous else {
            normalScores.add(session.verdict.score)
            return
        }
        anomalousScores.add(session.verdict.score)
        tallies.timeline.addAnomaly(session.sequence)
        if isFirst(session) {
            anomalyCount += 1
            if let reason = session.verdict.findings.first?.reason { reasons[reason, default: 0] += 1 }
        }
        anomalies.append(session)
        keptEvents += session.sequence.events.count
        if anomalies.count >= 2 * limit || keptEvents >= 2 * Self.eventLimit { rank() }
    }

    /// Events of kept anomalies: whole sessions with times and lines take about 40 bytes an event.
    private static let eventLimit = 10_000_000

    /// Whether nothing anomalous was found in this session so far.
    private mutating func isFirst(_ session: JudgedSession) -> Bool {
        switch session.part {
        case 0: return true
        case 1:
            anomalousInParts.insert(session.verdict.session)
            return true
        default: return anomalousInParts.insert(session.verdict.session).inserted
        }
    }

    /// The raw lines of a session that are still remembered, of input that cannot be read twice.
    public func heldLines(of session: JudgedSession) -> [LineReference: String] {
        // A ring in memory can always be read.
        (try? tallies.rawLines?.texts(of: Set(session.sequence.lines))) ?? [:]
    }

    /// The raw lines of records that are still remembered, of input that cannot be read twice.
    public func heldLines(of references: Set<LineReference>) -> [LineReference: String] {
        (try? tallies.rawLines?.texts(of: references)) ?? [:]
    }

    /// Takes over what another run with the same model found.
    mutating func append(_ other: DetectionResult) {
        for session in other.all { add(session, keepsAll: true) }
        tallies.add(other.tallies)
        input.sources += other.input.sources
        input.records += other.input.records
        warnings += other.warnings.filter { !warnings.contains($0) }
        distinctSequences += other.distinctSequences
        finish()
    }

    /// Makes one of the parts of each long session, with the decision about its strangest part: labels are about whole sessions.
    mutating func joinParts() {
        guard all.contains(where: { $0.part > 0 }) else { return }
        var joined: [JudgedSession] = []
        var places: [String: Int] = [:]
        for session in all {
            if session.part > 1, let place = places[session.verdict.session] {
                if session.verdict.score > joined[place].verdict.score { joined[place].verdict = session.verdict }
                continue
            }
            if session.part == 1 { places[session.verdict.session] = joined.count }
            joined.append(session)
        }
        all = joined
    }

    /// Keeps only some of all sessions.
    ///
    /// - Returns: how many were left out.
    package mutating func keepOnly(_ isWanted: (String) -> Bool) -> Int {
        let before = all.count
        all.removeAll { !isWanted($0.verdict.session) }
        return before - all.count
    }

    mutating func finish() {
        let windows = anomalies.filter { $0.verdict.subject.kind == .window }
        if !windows.isEmpty { anomalies = anomalies.filter { $0.verdict.subject.kind != .window } + Episodes.merge(windows) }
        rank()
        all = Self.inOrder(all)
        // Two histograms that are drawn over each other need the same bins.
        let edge = max(normalScores.end, anomalousScores.end)
        normalScores.grow(toHold: edge.nextDown)
        anomalousScores.grow(toHold: edge.nextDown)
    }

    /// In the order of the log: by the first record, sessions that begin with the same one by name. What has no records keeps its order.
    private static func inOrder(_ sessions: [JudgedSession]) -> [JudgedSession] {
        guard sessions.contains(where: { !$0.sequence.lines.isEmpty }) else { return sessions }
        return sessions.sorted { isBefore($0, $1) }
    }

    private static func isBefore(_ left: JudgedSession, _ right: JudgedSession) -> Bool {
        func place(_ session: JudgedSession) -> (UInt32, UInt64) {
            session.sequence.lines.first.map { ($0.source, $0.line) } ?? (0, 0)
        }
        let (a, b) = (place(left), place(right))
        return a == b ? left.sequence.id < right.sequence.id : a < b
    }

    /// Worst first; equal scores in the order of the log.
    private mutating func rank() {
        let hasLines = anomalies.contains { !$0.sequence.lines.isEmpty }
        anomalies.sort { left, right in
            if left.verdict.score != right.verdict.score { return left.verdict.score > right.verdict.score }
            return hasLines && Self.isBefore(left, right)
        }
        if anomalies.count > limit { anomalies.removeLast(anomalies.count - limit) }
        keptEvents = 0
        for (place, session) in anomalies.enumerated() {
            guard place == 0 || keptEvents + session.sequence.events.count <= Self.eventLimit else {
                anomalies.removeLast(anomalies.count - place)
                break
            }
            keptEvents += session.sequence.events.count
        }
    }
}
