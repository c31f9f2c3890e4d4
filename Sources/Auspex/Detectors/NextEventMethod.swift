/// A method that predicts the next event: one model, and a bound that decides (``TopCandidates``).
///
/// Conforming takes three things: the model's settings (`MemberConfiguration`), how models are fitted, and how one is restored. Top-g decisions, thresholds, explanations,
/// feedback and membership in ensembles come from here.
public protocol NextEventMethod: DetectionMethod
where Configuration == NextEventConfiguration<MemberConfiguration>, Detector == TopCandidates {
    /// Fits a model on each of several sets of sessions, perhaps side by side.
    func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel]

    /// Restores a model that ``NextEventModel/add(to:)`` wrote.
    static func restoreModel(from components: BundleComponents) throws -> any NextEventModel
}

/// Settings of a next-event model and of the decisions over it, in one namespace.
public struct NextEventConfiguration<ModelConfiguration: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    /// Of the decisions.
    public var decision: TopCandidates.Configuration
    /// Of the model.
    public var model: ModelConfiguration

    /// Creates settings.
    public init(decision: TopCandidates.Configuration = TopCandidates.Configuration(), model: ModelConfiguration) {
        self.decision = decision
        self.model = model
    }

    /// Reads both from one object.
    public init(from decoder: any Decoder) throws {
        decision = try TopCandidates.Configuration(from: decoder)
        model = try ModelConfiguration(from: decoder)
    }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try decision.encode(to: encoder)
        try model.encode(to: encoder)
    }
}

extension NextEventMethod {
    /// Fits models and chooses the bound.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> TopCandidates {
        try TopCandidates.fit(on: sessions, configuration: configuration.decision, label: Self.name, seed: context.seed) {
            try fitModels(on: $0, context: context, progress: progress)
        }
    }

    /// Restores model and bound.
    public static func restore(from components: BundleComponents) throws -> TopCandidates {
        let state = try components.read(TopCandidates.State.self)
        try state.configuration.validate()
        return TopCandidates(model: try restoreModel(from: components), state: state)
    }

    /// The model's settings: an ensemble has no use for the bound.
    public var memberConfiguration: MemberConfiguration {
        get { configuration.model }
        set { configuration.model = newValue }
    }

    /// Fits the model alone.
    public func fitMembers(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any EnsembleMember] {
        try fitModels(on: sets, context: context, progress: progress).map { NextEventMember(name: Self.name, model: $0) }
    }

    /// Restores the model alone.
    public static func restoreMember(from components: BundleComponents) throws -> any EnsembleMember {
        NextEventMember(name: name, model: try restoreModel(from: components))
    }
}
