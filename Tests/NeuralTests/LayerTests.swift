import Neural
import Testing

@Suite struct LayerTests {
    /// Random sequences over few tokens, so that beginnings are shared.
    static func forest(seed: UInt64, count: Int, length: Int, tokens: Int32) -> (batch: SequenceBatch, paths: [[Int32]]) {
        var generator = TestGenerator(seed)
        var paths: Set<[Int32]> = []
        while paths.count < count { paths.insert((0..<length).map { _ in Int32.random(in: 0..<tokens, using: &generator) }) }
        let sorted = paths.sorted { $0.lexicographicallyPrecedes($1) }
        return (SequenceBatch(sharingPrefixes: sorted.flatMap { $0 }, length: length), sorted)
    }

    static func oneHot(_ path: [Int32], _ tokens: Int) -> [[Double]] {
        path.map { token in (0..<tokens).map { $0 == Int(token) ? 1 : 0 } }
    }

    @Test(arguments: [1, 2, 3]) func `token LSTM over shared prefixes has the gradient of its loss`(layers: Int) {
        var generator = TestGenerator(UInt64(layers))
        let network = RecurrentNetwork(.init(input: .tokens(4), layers: layers, units: 3, outputs: 5), using: &generator)
        let (batch, paths) = Self.forest(seed: 5, count: 11, length: 4, tokens: 4)
        let classes = paths.indices.map { Int32($0 % 5) }, weights = paths.indices.map { Float(1 + $0 % 3) }
        let targets = ClassTargets(nodes: batch.ends, starts: (0...Int32(paths.count)).map { $0 }, classes: classes, weights: weights)
        var oracle = Oracle(network)
        var workspace = RecurrentNetwork.Workspace()
        checkLayer("LSTM × \(layers), tokens", parameters: network.parameters.values) { values in
            oracle.values = values
            return paths.indices.reduce(0) { $0 + Double(weights[$1]) * oracle.crossEntropy(Self.oneHot(paths[$1], 4), Int(classes[$1])) }
        } gradient: {
            (network.gradient(of: SoftmaxCrossEntropy(targets), on: batch, scale: 1, workspace: &workspace), workspace.gradient)
        }
    }

    @Test func `number LSTM with squared error has the gradient of its loss`() {
        var generator = TestGenerator(9)
        let network = RecurrentNetwork(.init(input: .values(3), layers: 2, units: 4, outputs: 2), using: &generator)
        let levels = SequenceBatch.chains(count: 3, length: 5)
        let rows = generator.floats(levels.nodeCount * 3), wanted = generator.floats(6), weights: [Float] = [1, 2, 0.5]
        let nodes: [Int32] = [12, 13, 14]
        var oracle = Oracle(network)
        var workspace = RecurrentNetwork.Workspace()
        checkLayer("LSTM × 2, numbers", parameters: network.parameters.values) { values in
            oracle.values = values
            return (0..<3).reduce(0.0) { sum, sequence in
                let inputs = (0..<5).map { step in (0..<3).map { Double(rows[(step * 3 + sequence) * 3 + $0]) } }
                let target = (0..<2).map { Double(wanted[sequence * 2 + $0]) }
                return sum + Double(weights[sequence]) * oracle.squaredError(inputs, target)
            }
        } gradient: {
            let targets = ValueTargets(nodes: nodes, values: wanted, weights: weights)
            return (
                network.gradient(of: SquaredError(targets), on: levels, values: rows, scale: 1, workspace: &workspace), workspace.gradient
            )
        }
    }

