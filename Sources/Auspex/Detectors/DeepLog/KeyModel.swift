public import Neural

/// DeepLog's key model: stacked LSTMs over the last `window` events, and a probability for every event that may follow.
///
/// Du, Li, Zheng, Srikumar, *DeepLog: Anomaly Detection and Diagnosis from System Logs through Deep Learning*, CCS 2017.
/// Inputs are looked up by key, never fed as a number. Sessions are padded on the left, so the first event is predicted too, and the end
/// of a complete session is an event of its own. A template outside the vocabulary has rank `Int.max` as an event, and a token
/// of its own inside a context.
///
/// ```swift
/// let model = try KeyModel.train(on: normalSessions)
/// let ranks = model.predictions(for: sessions).map { $0.map(\.rank) }
/// ```
///
/// Does badly where the order of events carries no information (unsynchronised concurrent writers without a session identifier), and
/// on rare but normal behaviour it saw too little of.
///
/// A value; copies share memos of predictions already made, which change no result. Each thread that predicts has one of its own.
public struct KeyModel: NextEventModel {
    /// How it was configured.
    public let configuration: Configuration
    /// The templates it knows.
    public let vocabulary: TemplateVocabulary
    /// What training measured; zeros for a model that was not trained.
    public internal(set) var training: TrainingMeasurements
    /// The network. Input tokens are the vocabulary's numbers; output class `k` is template number `k + 1`, the last class the end.
    public var network: RecurrentNetwork {
        didSet { memos = PredictionMemos(configuration) }
    }
    var memos: PredictionMemos

    /// Creates a model around a network.
    init(configuration: Configuration, vocabulary: TemplateVocabulary, network: RecurrentNetwork, training: TrainingMeasurements) {
        self.configuration = configuration
        self.vocabulary = vocabulary
        self.network = network
        self.training = training
        memos = PredictionMemos(configuration)
    }

    /// The network's sizes for a configuration and vocabulary.
    static func networkConfiguration(_ configuration: Configuration, _ vocabulary: TemplateVocabulary) -> RecurrentNetwork.Configuration {
        RecurrentNetwork.Configuration(
            input: .tokens(vocabulary.count + 2), layers: configuration.layers, units: configuration.units,
            outputs: vocabulary.count + (configuration.windows == .padded ? 1 : 0))
    }

    /// Number of classes: the templates in the vocabulary's order, then the end if the model predicts ends.
    var classCount: Int { network.configuration.outputs }

    /// The class of the session's end; `nil` when the model does not predict ends.
    var endClass: Int32? { configuration.windows == .padded ? Int32(vocabulary.count) : nil }
}
