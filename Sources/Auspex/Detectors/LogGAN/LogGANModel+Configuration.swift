import Neural

extension LogGANModel {
    /// Hyper-parameters.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Events of a context. Default 3 (the paper's; it studies 1 to 5).
        public var window: Int
        /// Width of an event's vector. Default 200 (the paper's).
        public var embedding: Int
        /// LSTM layers of both networks. Default 2 (the paper's; it studies 1 to 3).
        public var layers: Int
        /// Units of a layer. Default 64; the paper does not say.
        public var units: Int
        /// Units of the discriminator's dense layer. Default 64; the paper does not say.
        public var dense: Int
        /// Gaussian numbers beside each event. Default 8; the paper does not say. In use they are 0, their mean.
        public var noise: Int
        /// Share of the events not observed after a context that the generator is told do not follow, drawn anew in each step. Default 0.1 (the paper's).
        public var negativeRatio: Double
        /// Whether the discriminator is shown such events too. Default true (CFGAN, the source of the sampling); false is the LogGAN paper to the letter, with
        /// which everything becomes normal.
        public var showsNegatives: Bool
        /// An event is normal when its probability is at least this; `none` chooses the bound on held-out normal sessions, as for other models.
        /// Default 0.9 (the paper's; it studies 0.1 to 0.9).
        public var threshold: Double?
        /// Rounds at most. Default 4,000; the paper does not say.
        public var rounds: Int
        /// The generator's steps in a round. Default 1.
        public var generatorSteps: Int
        /// The discriminator's steps in a round. Default 1.
        public var discriminatorSteps: Int
        /// Contexts of a step. Default 128.
        public var batchContexts: Int
        /// Adam's step size at the beginning. Default 0.002; it falls to a tenth.
        public var learningRate: Double
        /// Decay of Adam's running square. Default 0.999 (the optimiser's paper).
        public var beta2: Double
        /// Largest Euclidean norm of a gradient. Default 5.
        public var clip: Double
        /// Weight of the mean squared error beside the game. Default 1 (the paper's).
        public var reconstruction: Double
        /// What the discriminator is told of a real vector. Default 1 (the paper's); 0.9 smooths the label.
        public var realLabel: Double
        /// Whether the generator maximises ln D. Default false (the paper's).
        public var isNonSaturating: Bool
        /// Rounds between two looks at all contexts. Default 100.
        public var measureEvery: Int
        /// Training has converged when this share of the observed events is in the normal sets and of the others outside them. Default 0.999.
        public var convergence: Double
        /// Seed of initial weights, noise, samples and order.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            window: Int = 3, embedding: Int = 200, layers: Int = 2, units: Int = 64, dense: Int = 64, noise: Int = 8,
            negativeRatio: Double = 0.1, showsNegatives: Bool = true, threshold: Double? = 0.9, rounds: Int = 4_000,
            generatorSteps: Int = 1,
            discriminatorSteps: Int = 1, batchContexts: Int = 128, learningRate: Double = 0.002, beta2: Double = 0.999, clip: Double = 5,
            reconstruction: Double = 1, realLabel: Double = 1, isNonSaturating: Bool = false, measureEvery: Int = 100,
            convergence: Double = 0.999, seed: UInt64 = 1
        ) {
            self.window = window
            self.embedding = embedding
            self.layers = layers
            self.units = units
            self.dense = dense
            self.noise = noise
            self.negativeRatio = negativeRatio
            self.showsNegatives = showsNegatives
            self.threshold = threshold
            self.rounds = rounds
            self.generatorSteps = generatorSteps
            self.discriminatorSteps = discriminatorSteps
            self.batchContexts = batchContexts
            self.learningRate = learningRate
            self.beta2 = beta2
            self.clip = clip
            self.reconstruction = reconstruction
            self.realLabel = realLabel
            self.isNonSaturating = isNonSaturating
            self.measureEvery = measureEvery
            self.convergence = convergence
            self.seed = seed
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        public func validate() throws {
            try SettingBounds.check("window", window, 1...1_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("layers", layers, 1...16)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("dense", dense, 1...4_096)
            try SettingBounds.check("noise", noise, 0...4_096)
            try SettingBounds.check("negativeRatio", negativeRatio, 0...1)
            if let threshold { try SettingBounds.check("threshold", threshold, 1e-6...0.999999) }
            try SettingBounds.check("rounds", rounds, 0...1_000_000_000)
            try SettingBounds.check("generatorSteps", generatorSteps, 1...1_000)
            try SettingBounds.check("discriminatorSteps", discriminatorSteps, 1...1_000)
            try SettingBounds.check("batchContexts", batchContexts, 1...1 << 20)
            try SettingBounds.check("learningRate", learningRate, 0...10)
            try SettingBounds.check("beta2", beta2, 0...0.999999)
            try SettingBounds.check("clip", clip, 1e-6...1e9)
            try SettingBounds.check("reconstruction", reconstruction, 0...1e6)
            try SettingBounds.check("realLabel", realLabel, 0.5...1)
            try SettingBounds.check("measureEvery", measureEvery, 1...1_000_000_000)
            try SettingBounds.check("convergence", convergence, 0...1)
        }

        var rules: AdversarialRules {
            AdversarialRules(
                negativeRatio: negativeRatio, showsNegatives: showsNegatives, reconstruction: reconstruction, realLabel: realLabel,
                isNonSaturating: isNonSaturating,
                batchSize: batchContexts)
        }

        /// Sizes of the generator: events and noise in, a probability for each cell out.
        func generator(tokens: Int, cells: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [
                    .init(tokens: tokens, embedding: embedding, values: noise, layers: Array(repeating: .lstm(units), count: layers))
                ], outputs: cells)
        }

        /// Sizes of the discriminator: events and a vector in, one answer out, through two dense layers.
        func discriminator(tokens: Int, cells: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [.init(tokens: tokens, embedding: embedding, layers: Array(repeating: .lstm(units), count: layers))],
                extra: cells, hidden: [dense], outputs: 1)
        }
    }
}
