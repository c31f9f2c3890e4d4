public import Neural

/// A convolutional network over a session's events, from labelled sessions.
///
/// Lu, Wei, Li, Wang, *Detecting Anomaly in Big Data System Logs Using Convolutional Neural Network*, DASC 2018: events become trainable vectors
/// (logkey2vec), filters of three heights slide over them, the largest answer of each filter goes through dropout into a decision. The session is cut
/// or padded to a fixed length.
public struct ConvolutionMethod: SequenceClassifierMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "cnn", summary: "Convolutions over a session's first fifty events, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Lu, Wei, Li, Wang, DASC 2018",
        weakness: "faults of a kind it was not shown, and what comes after the events it reads.")

    /// Sizes.
    public struct Shape: ClassifierShape {
        /// Events read of a session. Default 50 (the paper's for HDFS).
        public var length: Int
        /// Width of an event's vector. Default 128 (the paper's).
        public var embedding: Int
        /// Height of the smallest filter. Default 3 (the paper's are 3, 4 and 5).
        public var smallestHeight: Int
        /// Heights, each one more than the last. Default 3.
        public var heights: Int
        /// Filters of each height. Default 50 (the replication of mooselab; the paper does not say).
        public var filters: Int
        /// Share of the filters' answers dropped in training. Default 0.5.
        public var dropout: Double

        /// Creates sizes.
        public init(
            length: Int = 50, embedding: Int = 128, smallestHeight: Int = 3, heights: Int = 3, filters: Int = 50, dropout: Double = 0.5
        ) {
            self.length = length
            self.embedding = embedding
            self.smallestHeight = smallestHeight
            self.heights = heights
            self.filters = filters
            self.dropout = dropout
        }

        /// Whole sessions.
        public var reading: ClassifierReading { ClassifierReading(unit: .session, length: length) }

        /// Checks every value against its bounds.
        public func validate() throws {
            try SettingBounds.check("length", length, 1...10_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("smallestHeight", smallestHeight, 1...1_000)
            try SettingBounds.check("heights", heights, 1...16)
            try SettingBounds.check("filters", filters, 1...4_096)
            try SettingBounds.check("dropout", dropout, 0...0.99)
        }

        /// Vectors, convolutions, the largest answers, a decision.
        public func network(tokens: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [
                    .init(
                        tokens: tokens, embedding: embedding,
                        readout: .convolutions(heights: (0..<heights).map { smallestHeight + $0 }, filters: filters))
                ], dropout: dropout, outputs: 1)
        }
    }

    /// The settings.
    public var configuration: ClassifierSettings<Shape>

    /// The method with default settings.
    public init(seed: UInt64) { configuration = .init(training: .init(seed: seed), shape: Shape()) }
}
