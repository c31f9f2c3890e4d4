extension SequenceNetwork {
    /// The same network as a ``RecurrentNetwork`` asked at the ends of its sequences.
    public init(_ other: RecurrentNetwork) {
        let sizes = other.configuration, layers = Array(repeating: LayerKind.lstm(sizes.units), count: sizes.layers)
        let branch =
            switch sizes.input {
            case .tokens(let count): Branch(tokens: count, layers: layers)
            case .values(let width): Branch(values: width, layers: layers)
            }
        self.init(zeros: Configuration(branches: [branch], outputs: sizes.outputs))
        // Both have their parameters in the order of the layers.
        precondition(parameters.slices.map(\.shape) == other.parameters.slices.map(\.shape), "the layers are the same")
        parameters.values = other.parameters.values
    }
}
