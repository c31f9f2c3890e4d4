/// Counts of successors or an LSTM, whichever foretells held-out normal sessions better: the ensemble's default model.
///
/// An LSTM is trained on the first fold of the cross-fit alone; only where it beats counts there, beyond chance (``NextEventChoice``), the
/// other folds are trained too. One layer: on held-out normal sessions of HDFS it foretells as well as two after a third of the time.
struct BestNextEventMethod: NextEventMethod {
    /// What a person should know.
    static let description = MethodDescription(
        name: "auto", summary: "Counts of successors or an LSTM, whichever foretells held-out normal sessions better.",
        reasons: [.unexpectedOrder, .newTemplate, .unfinishedSession],
        paper: "Du, Li, Zheng, Srikumar, CCS 2017 (both models)",
        weakness: "Few distinct sequences: then nothing can be told from chance, and counts are taken.")

    /// Settings of both models, in one namespace.
    struct MemberConfiguration: Codable, Sendable, Equatable {
        /// Of the LSTM.
        var network: KeyModel.Configuration
        /// Of the counts.
        var counts = NGramModel.Configuration()

        init(seed: UInt64) { network = KeyModel.Configuration(layers: 1, learningRate: 0.02, beta2: 0.99, patience: 3, seed: seed) }

        init(from decoder: any Decoder) throws {
            network = try KeyModel.Configuration(from: decoder)
            counts = try NGramModel.Configuration(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try network.encode(to: encoder)
            try counts.encode(to: encoder)
        }
    }

    /// The settings.
    var configuration: NextEventConfiguration<MemberConfiguration>

    /// The method with default settings.
    init(seed: UInt64) {
        configuration = NextEventConfiguration(model: MemberConfiguration(seed: seed))
        valueModels = ValueModels.Configuration(networks: true, seed: seed)
    }

    /// LSTMs over values are tried too.
    let valueModels: ValueModels.Configuration?

    /// The LSTM's history.
    var replayedHistory: Int { configuration.model.network.window }

    /// Whichever is chosen.
    var memberNames: [String] { [DeepLogMethod.name, NGramMethod.name] }

    /// Checks the LSTM's settings.
    func validate() throws { try configuration.model.network.validate() }

    /// The better model for each set of sessions.
    func fitModels(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any NextEventModel] {
        try chosen(on: sets, context: context, progress: progress).models
    }

    /// The better model for each set of sessions, under the name of its own method: so it is stored, restored and told.
    func fitMembers(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any EnsembleMember] {
        let (models, choice) = try chosen(on: sets, context: context, progress: progress)
        let name = choice.usesNetwork ? DeepLogMethod.name : NGramMethod.name
        return models.map { NextEventMember(name: name, model: $0, choice: choice) }
    }

    private func chosen(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> (models: [any NextEventModel], choice: NextEventChoice) {
        let settings = configuration.model
        let counts = try NGramModel.fit(on: sets[0], configuration: settings.counts)
        let training = KeyModelSets(sets: sets, configuration: settings.network, threads: context.threads)
        // Without folds nothing is held out, and nothing can be told.
        guard sets.count > 1, training.heldOut.count >= NextEventChoice.leastSessions else {
            let choice = NextEventChoice(counts: counts, network: counts, on: training.heldOut)
            return (try sets.map { try NGramModel.fit(on: $0, configuration: settings.counts) }, choice)
        }
        let trial = try training.trial(progress: progress)
        let choice = NextEventChoice(counts: counts, network: trial.outcome.model, on: training.heldOut)
        if choice.usesNetwork { return (try training.models(after: trial, progress: progress), choice) }
        return ([counts] + (try sets.dropFirst().map { try NGramModel.fit(on: $0, configuration: settings.counts) }), choice)
    }

    /// Restores whichever is there.
    static func restoreModel(from components: BundleComponents) throws -> any NextEventModel {
        if let network = try components.readIfPresent(KeyModel.self) { return network }
        return try components.read(NGramModel.self)
    }
}
