public import Neural

/// A bidirectional LSTM with attention over vectors of templates, from labelled sessions: the supervised reference.
///
/// After Zhang et al., *Robust Log-Based Anomaly Detection on Unstable Log Data*, ESEC/FSE 2019 (LogRobust). There a template's vector is made of its
/// words, so that a reworded template is read like the old one. Here vectors are drawn at random by the template's number and stay as they are: a
/// new template says nothing.
public struct AttentionMethod: SequenceClassifierMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "attention-blstm", summary: "A bidirectional LSTM with attention over a session's events, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "after Zhang et al., ESEC/FSE 2019",
        weakness: "faults of a kind it was not shown, and new templates, whose words it does not read.")

    /// Sizes.
    public struct Shape: ClassifierShape {
        /// Events read of a session. Default 100.
        public var length: Int
        /// Width of a template's vector. Default 300 (the paper's).
        public var embedding: Int
        /// Units of each direction. Default 64; the paper's is 128.
        public var units: Int
        /// Width of the attention. Default 64.
        public var attention: Int
        /// Share of what the decision reads dropped in training. Default 0.3.
        public var dropout: Double

        /// Creates sizes.
        public init(length: Int = 100, embedding: Int = 300, units: Int = 64, attention: Int = 64, dropout: Double = 0.3) {
            self.length = length
            self.embedding = embedding
            self.units = units
            self.attention = attention
            self.dropout = dropout
        }

        /// Whole sessions.
        public var reading: ClassifierReading { ClassifierReading(unit: .session, length: length) }

        /// Checks every value against its bounds.
        public func validate() throws {
            try SettingBounds.check("length", length, 1...10_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("attention", attention, 1...4_096)
            try SettingBounds.check("dropout", dropout, 0...0.99)
        }

        /// Given vectors, both directions, attention, a decision.
        public func network(tokens: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [
                    .init(
                        tokens: tokens, embedding: embedding, isEmbeddingFixed: true, layers: [.bidirectionalLSTM(units)],
                        readout: .attention(width: attention))
                ], dropout: dropout, outputs: 1)
        }
    }

    /// The settings.
    public var configuration: ClassifierSettings<Shape>

    /// The method with default settings.
    public init(seed: UInt64) { configuration = .init(training: .init(seed: seed), shape: Shape()) }

    /// Draws the templates' vectors.
    public func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary, context: FittingContext) {
        network.setEmbedding(
            TemplateVectors.random(vocabulary, width: configuration.shape.embedding, seed: configuration.training.seed), ofBranch: 0)
    }
}