    @Test func `dense layer and embedding have the gradient of their loss`() {
        var generator = TestGenerator(3), parameters = ParameterBuffer()
        let embedding = Embedding(tokens: 5, width: 4, name: "words", parameters: &parameters)
        let dense = Dense(inputs: 4, outputs: 3, name: "top", parameters: &parameters)
        embedding.initialize(&parameters, using: &generator)
        dense.initialize(&parameters, using: &generator)
        let tokens: [Int32] = [4, 0, 2, 2, 1], dOutput = generator.floats(15)
        // The loss is the sum of output · dOutput.
        checkLayer("Embedding and Dense", parameters: parameters.values) { values in
            var loss = 0.0
            for (row, token) in tokens.enumerated() {
                for column in 0..<3 {
                    var sum = values[dense.bias.offset + column]
                    for inner in 0..<4 {
                        sum += values[embedding.table.offset + Int(token) * 4 + inner] * values[dense.weights.offset + inner * 3 + column]
                    }
                    loss += sum * Double(dOutput[row * 3 + column])
                }
            }
            return loss
        } gradient: {
            var rows = OutputCache(), output = OutputCache(), dRows: [Float] = [], dResult = dOutput, none: [Float] = []
            var gradient = [Float](repeating: 0, count: parameters.values.count)
            let batch = SequenceBatch.chains(count: 5, length: 1, tokens: tokens)
            embedding.forward(batch, parameters: parameters, cache: &rows)
            dense.forward(batch, input: rows.output, parameters: parameters, cache: &output)
            dense.backward(
                batch, input: rows.output, dOutput: &dResult, parameters: parameters, gradient: &gradient, dInput: &dRows, cache: &output)
            embedding.backward(batch, dOutput: &dRows, parameters: parameters, gradient: &gradient, dInput: &none, cache: &rows)
            return (zip(output.output, dOutput).reduce(0) { $0 + Double($1.0) * Double($1.1) }, gradient)
        }
    }

    @Test func `shared prefixes give the loss and gradient of separate windows`() {
        var generator = TestGenerator(21)
        let network = RecurrentNetwork(.init(input: .tokens(6), layers: 2, units: 24, outputs: 7), using: &generator)
        let (batch, paths) = Self.forest(seed: 8, count: 150, length: 6, tokens: 3)
        let classes = paths.indices.map { Int32($0 % 7) }, weights = paths.indices.map { Float(1 + $0 % 9) }
        let starts = (0...Int32(paths.count)).map { $0 }
        let tokens = (0..<6).flatMap { step in paths.map { $0[step] } }
        let chains = SequenceBatch.chains(count: paths.count, length: 6, tokens: tokens)
        #expect(batch.nodeCount < chains.nodeCount / 2)
        var shared = RecurrentNetwork.Workspace(), plain = RecurrentNetwork.Workspace()
        func loss(_ nodes: [Int32]) -> SoftmaxCrossEntropy {
            SoftmaxCrossEntropy(ClassTargets(nodes: nodes, starts: starts, classes: classes, weights: weights))
        }
        let sharedLoss = network.gradient(of: loss(batch.ends), on: batch, scale: 0.01, workspace: &shared)
        let plainLoss = network.gradient(of: loss(chains.ends), on: chains, scale: 0.01, workspace: &plain)
        #expect(abs(sharedLoss - plainLoss) < 1e-5 * plainLoss)
        #expect(relativeError(shared.gradient, plain.gradient.map(Double.init)) < 1e-5)
    }

    @Test func `label smoothing moves the gradient and not the loss`() {
        var generator = TestGenerator(2)
        let network = RecurrentNetwork(.init(input: .tokens(3), layers: 1, units: 3, outputs: 3), using: &generator)
        let levels = SequenceBatch.chains(count: 1, length: 2, tokens: [1, 2])
        let prior: [Float] = [0.5, 0.25, 0.25], share: Float = 0.2
        func run(_ classes: [Int32], _ weights: [Float], _ smoothing: LabelSmoothing) -> (Double, [Float]) {
            var workspace = RecurrentNetwork.Workspace()
            let targets = ClassTargets(nodes: [1], starts: [0, Int32(classes.count)], classes: classes, weights: weights)
            return (
                network.gradient(
                    of: SoftmaxCrossEntropy(targets, smoothing: smoothing), on: levels, scale: 1, workspace: &workspace),
                workspace.gradient
            )
        }
        let smoothed = run([1], [2], LabelSmoothing(share: share, prior: prior))
        let spelled = run([0, 1, 2], [2 * 0.2 * 0.5, 2 * (0.8 + 0.2 * 0.25), 2 * 0.2 * 0.25], .none)
        #expect(smoothed.0 == run([1], [2], .none).0)
        #expect(relativeError(smoothed.1, spelled.1.map(Double.init)) < 1e-5)
    }

