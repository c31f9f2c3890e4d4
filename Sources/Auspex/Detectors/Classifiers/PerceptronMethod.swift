public import Neural

/// A perceptron over a session's events, from labelled sessions: the simple network the paper on convolutions compares with.
public struct PerceptronMethod: SequenceClassifierMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "mlp", summary: "One dense layer over a session's first fifty events, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Lu, Wei, Li, Wang, DASC 2018 (baseline)",
        weakness: "faults of a kind it was not shown, and events that come earlier or later than usual.")

    /// Sizes.
    public struct Shape: ClassifierShape {
        /// Events read of a session. Default 50 (the paper's for HDFS).
        public var length: Int
        /// Width of an event's vector. Default 128 (the paper's).
        public var embedding: Int
        /// Units of the dense layer. Default 100 (the paper's).
        public var units: Int
        /// Share of them dropped in training. Default 0.5.
        public var dropout: Double

        /// Creates sizes.
        public init(length: Int = 50, embedding: Int = 128, units: Int = 100, dropout: Double = 0.5) {
            self.length = length
            self.embedding = embedding
            self.units = units
            self.dropout = dropout
        }

        /// Whole sessions.
        public var reading: ClassifierReading { ClassifierReading(unit: .session, length: length) }

        /// Checks every value against its bounds.
        public func validate() throws {
            try SettingBounds.check("length", length, 1...10_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("dropout", dropout, 0...0.99)
        }

        /// Vectors side by side, a dense layer, a decision.
        public func network(tokens: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [.init(tokens: tokens, embedding: embedding, readout: .positions(length))], hidden: [units], dropout: dropout,
                outputs: 1)
        }
    }

    /// The settings.
    public var configuration: ClassifierSettings<Shape>

    /// The method with default settings.
    public init(seed: UInt64) { configuration = .init(training: .init(seed: seed), shape: Shape()) }
}
