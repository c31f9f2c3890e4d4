public import Neural

/// LogAnomaly: the sequence of the last events and their counts, each through LSTMs of its own, say together what comes next.
///
/// Meng et al., *LogAnomaly: Unsupervised Detection of Sequential and Quantitative Anomalies in Unstructured Logs*, IJCAI 2019. There a template's vector
/// is made of its words (template2vec), so that a new template can be read like a similar one. Here vectors are drawn at random by the
/// template's number and stay as they are, so that part of the method is missing: a new template is unknown.
public struct LogAnomalyMethod: EventNetworkMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "loganomaly", summary: "LSTMs over the last twenty events and over their counts predict the next event.",
        reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession], paper: "Meng et al., IJCAI 2019",
        weakness: "an order of events that carries no information, and new templates, whose words it does not read.")

    /// Sizes.
    public struct Shape: EventNetworkShape {
        /// Events of a history. Default 20 (the paper's).
        public var window: Int
        /// Width of a template's vector. Default 300 (the paper's).
        public var embedding: Int
        /// LSTM layers of each part. Default 2 (the paper's).
        public var layers: Int
        /// Units of a layer. Default 128 (the paper's).
        public var units: Int

        /// Creates sizes.
        public init(window: Int = 20, embedding: Int = 300, layers: Int = 2, units: Int = 128) {
            self.window = window
            self.embedding = embedding
            self.layers = layers
            self.units = units
        }

        /// Given vectors through LSTMs, counts through others, both last states into the classes.
        public func network(tokens: Int, classes: Int) -> SequenceNetwork.Configuration {
            let layers = Array(repeating: SequenceNetwork.LayerKind.lstm(units), count: layers)
            return SequenceNetwork.Configuration(
                branches: [
                    .init(tokens: tokens, embedding: embedding, isEmbeddingFixed: true, layers: layers),
                    .init(values: tokens, layers: layers),
                ], outputs: classes)
        }
    }

    /// The model's settings.
    public typealias MemberConfiguration = EventNetworkSettings<Shape>
    /// The settings.
    public var configuration: NextEventConfiguration<EventNetworkSettings<Shape>>

    /// The method with default settings.
    public init(seed: UInt64) {
        configuration = .init(model: .init(training: .init(seed: seed), shape: Shape()))
    }

    /// Draws the templates' vectors.
    public func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary) {
        let settings = configuration.model
        network.setEmbedding(
            TemplateVectors.random(vocabulary, width: settings.shape.embedding, seed: settings.training.seed), ofBranch: 0)
    }
}
