public import Neural

/// What reads the autoencoders' outputs: the difference between the three Auto- methods.
public protocol TextCell: Sendable {
    /// Name of the method.
    static var methodName: String { get }
    /// What the method's summary calls it.
    static var noun: String { get }
    /// The layer of so many units, and how its rows become one.
    static func layer(units: Int) -> (layer: SequenceNetwork.LayerKind, readout: Readout.Kind)
}

/// An LSTM.
public enum LSTMCell: TextCell {
    /// Auto-LSTM.
    public static let methodName = "auto-lstm"
    /// An LSTM.
    public static let noun = "an LSTM"
    /// The state at the end.
    public static func layer(units: Int) -> (layer: SequenceNetwork.LayerKind, readout: Readout.Kind) { (.lstm(units), .last) }
}

/// LSTMs in both directions.
public enum BidirectionalLSTMCell: TextCell {
    /// Auto-BLSTM.
    public static let methodName = "auto-blstm"
    /// Both directions.
    public static let noun = "a bidirectional LSTM"
    /// The states at both ends.
    public static func layer(units: Int) -> (layer: SequenceNetwork.LayerKind, readout: Readout.Kind) {
        (.bidirectionalLSTM(units), .bothEnds)
    }
}

/// A GRU.
public enum GRUCell: TextCell {
    /// Auto-GRU.
    public static let methodName = "auto-gru"
    /// A GRU.
    public static let noun = "a GRU"
    /// The state at the end.
    public static func layer(units: Int) -> (layer: SequenceNetwork.LayerKind, readout: Readout.Kind) { (.gru(units), .last) }
}

/// Auto-LSTM, Auto-BLSTM, Auto-GRU: one autoencoder for each class of messages, and a recurrent network that reads what they make of a message.
///
/// After Farzad, Gulliver, *Log Message Anomaly Detection and Classification Using Auto-B/LSTM and Auto-GRU*, 2019. The paper's own protocol gives the label
/// of a test message away; see ``TextProtocol``.
public struct AutoTextMethod<Cell: TextCell>: SupervisedMethod {
    /// What a person should know.
    public static var description: MethodDescription {
        MethodDescription(
            name: Cell.methodName,
            summary:
                "One autoencoder for each class of messages, and \(Cell.noun) that reads their outputs; a message is judged by its words.",
            needs: [.labels, .text], judges: [.message, .session], reasons: [.classifier], paper: "Farzad, Gulliver, 2019",
            weakness:
                "messages that differ in few words or in their order alone, which the autoencoders blur; the published figures come from a protocol that gives "
                + "labels away, and text-blstm reads the words themselves."
        )
    }

    /// The settings.
    public var configuration: TextSettings<AutoTextShape>

    /// The method with default settings.
    public init(seed: UInt64) { configuration = .init(training: .init(epochs: 1_000, leastSteps: 500, seed: seed), shape: AutoTextShape()) }

    /// Checks the settings.
    public func validate() throws {
        try configuration.training.validate()
        try configuration.shape.validate()
    }

    /// Learns from labelled messages.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        let fit = TextFit(name: Self.name, training: configuration.training, threads: context.threads)
        return switch configuration.shape.protocol {
        case .heldOut: try fit.heldOut(examples, configuration.shape, network: Self.network, progress: progress)
        case .published: try fit.published(examples, configuration.shape, network: Self.network, progress: progress)
        }
    }

    /// Restores what was learnt.
    public static func restore(from components: BundleComponents) throws -> TextClassifier {
        try TextClassifier.restore(named: name, from: components)
    }

    private static func network(_ shape: AutoTextShape, tokens: Int, classes: Int) -> SequenceNetwork.Configuration {
        let (layer, readout) = Cell.layer(units: shape.units)
        return SequenceNetwork.Configuration(
            branches: [.init(tokens: tokens, embedding: shape.embedding, layers: [layer], readout: readout, dropout: shape.dropout)],
            outputs: classes)
    }
}

extension TextClassifier {
    /// Restores what a method learnt; refuses what another did.
    static func restore(named name: String, from components: BundleComponents) throws -> TextClassifier {
        let detector = try components.read(TextClassifier.self)
        guard detector.label == name else {
            throw InputError("text-classifier.json belongs to '\(detector.label)', not to '\(name)'; train again")
        }
        return detector
    }
}
