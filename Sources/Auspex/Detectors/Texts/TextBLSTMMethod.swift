import Neural

/// A bidirectional LSTM over the words of a message, learnt with their vectors from labelled messages: what to use where the words decide.
public struct TextBLSTMMethod: SupervisedMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "text-blstm", summary: "A bidirectional LSTM over the words of a message, learnt from labelled messages.",
        needs: [.labels, .text], judges: [.message, .session], reasons: [.classifier],
        paper: "after Graves, Schmidhuber, Neural Networks 18, 2005",
        weakness: "faults that show in the order of messages and not in their words, and words it was not shown.")

    /// Sizes.
    public struct Shape: Codable, Sendable, Equatable {
        /// Words read of a message, half of them from the end of one that is longer. Default 200.
        public var length: Int
        /// Width of a word's vector. Default 100.
        public var embedding: Int
        /// Units of each direction. Default 100, as in the Auto- methods.
        public var units: Int
        /// Dropout of what the LSTM and the decision read. Default 0.5.
        public var dropout: Double

        /// Creates sizes.
        public init(length: Int = 200, embedding: Int = 100, units: Int = 100, dropout: Double = 0.5) {
            self.length = length
            self.embedding = embedding
            self.units = units
            self.dropout = dropout
        }
    }

    /// The settings.
    public var configuration: TextSettings<Shape>

    /// The method with default settings.
    public init(seed: UInt64) { configuration = .init(training: .init(patience: 2, seed: seed), shape: Shape()) }

    /// Checks the settings.
    public func validate() throws {
        try configuration.training.validate()
        try SettingBounds.check("length", configuration.shape.length, 1...MessageWords.limit)
        try SettingBounds.check("embedding", configuration.shape.embedding, 1...4_096)
        try SettingBounds.check("units", configuration.shape.units, 1...4_096)
        try SettingBounds.check("dropout", configuration.shape.dropout, 0...0.99)
    }

    /// Learns from labelled messages.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        let shape = configuration.shape
        return try TextFit(name: Self.name, training: configuration.training, threads: context.threads).plain(
            examples, length: shape.length,
            network: { tokens, classes in
                SequenceNetwork.Configuration(
                    branches: [
                        .init(
                            tokens: tokens, embedding: shape.embedding, layers: [.bidirectionalLSTM(shape.units)], readout: .mean,
                            dropout: shape.dropout)
                    ], dropout: shape.dropout, outputs: classes)
            }, progress: progress)
    }

    /// Restores what was learnt.
    public static func restore(from components: BundleComponents) throws -> TextClassifier {
        try TextClassifier.restore(named: name, from: components)
    }
}
