import Neural

extension SequenceEventModel: BundleComponent {
    private static var weightsFile: String { "event-network.safetensors" }

    /// Name in a model.
    public static var componentName: String { "event-network" }
    /// Metadata and weights.
    public static var componentFiles: [String] { [componentName + ".json", weightsFile] }

    /// Writes metadata and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(metadata)
        contents.write(network.network.parameters.tensors, to: Self.weightsFile)
    }

    /// Reads metadata and weights; refuses parts that do not fit each other.
    public static func read(from contents: ComponentContents) throws -> SequenceEventModel {
        let metadata = try contents.read(Metadata.self)
        let tokens = EventNetwork.tokenCount(metadata.vocabulary), classes = metadata.vocabulary.count + 1
        guard metadata.vocabulary.count > 0, (1...1_000).contains(metadata.window), metadata.network.outputs == classes,
            metadata.network.extra == 0, !metadata.network.branches.isEmpty, metadata.clip > 0,
            metadata.network.branches.allSatisfy({ [0, tokens].contains($0.tokens) && [0, tokens].contains($0.values) })
        else { throw InputError("event-network.json: the parts of the model do not fit each other; train again") }
        return SequenceEventModel(
            metadata: metadata,
            network: EventNetwork(
                window: metadata.window, vocabulary: metadata.vocabulary, answer: .oneOf, dropsPadding: true,
                network: try SequenceNetwork(metadata.network, contents: contents, file: weightsFile)))
    }

    /// Begins the names of the components of a method's model: several may be members of one ensemble.
    static func prefix(of label: String) -> String { label + "-" }

    /// Adds the model.
    public func add(to components: inout BundleComponents) throws {
        var own = BundleComponents()
        try own.add(self)
        components.add(own, prefix: Self.prefix(of: metadata.label))
    }
}
