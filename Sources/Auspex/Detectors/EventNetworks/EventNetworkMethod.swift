public import Neural

/// A method whose model is a ``SequenceEventModel``: it gives the network's sizes, the rest comes from here.
public protocol EventNetworkMethod: NextEventMethod where MemberConfiguration == EventNetworkSettings<Shape> {
    /// Sizes of the network.
    associatedtype Shape: EventNetworkShape

    /// Sets given vectors into the network before training.
    func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary)
}

extension EventNetworkMethod {
    /// Nothing is given.
    public func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary) {}

    /// Checks the model's settings.
    public func validate() throws {
        try configuration.model.training.validate()
        try configuration.model.shape.validate()
    }

    /// The model's own history.
    public var replayedHistory: Int { configuration.model.shape.window }

    /// Trains a network on each set.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        try sets.enumerated().map { number, sessions in
            try SequenceEventModel.train(
                on: sessions, settings: configuration.model, label: Self.name, threads: context.threads,
                prepare: { prepare(&$0, vocabulary: $1) }
            ) { try progress(FittingProgress(model: number + 1, epoch: $0.epoch, epochs: $0.epochs, loss: $0.loss)) }
        }
    }

    /// Restores a model.
    public static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        let model = try components.prefixed(SequenceEventModel.prefix(of: name)).read(SequenceEventModel.self)
        guard model.metadata.label == name else {
            throw InputError("event-network.json belongs to '\(model.metadata.label)', not to '\(name)'; train again")
        }
        return model
    }
}
