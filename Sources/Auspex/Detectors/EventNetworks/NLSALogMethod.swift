public import Neural

/// nLSALog: stacked LSTMs over the last events, self-attention over their states, and the likely next events.
///
/// Yang, Qu, Gao, Qian, Tang, *nLSALog: An Anomaly Detection Framework for Log Sequence in Security Management*, IEEE Access 2019. Histories shorter
/// than the window are read as they are. What decides is the mean of the attended states beside the last of them.
public struct NLSALogMethod: EventNetworkMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "nlsalog", summary: "Stacked LSTMs with self-attention predict the next event from the last ten.",
        reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession], paper: "Yang, Qu, Gao, Qian, Tang, IEEE Access 2019",
        weakness: "an order of events that carries no information, and little training data for its size.")

    /// Sizes.
    public struct Shape: EventNetworkShape {
        /// Events of a history. Default 10 (DeepLog's).
        public var window: Int
        /// Width of an event's vector. Default 64; the paper does not say.
        public var embedding: Int
        /// LSTM layers, the n of the name. Default 3; the paper does not say.
        public var layers: Int
        /// Units of a layer. Default 128; the paper does not say.
        public var units: Int

        /// Creates sizes.
        public init(window: Int = 10, embedding: Int = 64, layers: Int = 3, units: Int = 128) {
            self.window = window
            self.embedding = embedding
            self.layers = layers
            self.units = units
        }

        /// Vectors, LSTMs, attention, the mean and the last of what it gathers.
        public func network(tokens: Int, classes: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [
                    .init(
                        tokens: tokens, embedding: embedding, layers: Array(repeating: .lstm(units), count: layers) + [.selfAttention],
                        readout: .meanAndLast)
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
}
