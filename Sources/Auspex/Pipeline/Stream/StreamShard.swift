/// The open sessions of one format, or a share of them, with what judges them when they close.
///
/// Not locked: one thread at a time has its turn, which ``StreamSchedule`` sees to, and which is why it may be handed from thread to thread.
final class StreamShard: @unchecked Sendable {
    /// What came out and was not asked for yet.
    struct Outcome: Sendable {
        /// Scores of normal sessions nobody wants whole.
        var normalScores: [Double] = []
        /// Other sessions.
        var sessions: [JudgedSession] = []

        /// Whether there is nothing.
        var isEmpty: Bool { normalScores.isEmpty && sessions.isEmpty }
        /// Whether it is time to pass it on.
        var isLarge: Bool { normalScores.count >= 4_096 || sessions.count >= 64 }

        /// Takes one more.
        mutating func add(_ judged: SessionJudge.Judged) {
            switch judged {
            case .normal(let score): normalScores.append(score)
            case .whole(let session): sessions.append(session)
            }
        }
    }

    /// Number of the log format whose records it takes.
    let format: Int
    /// The open sessions.
    var sessionizer: Sessionizer
    private var judge: SessionJudge
    private let only: Set<String>?
    private let keepsAll: Bool
    private var computedBefore = 0

    /// Creates a shard that judges by a model.
    ///
    /// - Parameters:
    ///   - keepsAll: hand out normal sessions whole, too.
    ///   - only: judge the sessions of these identifiers and no other; `nil` judges all.
    init(format: Int, sessionizer: consuming Sessionizer, model: TrainedModel, keepsAll: Bool, only: Set<String>?) {
        self.format = format
        self.sessionizer = sessionizer
        self.keepsAll = keepsAll
        self.only = only
        judge = SessionJudge(by: model, keepsAll: keepsAll)
    }

    /// Lets the evidence about their lines decide about the sessions that close from here on.
    func decide(by surprises: SessionSurprises) {
        judge.surprises = surprises
        judge.evidenceDecides = true
    }

    /// Distinct sequences that had to be computed.
    var computed: Int { computedBefore + judge.computed }

    /// Takes the records of a batch; sessions that close are judged, now or when enough of them wait.
    func take(_ records: RecordBatch, _ matched: MatchedBatch, judged: (SessionJudge.Judged) throws -> Void) throws {
        guard records.format == format else { return }
        try sessionizer.add(records, matched.events, matched.keys) { closed in try close(closed, judged) }
    }

    /// Lets the log's time go on although no record came.
    func goOn(by seconds: Double, judged: (SessionJudge.Judged) throws -> Void) throws {
        try sessionizer.goOn(by: seconds) { closed in try close(closed, judged) }
        try settle(judged: judged)
    }

    /// Judges what waits.
    func settle(judged: (SessionJudge.Judged) throws -> Void) throws {
        try judge.flush(judged: judged)
    }

    /// Closes and judges everything.
    func finish(judged: (SessionJudge.Judged) throws -> Void) throws {
        try sessionizer.finish { closed in try close(closed, judged) }
        try settle(judged: judged)
    }

    /// Judges by another version of the model from here on; nothing may wait.
    func use(_ model: TrainedModel) {
        computedBefore += judge.computed
        judge = SessionJudge(by: model, keepsAll: keepsAll)
    }

    private func close(_ closed: borrowing ClosedSession, _ judged: (SessionJudge.Judged) throws -> Void) throws {
        if let only, !only.contains(closed.id) { return }
        try judge.take(closed, judged: judged)
    }
}
