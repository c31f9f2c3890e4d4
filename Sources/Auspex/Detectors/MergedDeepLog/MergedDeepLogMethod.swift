public import Neural

/// One network for what DeepLog has two kinds of: the keys *and* the values of the last events, one-hot, through stacked LSTMs to the probability of an
/// anomaly; learnt from labelled sessions.
///
/// Kuzník, *Deep Learning for Log File Anomaly Detection Using DeepLog*, Brno University of Technology 2024, chapter 3. A window is anomalous when it
/// belongs to an anomalous session; windows overlap (step 1). Follows the report; its published program differs from it (a second sigmoid inside the
/// loss, columns made from test data, the best epoch picked on them). Differs in two things: windows lie inside a session, of which a short one is a
/// window by itself, and training ends by labelled sessions put aside instead of after 5,000 epochs.
///
/// Does badly with few labelled windows (the report's own figures), and with windows that look the same in normal and anomalous sessions: an early
/// window of a session that fails later teaches that normal looks anomalous.
public struct MergedDeepLogMethod: SequenceClassifierMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "merged-deeplog", summary: "Stacked LSTMs over the last ten events and their values, learnt from labelled sessions.",
        needs: [.labels, .sessions, .values], reasons: [.classifier], paper: "Kuzník, BUT FIT 2024, after Du et al., CCS 2017",
        weakness: "few labels, and faults of a kind it was not shown.")

    /// Sizes.
    public struct Shape: ClassifierShape {
        /// Events of a window, `m`. Default 10 (the report's).
        public var window: Int
        /// LSTM layers, `L`. Default 2 (the report's).
        public var layers: Int
        /// Units of a layer. Default 64; the report does not say.
        public var units: Int
        /// Parameters of an event that are read, `z`. Default 8. Input without values has none.
        public var attributes: Int
        /// Values of a parameter with a column of their own; all others share one. Default 256.
        public var valueLimit: Int

        /// Creates sizes.
        public init(window: Int = 10, layers: Int = 2, units: Int = 64, attributes: Int = 8, valueLimit: Int = 256) {
            self.window = window
            self.layers = layers
            self.units = units
            self.attributes = attributes
            self.valueLimit = valueLimit
        }

        /// Windows with their parameters.
        public var reading: ClassifierReading {
            ClassifierReading(unit: .window, length: window, attributes: attributes, valueLimit: valueLimit)
        }

        /// Checks every value against its bounds.
        public func validate() throws {
            try SettingBounds.check("window", window, 1...1_000)
            try SettingBounds.check("layers", layers, 1...16)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("attributes", attributes, 0...ValueSchema.limit)
            try SettingBounds.check("valueLimit", valueLimit, 1...65_536)
        }

        /// One-hot rows, LSTMs, a decision from the last state.
        public func network(tokens: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [.init(tokens: tokens, layers: Array(repeating: .lstm(units), count: layers))], outputs: 1)
        }
    }

    /// The settings.
    public var configuration: ClassifierSettings<Shape>

    /// The method with default settings: the imbalance constant is the report's 5.
    public init(seed: UInt64) { configuration = .init(training: .init(positiveWeight: 5, seed: seed), shape: Shape()) }
}
