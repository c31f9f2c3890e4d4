/// What a fit is given beside the data.
public struct FittingContext: Sendable {
    /// Seed of every random draw.
    public var seed: UInt64
    /// Models trained side by side at most; results do not depend on it.
    public var threads: Int
    /// The rules, already fitted on the same sessions with default settings; `nil` when they are not.
    public var summary: TrainingSummary?

    /// The words of the log's templates, for methods that read them.
    public var words: TemplateWords

    /// Sessions that were left out because they look anomalous: the strangest are missing from what is learnt.
    public var leftOut: Int

    /// Creates a context.
    public init(
        seed: UInt64 = 1, threads: Int = 1, summary: TrainingSummary? = nil, words: TemplateWords = TemplateWords(), leftOut: Int = 0
    ) {
        self.words = words
        self.leftOut = leftOut
        self.seed = seed
        self.threads = threads
        self.summary = summary
    }

    /// The same for other sessions.
    var withoutSummary: FittingContext { FittingContext(seed: seed, threads: threads, words: words, leftOut: leftOut) }

    /// A rule fitted on these sessions: the one that is there already, where it has these settings.
    func rule<Rule: SequenceRule>(_ type: Rule.Type, on sessions: [EventSequence], _ configuration: Rule.Configuration) throws -> Rule {
        if configuration == Rule.defaultConfiguration, let rule = summary?.rule(type) { return rule }
        return try Rule.fit(on: sessions, configuration: configuration)
    }
}

/// How far a fit is.
public struct FittingProgress: Sendable {
    /// Which model is being trained (the ensemble trains several: one for each fold, one for use).
    public var model: Int
    /// Epochs done of that model.
    public var epoch: Int
    /// Epochs in all.
    public var epochs: Int
    /// Mean loss of the last epoch, nats a window.
    public var loss: Double

    /// Creates a state.
    public init(model: Int, epoch: Int, epochs: Int, loss: Double) {
        self.model = model
        self.epoch = epoch
        self.epochs = epochs
        self.loss = loss
    }
}
