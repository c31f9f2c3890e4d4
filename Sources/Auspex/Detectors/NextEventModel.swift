/// How well a model foresaw one event from the events before it.
public struct EventPrediction: Sendable, Equatable, Codable {
    /// Rank of the observed event among all possible ones, 1 = most probable. Ties share the best rank.
    /// An event outside the model's vocabulary has rank `Int.max`.
    public var rank: Int
    /// Probability the model gave it, 0…1.
    public var probability: Double

    /// Creates a prediction.
    public init(rank: Int, probability: Double) {
        self.rank = rank
        self.probability = probability
    }
}

/// A model of what comes next in a session: DeepLog's key LSTM, the n-gram model.
///
/// Contexts are cut inside one session and padded on the left, so the first event is predicted too; the end of a complete session
/// is an event of its own. Scoring never learns.
public protocol NextEventModel: Sendable {
    /// For each session one prediction per event, and one more for its end when the session is complete.
    ///
    /// Equal contexts are computed once; cost grows with *distinct* contexts.
    func predictions(for sessions: [EventSequence]) -> [[EventPrediction]]

    /// The most probable next events after these (only the model's history length counts), best first.
    func candidates(after context: [TemplateID], limit: Int) -> [Candidate]
}
