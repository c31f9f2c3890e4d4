public import Neural

extension KeyModel {
    /// Everything but the weights: what a bundle's manifest stores.
    public struct Metadata: Codable, Sendable, Equatable {
        /// How it was configured.
        public var configuration: Configuration
        /// The templates it knows.
        public var vocabulary: TemplateVocabulary
        /// What training measured.
        public var training: TrainingMeasurements

        /// Creates metadata.
        public init(configuration: Configuration, vocabulary: TemplateVocabulary, training: TrainingMeasurements) {
            self.configuration = configuration
            self.vocabulary = vocabulary
            self.training = training
        }
    }

    /// Everything but the weights.
    public var metadata: Metadata { Metadata(configuration: configuration, vocabulary: vocabulary, training: training) }

    /// The weights by name, for a file.
    public func tensors() -> [NamedTensor] { network.parameters.tensors }

    /// Restores a model.
    ///
    /// - Throws: ``InputError`` when the configuration is out of bounds or the tensors do not fit it: one missing, superfluous, of another
    ///   shape, or not finite. Nothing is allocated beyond what the tensors themselves hold.
    public init(metadata: Metadata, tensors: [NamedTensor]) throws {
        try self.init(
            configuration: metadata.configuration, vocabulary: metadata.vocabulary, tensors: tensors, training: metadata.training)
    }

    /// Restores a model; see ``init(metadata:tensors:)``.
    public init(
        configuration: Configuration, vocabulary: TemplateVocabulary, tensors: [NamedTensor],
        training: TrainingMeasurements = TrainingMeasurements()
    ) throws {
        try configuration.validate()
        guard vocabulary.count > 0 else { throw InputError("the key model knows no template; train it again") }
        // Before a network of the claimed size is made, the tensors must have that many numbers.
        let units = configuration.units, inputs = vocabulary.count + 2
        let sizes = Self.networkConfiguration(configuration, vocabulary)
        let expected =
            (inputs + units + 1) * 4 * units + (configuration.layers - 1) * (2 * units + 1) * 4 * units + (units + 1) * sizes.outputs
        let found = tensors.reduce(0) { $0 + $1.tensor.values.count }
        guard found == expected else {
            throw InputError(
                "the key model's tensors hold \(found) numbers, its configuration needs \(expected); the files do not belong together")
        }
        do {
            self.init(
                configuration: configuration, vocabulary: vocabulary, network: try RecurrentNetwork(sizes, tensors: tensors),
                training: training)
        } catch {
            throw InputError("the key model's weights do not fit its configuration: \(error.message)")
        }
    }
}
