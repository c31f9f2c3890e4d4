import Neural
import Testing

/// Comparison with numbers made by PyTorch (`Tools/reference/make_fixtures.py`).
@Suite struct ReferenceTests {
    struct Tokens: Decodable {
        let tokens: [Int32], tokenCount: Int, units: Int, outputs: Int, length: Int, count: Int, layers: Int
        let classes: [Int32], weights: [Float], logits: [Double], loss: Double
        let parameters: [String: [Float]], gradients: [String: [Double]]
    }

    struct Values: Decodable {
        let values: [Float], inputs: Int, units: Int, outputs: Int, length: Int, count: Int, layers: Int
        let wanted: [Float], predictions: [Double], loss: Double
        let parameters: [String: [Float]], gradients: [String: [Double]]
    }

    struct Layers: Decodable {
        let table: [Float], weights: [Float], bias: [Float], tokens: [Int32], rows: [Double], output: [Double], dOutput: [Float]
        let dTable: [Double], dWeights: [Double], dBias: [Double]
    }

    struct Optimiser: Decodable {
        let start: [Float], rate: Float, clip: Double, gradients: [[Float]], after: [[Double]], norms: [Double]
    }

    struct Curve: Decodable {
        let tokens: [Int32], classes: [Int32], tokenCount: Int, units: Int, layers: Int, outputs: Int, length: Int
        let rate: Float, clip: Double, losses: [Double], parameters: [String: [Float]]
    }

