import Neural

extension LogGANModel: BundleComponent {
    private static var generatorFile: String { "loggan-generator.safetensors" }
    private static var discriminatorFile: String { "loggan-discriminator.safetensors" }

    /// Name in a model.
    public static var componentName: String { "loggan" }
    /// Metadata and the weights of both networks.
    public static var componentFiles: [String] { [componentName + ".json", generatorFile, discriminatorFile] }

    private struct Metadata: Codable {
        var configuration: Configuration
        var vocabulary: TemplateVocabulary
        var training: Training
    }

    /// Writes metadata and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(Metadata(configuration: configuration, vocabulary: vocabulary, training: training))
        contents.write(generator.network.parameters.tensors, to: Self.generatorFile)
        contents.write(discriminator.parameters.tensors, to: Self.discriminatorFile)
    }

    /// Reads metadata and weights; refuses parts that do not fit each other.
    public static func read(from contents: ComponentContents) throws -> LogGANModel {
        let metadata = try contents.read(Metadata.self)
        try metadata.configuration.validate()
        guard metadata.vocabulary.count > 0 else { throw InputError("loggan.json knows no template; train again") }
        let tokens = EventNetwork.tokenCount(metadata.vocabulary), cells = metadata.vocabulary.count + 1
        let made = try SequenceNetwork(
            metadata.configuration.generator(tokens: tokens, cells: cells), contents: contents, file: generatorFile)
        let judging = try SequenceNetwork(
            metadata.configuration.discriminator(tokens: tokens, cells: cells), contents: contents, file: discriminatorFile)
        return LogGANModel(
            configuration: metadata.configuration, training: metadata.training,
            generator: EventNetwork(
                window: metadata.configuration.window, vocabulary: metadata.vocabulary, answer: .independent, dropsPadding: false,
                network: made),
            discriminator: judging)
    }

    /// Adds the model.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }
}

extension SequenceNetwork {
    /// Reads a network's weights from a model's file.
    ///
    /// - Throws: ``InputError`` when they do not fit the sizes.
    init(_ configuration: Configuration, contents: ComponentContents, file: String) throws {
        let tensors = try contents.tensors(in: file)
        do {
            try self.init(configuration, tensors: tensors)
        } catch {
            throw InputError("\(file): the weights do not fit the network's sizes: \(error); train again")
        }
    }
}
