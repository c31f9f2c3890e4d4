import Neural

/// LogGAN's generator: after the last three events, a probability for each event *by itself*; those above a bound are the normal set.
///
/// Xia, Yin, Xu, Li, *LogGAN: A Sequence-Based Generative Adversarial Network for Anomaly Detection Based on System Logs*, 2019, section 3.2. For every
/// distinct context the real vector is the set of events seen to follow it; the generator makes vectors, the discriminator tells them from real ones
/// (algorithm 1). Unobserved cells are masked, but for a share drawn in each step (negative sampling). Equal contexts are one, so training costs what
/// the *distinct* contexts cost.
///
/// Differs from the paper in two things: windows are padded at the beginning of a session and its end is an event too, so that first events and ends
/// are judged; and the noise is 0 in use, so that equal lines get equal answers.
///
/// Does badly where an event can follow anything: all events become normal. It knows no frequencies: what followed once is as normal as what always
/// follows, so a log with anomalies in it teaches them.
public struct LogGANModel: NextEventModel {
    /// How it was configured.
    public let configuration: Configuration
    /// What training reached.
    public let training: Training
    /// The generator.
    var generator: EventNetwork
    /// The discriminator, for learning on.
    var discriminator: SequenceNetwork

    /// What training reached.
    public struct Training: Codable, Sendable, Equatable {
        /// Distinct contexts.
        public var contexts = 0
        /// Rounds played.
        public var rounds = 0
        /// Share of the observed events in the normal sets.
        public var observedInside = 0.0
        /// Share of the other events outside them.
        public var othersOutside = 0.0
        /// The generator's loss in the last round.
        public var loss = 0.0

        /// Nothing yet.
        public init() {}
    }

    /// The templates it knows.
    public var vocabulary: TemplateVocabulary { generator.vocabulary }

    /// Events of history looked at.
    public var historyLength: Int { configuration.window }

    /// For each session one prediction per event, and one more for its end when the session is complete.
    public func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] { generator.predictions(for: sessions) }

    /// The events the generator holds most probable, each by itself, best first.
    public func candidates(after context: [TemplateID], limit: Int) -> [Candidate] { generator.candidates(after: context, limit: limit) }

    /// What training reached.
    public var trainingFigures: [TrainingFigure: Double] {
        [
            "contexts": Double(training.contexts), "rounds": Double(training.rounds), "loggan.observedInside": training.observedInside,
            "loggan.othersOutside": training.othersOutside,
        ]
    }
}