    @Test func `a step at a time gives what the whole sequence gives`() {
        var generator = TestGenerator(4)
        let network = RecurrentNetwork(.init(input: .tokens(6), layers: 2, units: 8, outputs: 6), using: &generator)
        let sequences: [[Int32]] = [[1, 2, 3, 4], [5, 5, 0, 1], [2, 2, 2, 3]]
        var state = network.makeState(slots: 5), workspace = RecurrentNetwork.Workspace()
        let slots: [Int32] = [3, 0, 4]
        for step in 0..<4 { network.step(&state, slots: slots, tokens: sequences.map { $0[step] }, workspace: &workspace) }
        let stepped = Array(workspace.outputs[..<18])
        let levels = SequenceBatch.chains(count: 3, length: 4, tokens: (0..<4).flatMap { step in sequences.map { $0[step] } })
        network.forward(levels, at: [9, 10, 11], workspace: &workspace)
        #expect(relativeError(stepped, workspace.outputs[..<18].map(Double.init)) < 1e-5)
        state.reset(3)
        network.step(&state, slots: [1, 3], tokens: [2, 2], workspace: &workspace)
        #expect(workspace.outputs[..<6] == workspace.outputs[6..<12])
    }

    @Test func `number LSTM can be stepped too`() {
        var generator = TestGenerator(14)
        let network = RecurrentNetwork(.init(input: .values(2), layers: 2, units: 5, outputs: 2), using: &generator)
        let rows = generator.floats(2 * 3 * 2)
        var state = network.makeState(slots: 2), workspace = RecurrentNetwork.Workspace()
        for step in 0..<3 { network.step(&state, slots: [0, 1], values: Array(rows[step * 4..<step * 4 + 4]), workspace: &workspace) }
        let stepped = Array(workspace.outputs[..<4])
        network.forward(.chains(count: 2, length: 3), values: rows, at: [4, 5], workspace: &workspace)
        #expect(relativeError(stepped, workspace.outputs[..<4].map(Double.init)) < 1e-5)
    }

    @Test func `independent rows do not change with their company`() {
        var generator = TestGenerator(6)
        let network = RecurrentNetwork(.init(input: .tokens(9), layers: 2, units: 64, outputs: 21), using: &generator)
        var alone = RecurrentNetwork.Workspace(), together = RecurrentNetwork.Workspace()
        let tokens = (0..<300 * 10).map { _ in Int32.random(in: 0..<9, using: &generator) }
        network.forward(
            .chains(count: 300, length: 10, tokens: tokens), at: (2700..<3000).map { Int32($0) }, workspace: &together,
            independentRows: true)
        for sequence in [0, 1, 2, 3, 63, 64, 150, 297, 298, 299] {
            let own = (0..<10).map { tokens[$0 * 300 + sequence] }
            network.forward(.chains(count: 1, length: 10, tokens: own), at: [9], workspace: &alone, independentRows: true)
            #expect(alone.outputs[..<21] == together.outputs[sequence * 21..<(sequence + 1) * 21])
        }
    }

    @Test func `initial weights are what they should be`() {
        var generator = TestGenerator(7), again = TestGenerator(7)
        let network = RecurrentNetwork(.init(input: .tokens(10), layers: 2, units: 16, outputs: 4), using: &generator)
        #expect(network == RecurrentNetwork(network.configuration, using: &again))
        let layer = network.layers[0]
        let input = network.parameters[layer.inputWeights].values, recurrent = network.parameters[layer.recurrentWeights].values
        let limit = Float((6.0 / 26).squareRoot())
        #expect(input.allSatisfy { abs($0) <= limit } && input.contains { abs($0) > 0.9 * limit })
        for gate in 0..<4 {
            for left in 0..<16 {
                for right in 0..<16 {
                    let product = (0..<16).reduce(Float(0)) {
                        $0 + recurrent[left * 64 + gate * 16 + $1] * recurrent[right * 64 + gate * 16 + $1]
                    }
                    #expect(abs(product - (left == right ? 1 : 0)) < 1e-5)
                }
            }
        }
        #expect(network.parameters[layer.bias].values == (0..<64).map { (16..<32).contains($0) ? 1 : 0 })
    }
}
