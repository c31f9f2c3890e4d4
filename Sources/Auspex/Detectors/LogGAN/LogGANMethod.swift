import Foundation
import Neural

/// LogGAN as a method that judges each event of a session.
public struct LogGANMethod: NextEventMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "loggan", summary: "A generator, trained against a discriminator, says which events may follow the last three.",
        judges: [.session, .window], reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession],
        paper: "Xia, Yin, Xu, Li, 2019",
        weakness: "anomalies in what it learns from, which it takes for normal, and events that may follow anything.")

    /// The model's settings.
    public typealias MemberConfiguration = LogGANModel.Configuration
    /// The settings.
    public var configuration: NextEventConfiguration<LogGANModel.Configuration>

    /// Creates the method.
    public init(_ configuration: NextEventConfiguration<LogGANModel.Configuration>) { self.configuration = configuration }

    /// The method with default settings.
    public init(seed: UInt64) {
        self.init(.init(decision: .init(decision: .probability), model: .init(seed: seed)))
    }

    /// Checks the model's settings.
    public func validate() throws { try configuration.model.validate() }

    /// The model's own history.
    public var replayedHistory: Int { configuration.model.window }

    /// Fits the model and takes the paper's bound: an event is normal when its probability is at least ``LogGANModel/Configuration/threshold``.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> TopCandidates {
        let settings = configuration
        guard let bound = settings.model.threshold, settings.decision.rule == .probability else {
            return try TopCandidates.fit(on: sessions, configuration: settings.decision, label: Self.name, seed: context.seed) {
                try fitModels(on: $0, context: context, progress: progress)
            }
        }
        try settings.decision.validate()
        // A score above −ln of the bound is an event less probable than that.
        let state = TopCandidates.State(
            configuration: settings.decision, label: Self.name, threshold: Threshold(value: -log(bound), policy: .fixed))
        return TopCandidates(model: try fitModels(on: [sessions], context: context, progress: progress)[0], state: state)
    }

    /// Plays a game on each set.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        try sets.enumerated().map { number, sessions in
            try LogGANModel.train(on: sessions, configuration: configuration.model, threads: context.threads) {
                try progress(FittingProgress(model: number + 1, epoch: $0.epoch, epochs: $0.epochs, loss: $0.loss))
            }
        }
    }

    /// Restores the model.
    public static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        try components.read(LogGANModel.self)
    }
}
