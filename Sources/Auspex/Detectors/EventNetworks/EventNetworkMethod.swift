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

    /// Trains a network on each set; the last is everything. The first finds out how long training takes, on sessions of everything that it does not
    /// learn from; the others make as many steps.
    public func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        let heldOut = sets.count > 1 ? DistinctSessions.notAmong(sets[0], in: sets[sets.count - 1]) : []
        var length = SequenceEventModel.Length.untilItStops(heldOut: heldOut)
        return try sets.enumerated().map { number, sessions in
            let model = try SequenceEventModel.train(
                on: sessions, settings: configuration.model, length: length, label: Self.name, threads: context.threads,
                prepare: { prepare(&$0, vocabulary: $1) }
            ) { try progress(FittingProgress(model: number + 1, epoch: $0.epoch, epochs: $0.epochs, loss: $0.loss)) }
            if number == 0 { length = .steps(model.metadata.training.steps) }
            return model
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
