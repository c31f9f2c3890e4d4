extension KeyModel {
    /// Which windows are cut from a session.
    public enum Windows: String, Sendable, Codable, CaseIterable {
        /// Every event and the end are predicted; short histories are padded on the left.
        case padded
        /// Only events after `window` others, no end: the protocol of the public implementations. For comparison; events before the
        /// first full window get no judgement (rank 1, probability 1).
        case full
    }

    /// Hyper-parameters of the key model.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Events in a history, `h` of the paper. Default 10 (the paper's).
        public var window: Int
        /// LSTM layers, `L`. Default 2 (the paper's); 1 in an ensemble that chooses its model.
        public var layers: Int
        /// Units of a layer, `α`. Default 64 (the paper's).
        public var units: Int
        /// Which windows are cut. Default padded: ends and beginnings are judged too.
        public var windows: Windows
        /// Optimiser steps at most; with a ``patience`` of 0 exactly so many. Default 2,400.
        public var steps: Int
        /// Passes over the distinct windows that ``steps`` must at least allow, for training sets so large that it would not see all of it often
        /// enough. Default 20.
        public var epochs: Int
        /// Distinct contexts in a batch; each stands for as many windows as it occurred. Default 256; an eighth of all when there are few.
        public var batchContexts: Int
        /// Neighbouring contexts (in lexicographic order, so with a common beginning) that always go into the same batch: more share more
        /// work, fewer mix better. Default 16.
        public var groupContexts: Int
        /// Adam's step size at its highest. Default 0.01; in an ensemble that chooses its model, 0.02, which one layer bears.
        public var learningRate: Double
        /// Decay of Adam's running square. Default 0.999 (the optimiser's paper); in an ensemble that chooses its model, 0.99: a training of some
        /// hundred steps should not remember the first ones.
        public var beta2: Double
        /// Share of all steps over which the step size rises from zero; of 400 steps where training ends by itself. Default 0.05.
        public var warmup: Double
        /// Measurements of the loss on sessions put aside in which it must fall by ``leastImprovement``; else training cools down and ends.
        /// Default 0: all ``steps`` are made, and the step size falls along a half cosine from the beginning. 3 in an ensemble that chooses its
        /// model; alone, with its ranks, the model needs more training than its loss shows.
        public var patience: Int
        /// Steps from one such measurement to the next. Default 40.
        public var measureEvery: Int
        /// What counts as falling, as a share of the loss. Default 0.02.
        public var leastImprovement: Double
        /// Steps of the cool-down, as a share of those before it. Default 0.5.
        public var coolDown: Double
        /// The last step size as a share of the highest. Default 0.02.
        public var finalRate: Double
        /// Largest Euclidean norm of a gradient. Default 5.
        public var clip: Double
        /// Share of every training target that goes to the events' continuation frequencies (the share of distinct contexts an event follows,
        /// Kneser, Ney 1995), so that what never followed a context is ranked by how readily it comes in new places and not by the noise
        /// of extrapolated weights. Default 0.01: on HDFS, with g from held-out normal sessions, the share of anomalies found rises from about
        /// .8 to above .97 at no more false alarms. 0 gives the paper's loss.
        public var smoothing: Double
        /// Seed of initial weights and of the order of batches.
        public var seed: UInt64
        /// Predictions remembered across calls; about 100 bytes each at window 10. Default 262 144.
        public var memoCapacity: Int

        /// Creates a configuration.
        public init(
            window: Int = 10, layers: Int = 2, units: Int = 64, windows: Windows = .padded, steps: Int = 2_400, epochs: Int = 20,
            batchContexts: Int = 256, groupContexts: Int = 16, learningRate: Double = 0.01, beta2: Double = 0.999, warmup: Double = 0.05,
            patience: Int = 0, measureEvery: Int = 40, leastImprovement: Double = 0.02, coolDown: Double = 0.5, finalRate: Double = 0.02,
            clip: Double = 5, smoothing: Double = 0.01, seed: UInt64 = 1, memoCapacity: Int = 1 << 18
        ) {
            self.window = window
            self.layers = layers
            self.units = units
            self.windows = windows
            self.steps = steps
            self.epochs = epochs
            self.batchContexts = batchContexts
            self.groupContexts = groupContexts
            self.learningRate = learningRate
            self.beta2 = beta2
            self.warmup = warmup
            self.patience = patience
            self.measureEvery = measureEvery
            self.leastImprovement = leastImprovement
            self.coolDown = coolDown
            self.finalRate = finalRate
            self.clip = clip
            self.smoothing = smoothing
            self.seed = seed
            self.memoCapacity = memoCapacity
        }

        /// Reads a stored configuration. Models of earlier versions were trained for a fixed number of steps with the paper's ``beta2``.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                window: try container.decode(Int.self, forKey: .window), layers: try container.decode(Int.self, forKey: .layers),
                units: try container.decode(Int.self, forKey: .units), windows: try container.decode(Windows.self, forKey: .windows),
                steps: try container.decode(Int.self, forKey: .steps), epochs: try container.decode(Int.self, forKey: .epochs),
                batchContexts: try container.decode(Int.self, forKey: .batchContexts),
                groupContexts: try container.decode(Int.self, forKey: .groupContexts),
                learningRate: try container.decode(Double.self, forKey: .learningRate),
                beta2: try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999,
                warmup: try container.decode(Double.self, forKey: .warmup),
                patience: try container.decodeIfPresent(Int.self, forKey: .patience) ?? 0,
                measureEvery: try container.decodeIfPresent(Int.self, forKey: .measureEvery) ?? 40,
                leastImprovement: try container.decodeIfPresent(Double.self, forKey: .leastImprovement) ?? 0.02,
                coolDown: try container.decodeIfPresent(Double.self, forKey: .coolDown) ?? 0.5,
                finalRate: try container.decode(Double.self, forKey: .finalRate), clip: try container.decode(Double.self, forKey: .clip),
                smoothing: try container.decode(Double.self, forKey: .smoothing), seed: try container.decode(UInt64.self, forKey: .seed),
                memoCapacity: try container.decode(Int.self, forKey: .memoCapacity))
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        public func validate() throws {
            try SettingBounds.check("window", window, 1...1_000)
            try SettingBounds.check("layers", layers, 1...16)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("steps", steps, 0...1_000_000_000)
            try SettingBounds.check("epochs", epochs, 0...1_000_000)
            try SettingBounds.check("batchContexts", batchContexts, 1...1 << 24)
            try SettingBounds.check("groupContexts", groupContexts, 1...1 << 24)
            try SettingBounds.check("learningRate", learningRate, 0...10)
            try SettingBounds.check("beta2", beta2, 0...0.999999)
            try SettingBounds.check("warmup", warmup, 0...1)
            try SettingBounds.check("patience", patience, 0...1_000_000)
            try SettingBounds.check("measureEvery", measureEvery, 1...1_000_000_000)
            try SettingBounds.check("leastImprovement", leastImprovement, 0...1)
            try SettingBounds.check("coolDown", coolDown, 0...100)
            try SettingBounds.check("finalRate", finalRate, 0...1)
            try SettingBounds.check("clip", clip, 1e-6...1e9)
            try SettingBounds.check("smoothing", smoothing, 0...0.5)
            try SettingBounds.check("memoCapacity", memoCapacity, 1...1 << 28)
        }
    }
}