    static func network(_ configuration: RecurrentNetwork.Configuration, _ parameters: [String: [Float]]) throws -> RecurrentNetwork {
        let empty = RecurrentNetwork(zeros: configuration)
        return try RecurrentNetwork(
            configuration,
            tensors: empty.parameters.slices.map { slice in
                NamedTensor(name: slice.name, tensor: Tensor(shape: slice.shape, values: try #require(parameters[slice.name])))
            })
    }

    /// PyTorch's rows are sequences; levels are steps.
    static func byLevel<Element>(_ rows: [Element], count: Int, length: Int, width: Int = 1) -> [Element] {
        var result: [Element] = []
        for step in 0..<length {
            for sequence in 0..<count {
                let start = (sequence * length + step) * width
                result += rows[start..<start + width]
            }
        }
        return result
    }

    static func lastNodes(count: Int, length: Int) -> [Int32] { (0..<count).map { Int32((length - 1) * count + $0) } }

    func compare(_ network: RecurrentNetwork, _ gradient: [Float], _ expected: [String: [Double]]) throws {
        for slice in network.parameters.slices {
            #expect(relativeError(gradient[slice.range], try #require(expected[slice.name])) < 1e-5, "\(slice.name)")
        }
    }

    @Test(arguments: ["lstm1_tokens", "lstm2_tokens"]) func `token LSTMs agree with PyTorch, forward and backward`(name: String) throws {
        let reference = try fixture(name, as: Tokens.self)
        let network = try Self.network(
            .init(input: .tokens(reference.tokenCount), layers: reference.layers, units: reference.units, outputs: reference.outputs),
            reference.parameters)
        let levels = SequenceBatch.chains(
            count: reference.count, length: reference.length,
            tokens: Self.byLevel(reference.tokens, count: reference.count, length: reference.length))
        let nodes = Self.lastNodes(count: reference.count, length: reference.length)
        var workspace = RecurrentNetwork.Workspace()
        network.forward(levels, at: nodes, workspace: &workspace)
        #expect(relativeError(workspace.outputs, reference.logits) < 1e-5)
        let targets = ClassTargets(
            nodes: nodes, starts: (0...Int32(reference.count)).map { $0 }, classes: reference.classes, weights: reference.weights)
        let loss = network.gradient(
            of: SoftmaxCrossEntropy(targets), on: levels, scale: Float(1 / targets.totalWeight), workspace: &workspace)
        #expect(abs(loss - reference.loss) < 1e-5 * reference.loss)
        try compare(network, workspace.gradient, reference.gradients)
    }

    @Test func `number LSTM agrees with PyTorch, forward and backward`() throws {
        let reference = try fixture("lstm2_values", as: Values.self)
        let network = try Self.network(
            .init(input: .values(reference.inputs), layers: reference.layers, units: reference.units, outputs: reference.outputs),
            reference.parameters)
        let levels = SequenceBatch.chains(count: reference.count, length: reference.length)
        let rows = Self.byLevel(reference.values, count: reference.count, length: reference.length, width: reference.inputs)
        let nodes = Self.lastNodes(count: reference.count, length: reference.length)
        var workspace = RecurrentNetwork.Workspace()
        network.forward(levels, values: rows, at: nodes, workspace: &workspace)
        #expect(relativeError(workspace.outputs, reference.predictions) < 1e-5)
        let targets = ValueTargets(nodes: nodes, values: reference.wanted, weights: nodes.map { _ in 1 })
        let loss = network.gradient(
            of: SquaredError(targets), on: levels, values: rows, scale: 1 / Float(reference.count * reference.outputs),
            workspace: &workspace)
        #expect(abs(loss - reference.loss) < 1e-5 * reference.loss)
        try compare(network, workspace.gradient, reference.gradients)
    }

    @Test func `dense layer and embedding agree with PyTorch`() throws {
        let reference = try fixture("dense_embedding", as: Layers.self)
        var parameters = ParameterBuffer()
        let embedding = Embedding(tokens: 7, width: 5, name: "words", parameters: &parameters)
        let dense = Dense(inputs: 5, outputs: 3, name: "top", parameters: &parameters)
        parameters[embedding.table] = Tensor(shape: [7, 5], values: reference.table)
        parameters[dense.weights] = Tensor(shape: [5, 3], values: reference.weights)
        parameters[dense.bias] = Tensor(shape: [3], values: reference.bias)
        var rows = OutputCache(), output = OutputCache(), dRows: [Float] = [], dOutput = reference.dOutput, none: [Float] = []
        var gradient = [Float](repeating: 0, count: parameters.values.count)
        let batch = SequenceBatch.chains(count: reference.tokens.count, length: 1, tokens: reference.tokens)
        embedding.forward(batch, parameters: parameters, cache: &rows)
        #expect(relativeError(rows.output, reference.rows) < 1e-6)
        dense.forward(batch, input: rows.output, parameters: parameters, cache: &output)
        #expect(relativeError(output.output, reference.output) < 1e-5)
        dense.backward(
            batch, input: rows.output, dOutput: &dOutput, parameters: parameters, gradient: &gradient, dInput: &dRows, cache: &output)
        embedding.backward(batch, dOutput: &dRows, parameters: parameters, gradient: &gradient, dInput: &none, cache: &rows)
        #expect(relativeError(gradient[embedding.table.range], reference.dTable) < 1e-5)
        #expect(relativeError(gradient[dense.weights.range], reference.dWeights) < 1e-5)
        #expect(relativeError(gradient[dense.bias.range], reference.dBias) < 1e-5)
    }

    @Test func `Adam and clipping agree with PyTorch`() throws {
        let reference = try fixture("adam", as: Optimiser.self)
        var parameters = reference.start, optimiser = Adam(count: parameters.count)
        for (step, wanted) in reference.after.enumerated() {
            var gradient = reference.gradients[step]
            let norm = Gradient.clip(&gradient, norm: reference.clip)
            #expect(abs(norm - reference.norms[step]) < 1e-5 * reference.norms[step])
            optimiser.update(&parameters, gradient: gradient, rate: reference.rate)
            #expect(relativeError(parameters, wanted) < 1e-5)
        }
        #expect(optimiser.steps == reference.after.count)
        #expect(reference.norms.contains { $0 > reference.clip } && reference.norms.contains { $0 < reference.clip })
    }

    @Test func `ten losses follow PyTorch's from equal weights`() throws {
        let reference = try fixture("training_curve", as: Curve.self)
        var network = try Self.network(
            .init(input: .tokens(reference.tokenCount), layers: reference.layers, units: reference.units, outputs: reference.outputs),
            reference.parameters)
        let count = reference.classes.count
        let levels = SequenceBatch.chains(
            count: count, length: reference.length, tokens: Self.byLevel(reference.tokens, count: count, length: reference.length))
        let targets = ClassTargets(
            nodes: Self.lastNodes(count: count, length: reference.length), starts: (0...Int32(count)).map { $0 },
            classes: reference.classes,
            weights: reference.classes.map { _ in 1 })
        var optimiser = Adam(count: network.parameters.values.count), workspace = RecurrentNetwork.Workspace()
        for expected in reference.losses {
            let loss =
                network.gradient(of: SoftmaxCrossEntropy(targets), on: levels, scale: 1 / Float(count), workspace: &workspace)
                / Double(count)
            #expect(abs(loss - expected) < 1e-4 * expected)
            var gradient = workspace.gradient
            Gradient.clip(&gradient, norm: reference.clip)
            optimiser.update(&network.parameters.values, gradient: gradient, rate: reference.rate)
        }
        #expect(reference.losses.last! < 0.9 * reference.losses[0])
    }
}
