/// DeepLog: the key model with top-g decisions, and value models beside it.
public struct DeepLogMethod: NextEventMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "deeplog", summary: "An LSTM predicts the next event from the last ten; an event is normal among the likely successors.",
        reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession],
        paper: "Du, Li, Zheng, Srikumar, CCS 2017",
        weakness: "an order of events that carries no information, and normal behaviour that is too rare to be learnt.")

    /// The model's settings.
    public typealias MemberConfiguration = KeyModel.Configuration
    /// The settings.
    public var configuration: NextEventConfiguration<KeyModel.Configuration>

    /// Creates the method.
    public init(_ configuration: NextEventConfiguration<KeyModel.Configuration>) {
        self.configuration = configuration
        valueModels = ValueModels.Configuration(networks: true, seed: configuration.model.seed)
    }

    /// The method with default settings.
    public init(seed: UInt64) { self.init(.init(model: KeyModel.Configuration(seed: seed))) }

    /// The paper's second half: LSTMs over values.
    public private(set) var valueModels: ValueModels.Configuration?

    /// Takes what was typed. `preset=paper` is DeepLog as published, and other settings change it: nine candidates, the loss without smoothing, full
    /// windows (no beginnings, no ends), an LSTM for each key's values and the Gaussian interval of its errors.
    public mutating func apply(_ settings: inout Settings) throws {
        if let preset = settings.take("preset") {
            guard preset == "paper" else { throw InputError("setting preset=\(preset): choose paper", remedy: .settings) }
            configuration.decision.candidates = 9
            configuration.model.smoothing = 0
            configuration.model.windows = .full
            valueModels?.networks = true
            valueModels?.always = true
            valueModels?.interval = .gaussian
        }
        try settings.apply(to: &configuration)
    }

    /// The model's own history.
    public var replayedHistory: Int { configuration.model.window }

    /// Checks the model's settings.
    public func validate() throws { try configuration.model.validate() }

    /// Trains one key model for each set of sessions; see ``KeyModelSets``.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        let training = KeyModelSets(sets: sets, configuration: configuration.model, threads: context.threads)
        return try training.models(after: training.trial(progress: progress), progress: progress)
    }

    /// Restores the key model.
    public static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        try components.read(KeyModel.self)
    }
}
