import Synchronization

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
    public let valueModels: ValueModels.Configuration?

    /// The model's own history.
    public var replayedHistory: Int { configuration.model.window }

    /// Checks the model's settings.
    public func validate() throws { try configuration.model.validate() }

    /// Trains one key model for each set of sessions, side by side; the calling thread tells how far the slowest has come.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        let board = ProgressBoard(models: sets.count)
        let configuration = configuration.model
        return try ParallelJobs.run(sets.count, threads: context.threads) { _ in
            if let state = board.current { try progress(state) }
        } job: { number in
            try KeyModel.train(on: sets[number], configuration: configuration) {
                board.set(FittingProgress(model: number + 1, epoch: $0.epoch, epochs: $0.epochs, loss: $0.loss))
            }
        }
    }

    /// Restores the key model.
    public static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        try components.read(KeyModel.self)
    }
}

/// Where several trainings are, told from their threads.
private final class ProgressBoard: Sendable {
    private let states: Mutex<[FittingProgress?]>

    init(models: Int) {
        states = Mutex([FittingProgress?](repeating: nil, count: models))
    }

    func set(_ state: FittingProgress) {
        states.withLock { $0[state.model - 1] = state }
    }

    /// The training that is worth telling: the furthest that has not ended, else the last.
    var current: FittingProgress? {
        states.withLock { states in
            let known = states.compactMap { $0 }
            return known.first { $0.epoch < $0.epochs } ?? known.last
        }
    }
}
