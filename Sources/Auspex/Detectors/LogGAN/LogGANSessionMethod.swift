import Neural

/// LogGAN for whole sessions: the generator reads a session and matches a vector of its counts, with an anomaly score behind them; a session is anomalous by
/// that score.
///
/// Xia, Yin, Xu, Li, *LogGAN*, 2019, section 4.3 (LogGAN-sess). Game, mask and negative sampling are those of ``LogGANModel``: counts above 0 and the score are
/// observed, of the other cells a share is drawn in each step. The paper does not say how counts are scaled (here by the largest one of training) nor which
/// sessions teach the score (here the labelled ones). Equal sessions are one. What is kept for use is the generator without its noise, which is 0 there,
/// and without the cells of the counts: a ``SequenceClassifier`` like those of other supervised networks.
public struct LogGANSessionMethod: SupervisedMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "loggan-session",
        summary: "LogGAN's generator matches a session's counts and an anomaly score, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Xia, Yin, Xu, Li, 2019 (LogGAN-sess)",
        weakness: "faults of a kind it was not shown, and what comes behind the first fifty events of a session.")

    /// Hyper-parameters.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Events read of a session. Default 50.
        public var length: Int
        /// Width of an event's vector. Default 200 (the paper's).
        public var embedding: Int
        /// LSTM layers of both networks. Default 2 (the paper's).
        public var layers: Int
        /// Units of a layer. Default 64; the paper does not say.
        public var units: Int
        /// Units of the discriminator's dense layer. Default 64; the paper does not say.
        public var dense: Int
        /// Gaussian numbers beside each event. Default 8; the paper does not say.
        public var noise: Int
        /// Share of the templates a session does not hold which the generator is told so about, drawn anew in each step. Default 0.1 (the paper's).
        public var negativeRatio: Double
        /// Weight of the mean squared error beside the game. `none`, the default: as many as there are cells, so that the error of the score, one cell of them, counts
        /// as much as the game; 1 is what the paper has for single events.
        public var reconstruction: Double?
        /// A session whose score is above this is reported. Default 0.5; the paper does not say.
        public var threshold: Double
        /// Rounds at most. Default 1,000; the paper does not say.
        public var rounds: Int
        /// Distinct sessions of a step. Default 128.
        public var batchSize: Int
        /// Adam's step size at the beginning. Default 0.002; it falls to a tenth.
        public var learningRate: Double
        /// Largest Euclidean norm of a gradient. Default 5.
        public var clip: Double
        /// Share of the distinct sessions of each kind that is put aside to choose the round whose generator is kept. Default 0.2.
        public var heldOutShare: Double
        /// Rounds between two looks at what was put aside. Default 20.
        public var measureEvery: Int
        /// Looks without a smaller loss after which training ends. Default 15.
        public var patience: Int
        /// Seed of initial weights, noise, samples, order and what is put aside.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            length: Int = 50, embedding: Int = 200, layers: Int = 2, units: Int = 64, dense: Int = 64, noise: Int = 8,
            negativeRatio: Double = 0.1, reconstruction: Double? = nil, threshold: Double = 0.5, rounds: Int = 1_000, batchSize: Int = 128,
            learningRate: Double = 0.002,
            clip: Double = 5, heldOutShare: Double = 0.2, measureEvery: Int = 20, patience: Int = 15, seed: UInt64 = 1
        ) {
            self.length = length
            self.embedding = embedding
            self.layers = layers
            self.units = units
            self.dense = dense
            self.noise = noise
            self.negativeRatio = negativeRatio
            self.reconstruction = reconstruction
            self.threshold = threshold
            self.rounds = rounds
            self.batchSize = batchSize
            self.learningRate = learningRate
            self.clip = clip
            self.heldOutShare = heldOutShare
            self.measureEvery = measureEvery
            self.patience = patience
            self.seed = seed
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        public func validate() throws {
            try SettingBounds.check("length", length, 1...10_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("layers", layers, 1...16)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("dense", dense, 1...4_096)
            try SettingBounds.check("noise", noise, 0...4_096)
            try SettingBounds.check("negativeRatio", negativeRatio, 0...1)
            if let reconstruction { try SettingBounds.check("reconstruction", reconstruction, 0...1e6) }
            try SettingBounds.check("threshold", threshold, 0...1)
            try SettingBounds.check("rounds", rounds, 1...1_000_000_000)
            try SettingBounds.check("batchSize", batchSize, 1...1 << 20)
            try SettingBounds.check("learningRate", learningRate, 0...10)
            try SettingBounds.check("clip", clip, 1e-6...1e9)
            try SettingBounds.check("heldOutShare", heldOutShare, 0...0.9)
            try SettingBounds.check("measureEvery", measureEvery, 1...1_000_000_000)
            try SettingBounds.check("patience", patience, 1...1_000_000)
        }
    }

    /// The settings.
    public var configuration: Configuration

    /// The method with default settings.
    public init(seed: UInt64) { configuration = Configuration(seed: seed) }

    /// Checks the settings.
    public func validate() throws { try configuration.validate() }

    /// Plays the game about labelled sessions.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        try SessionGame(configuration, label: Self.name, threads: context.threads).fit(on: examples, progress: progress)
    }

    /// Restores what was learnt.
    public static func restore(from components: BundleComponents) throws -> SequenceClassifier {
        try SequenceClassifier.restore(named: name, from: components)
    }
}
