public import Neural

/// How a supervised network is trained and decides: the settings all of them have.
public struct ClassifierTraining: Codable, Sendable, Equatable {
    /// Passes over the examples at most. Default 1000.
    public var epochs: Int
    /// Distinct examples of a step. Default 128.
    public var batchSize: Int
    /// Adam's step size. Default 0.001 (the optimiser's paper).
    public var learningRate: Double
    /// Largest Euclidean norm of a gradient. Default 5.
    public var clip: Double
    /// Weight of an anomalous example beside a normal one (imbalance constant). Default 1.
    public var positiveWeight: Double
    /// Share of the distinct sessions of each kind that is put aside to end training in time. Default 0.2.
    public var heldOutShare: Double
    /// Passes without a smaller loss on them after which training ends. Default 8.
    public var patience: Int
    /// Steps without a smaller loss that training goes on for at least: with few distinct examples a pass is a step or two. Default 500.
    public var leastSteps: Int
    /// A session whose probability of being anomalous is above this is reported. Default 0.5.
    public var threshold: Double
    /// Seed of initial weights, order, dropout and what is put aside.
    public var seed: UInt64

    /// Creates settings.
    public init(
        epochs: Int = 1_000, batchSize: Int = 128, learningRate: Double = 0.001, clip: Double = 5, positiveWeight: Double = 1,
        heldOutShare: Double = 0.2, patience: Int = 8, leastSteps: Int = 500, threshold: Double = 0.5, seed: UInt64 = 1
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.clip = clip
        self.positiveWeight = positiveWeight
        self.heldOutShare = heldOutShare
        self.patience = patience
        self.leastSteps = leastSteps
        self.threshold = threshold
        self.seed = seed
    }

    /// Checks every value against its bounds.
    ///
    /// - Throws: ``InputError`` that names the value and what is allowed.
    func validate() throws(InputError) {
        try SettingBounds.check("epochs", epochs, 0...1_000_000)
        try SettingBounds.check("batchSize", batchSize, 1...1 << 20)
        try SettingBounds.check("learningRate", learningRate, 0...10)
        try SettingBounds.check("clip", clip, 1e-6...1e9)
        try SettingBounds.check("positiveWeight", positiveWeight, 1e-6...1e6)
        try SettingBounds.check("heldOutShare", heldOutShare, 0...0.9)
        try SettingBounds.check("patience", patience, 1...1_000_000)
        try SettingBounds.check("leastSteps", leastSteps, 0...1_000_000_000)
        try SettingBounds.check("threshold", threshold, 0...1)
    }
}

/// Sizes of a supervised network: what one of the methods adds to ``ClassifierTraining``.
public protocol ClassifierShape: Codable, Sendable, Equatable {
    /// What one example is.
    var reading: ClassifierReading { get }

    /// Checks every value against its bounds.
    func validate() throws

    /// The network's sizes for a number of tokens.
    func network(tokens: Int) -> SequenceNetwork.Configuration
}

/// Settings of a supervised method, in one namespace.
public struct ClassifierSettings<Shape: ClassifierShape>: Codable, Sendable, Equatable {
    /// Of training and decision.
    public var training: ClassifierTraining
    /// Of the network.
    public var shape: Shape

    /// Creates settings.
    public init(training: ClassifierTraining, shape: Shape) {
        self.training = training
        self.shape = shape
    }

    /// Reads both from one object.
    public init(from decoder: any Decoder) throws {
        training = try ClassifierTraining(from: decoder)
        shape = try Shape(from: decoder)
    }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try training.encode(to: encoder)
        try shape.encode(to: encoder)
    }
}
