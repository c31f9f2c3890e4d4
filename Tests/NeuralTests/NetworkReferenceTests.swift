import Neural
import Testing

/// Networks over sequences against numbers made by PyTorch (`Tools/reference/make_fixtures.py`).
@Suite struct NetworkReferenceTests {
    struct File: Decodable {
        let tokenCount: Int, width: Int, positiveWeight: Float
        let cases: [String: Case]
    }

    struct Case: Decodable {
        let sequences: [[Int32]], outputs: [Double], truths: [Float], weights: [Float], loss: Double
        let parameters: [String: [Float]], gradients: [String: [Double]]
    }

    static let branches: [String: (layers: [SequenceNetwork.LayerKind], readout: Readout.Kind)] = [
        "gru": ([.gru(5), .gru(3)], .last),
        "bidirectionalLSTM": ([.bidirectionalLSTM(3)], .attention(width: 4)),
        "selfAttention": ([.selfAttention], .meanAndLast),
        "convolutions": ([], .convolutions(heights: [2, 3], filters: 3)),
    ]

    @Test(arguments: branches.keys.sorted()) func `layers, readouts and losses agree with PyTorch, forward and backward`(name: String)
        throws
    {
        let file = try fixture("networks", as: File.self), reference = try #require(file.cases[name])
        let (layers, readout) = try #require(Self.branches[name])
        let configuration = SequenceNetwork.Configuration(
            branches: [.init(tokens: file.tokenCount, embedding: file.width, layers: layers, readout: readout)], hidden: [5], outputs: 2)
        let shape = SequenceNetwork(zeros: configuration).parameters
        let network = try SequenceNetwork(
            configuration,
            tensors: shape.slices.map {
                NamedTensor(name: $0.name, tensor: Tensor(shape: $0.shape, values: try #require(reference.parameters[$0.name])))
            })
        let starts = reference.sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        let input = SequenceNetwork.Input([.init(.chains(reference.sequences.flatMap { $0 }, starts: starts))])
        let targets = BinaryTargets(
            nodes: reference.sequences.indices.map { Int32($0) }, values: reference.truths, weights: reference.weights)
        var workspace = SequenceNetwork.Workspace()
        network.forward(input, workspace: &workspace)
        #expect(relativeError(workspace.outputs, reference.outputs) < 1e-5)
        let loss = network.gradient(
            of: BinaryCrossEntropy(targets, positiveWeight: file.positiveWeight), on: input, scale: 1, workspace: &workspace)
        #expect(abs(loss - reference.loss) < 1e-5 * reference.loss)
        for slice in shape.slices {
            #expect(relativeError(workspace.gradient[slice.range], try #require(reference.gradients[slice.name])) < 2e-5, "\(slice.name)")
        }
    }
}
