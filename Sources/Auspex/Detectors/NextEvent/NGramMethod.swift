/// The n-gram model with top-g decisions: seconds where a network takes tens of seconds.
public struct NGramMethod: NextEventMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "ngram", summary: "Counts what followed each history of up to nine events; an event is normal among the likely successors.",
        reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession],
        paper: "Du, Li, Zheng, Srikumar, CCS 2017 (baseline); Witten, Bell, IEEE Trans. Inf. Theory 1991",
        weakness: "concurrent steps that interleave freely: many histories, each rare.")

    /// The model's settings.
    public typealias MemberConfiguration = NGramModel.Configuration
    /// The settings.
    public var configuration: NextEventConfiguration<NGramModel.Configuration>

    /// Creates the method.
    public init(_ configuration: NextEventConfiguration<NGramModel.Configuration> = .init(model: .init())) {
        self.configuration = configuration
        valueModels = ValueModels.Configuration(networks: false)
    }

    /// The method with default settings.
    public init(seed: UInt64) {
        self.init()
        valueModels = ValueModels.Configuration(networks: false, seed: seed)
    }

    /// The n-gram model is chosen for speed, so it also gets static value intervals.
    public private(set) var valueModels: ValueModels.Configuration?

    /// Counts successors in each set.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        try sets.map { try NGramModel.fit(on: $0, configuration: configuration.model) }
    }

    /// Restores the counts.
    public static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        try components.read(NGramModel.self)
    }
}

extension NGramModel: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "ngram" }

    /// Events of history looked at.
    public var historyLength: Int { configuration.historyLength }

    /// Nothing to tell: counts do not converge.
    public var trainingFigures: [TrainingFigure: Double] { [:] }

    /// Adds the counts.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }

    /// The counts and one more session; what was wrong about it does not matter.
    public func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate {
        let learnt = learning(session)
        return NextEventModelUpdate(model: learnt, hasChanged: true, steps: 0, newTemplates: learnt.index.count - index.count)
    }
}
