import Neural
import Testing

@Suite struct SequenceNetworkTests {
    /// A network with what it reads, and the same by sequence for the oracle.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let configuration: SequenceNetwork.Configuration
        var tokensPerNode = 1
        var lengths = [3, 5, 1, 4]
    }

    static let cases: [Case] = {
        typealias Branch = SequenceNetwork.Branch
        func one(_ name: String, _ branch: Branch, hidden: [Int] = [], extra: Int = 0) -> Case {
            Case(testDescription: name, configuration: .init(branches: [branch], extra: extra, hidden: hidden, outputs: 2))
        }
        var sets = one("multi-hot tokens into an LSTM", Branch(tokens: 6, layers: [.lstm(3)]))
        sets.tokensPerNode = 3
        var setsIntoGRU = one("multi-hot tokens into a GRU", Branch(tokens: 6, layers: [.gru(3)]))
        setsIntoGRU.tokensPerNode = 2
        var summed = one("multi-hot tokens, vectors", Branch(tokens: 6, embedding: 4, readout: .mean))
        summed.tokensPerNode = 2
        return [
            one("GRU of tokens", Branch(tokens: 6, layers: [.gru(3), .gru(4)])),
            one("GRU of numbers", Branch(values: 3, layers: [.gru(3)], readout: .meanAndLast)),
            one("bidirectional LSTM", Branch(tokens: 6, embedding: 4, layers: [.bidirectionalLSTM(3)], readout: .bothEnds)),
            one("bidirectional LSTM of one-hot tokens", Branch(tokens: 6, layers: [.bidirectionalLSTM(3)], readout: .mean)),
            one(
                "bidirectional GRU, two layers",
                Branch(tokens: 6, embedding: 4, layers: [.bidirectionalGRU(3), .bidirectionalGRU(2)], readout: .attention(width: 3))),
            one("self-attention", Branch(tokens: 6, embedding: 4, layers: [.lstm(3), .selfAttention], readout: .meanAndLast)),
            one("convolutions", Branch(tokens: 6, embedding: 4, readout: .convolutions(heights: [2, 3], filters: 3)), hidden: [4]),
            one("positions", Branch(tokens: 6, embedding: 3, readout: .positions(4)), hidden: [5]),
            one("extra numbers and two layers above", Branch(tokens: 6, embedding: 3, layers: [.lstm(3)]), hidden: [5, 4], extra: 3),
            one("tokens beside numbers", Branch(tokens: 6, embedding: 3, values: 2, layers: [.lstm(3)])),
            one("fixed vectors", Branch(tokens: 6, embedding: 3, isEmbeddingFixed: true, layers: [.lstm(3)])),
            Case(
                testDescription: "two branches",
                configuration: .init(
                    branches: [
                        Branch(tokens: 6, embedding: 3, isEmbeddingFixed: true, layers: [.lstm(3)]), Branch(values: 2, layers: [.lstm(2)]),
                    ], outputs: 3)),
            sets, setsIntoGRU, summed,
        ]
    }()

    /// Draws what a case reads.
    struct Drawn {
        var input: SequenceNetwork.Input
        var tokens: [[[[Int32]]]] = []
        var numbers: [[[[Double]]]] = []
        var extra: [[Double]] = []

        init(_ subject: Case, _ generator: inout TestGenerator) {
            let lengths = subject.lengths, starts = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
            var branches: [SequenceNetwork.BranchInput] = []
            tokens = lengths.map { _ in [] }
            numbers = tokens.map { _ in [] }
            for branch in subject.configuration.branches {
                // Each element has a number of its own, in whose place comes a set of tokens.
                let plain = SequenceBatch.chains((0..<Int32(starts.last!)).map { $0 }, starts: starts)
                var sets = (0..<starts.last! * subject.tokensPerNode).map { _ in Int32.random(in: 0..<6, using: &generator) }
                if subject.tokensPerNode > 1 { sets[1] = -1 }
                let values = generator.floats(starts.last! * branch.values)
                var rows: [Float] = []
                for token in plain.tokens { rows += values[Int(token) * branch.values..<(Int(token) + 1) * branch.values] }
                branches.append(.init(plain.replacingTokens(by: sets, count: subject.tokensPerNode), values: rows))
                for sequence in lengths.indices {
                    let places = starts[sequence]..<starts[sequence + 1]
                    tokens[sequence].append(
                        branch.tokens == 0
                            ? [] : places.map { Array(sets[$0 * subject.tokensPerNode..<($0 + 1) * subject.tokensPerNode]) })
                    numbers[sequence].append(
                        branch.values == 0
                            ? [] : places.map { values[$0 * branch.values..<($0 + 1) * branch.values].map(Double.init) })
                }
            }
            let extra = generator.floats(lengths.count * subject.configuration.extra), width = subject.configuration.extra
            self.extra = lengths.indices.map { extra[$0 * width..<($0 + 1) * width].map(Double.init) }
            input = SequenceNetwork.Input(branches, extra: extra)
        }
    }

    @Test(arguments: cases) func `a network has the gradient of its loss`(subject: Case) {
        var generator = TestGenerator(31)
        let network = SequenceNetwork(subject.configuration, using: &generator)
        let drawn = Drawn(subject, &generator), count = subject.lengths.count, width = subject.configuration.outputs
        let truths = generator.floats(count * width, in: 0...1), weights = generator.floats(count * width, in: 0...2)
        let targets = BinaryTargets(nodes: (0..<Int32(count)).map { $0 }, values: truths, weights: weights)
        var oracle = NetworkOracle(network), workspace = SequenceNetwork.Workspace()
        let fixed = network.parameters.slices.first {
            $0.name == "branch0.embedding.table" && subject.configuration.branches[0].isEmbeddingFixed
        }
        let start = network.parameters.values.map(Double.init)
        checkLayer(subject.testDescription, parameters: network.parameters.values) { values in
            oracle.values = values
            // Fixed vectors have no gradient, whatever the loss would say.
            if let fixed { oracle.values.replaceSubrange(fixed.range, with: start[fixed.range]) }
            var loss = 0.0
            for sequence in 0..<count {
                let outputs = oracle.outputs(
                    tokens: drawn.tokens[sequence], numbers: drawn.numbers[sequence], extra: drawn.extra[sequence])
                for (column, x) in outputs.enumerated() {
                    let y = Double(truths[sequence * width + column]), weight = Double(weights[sequence * width + column])
                    loss += weight * (3 * y * logarithm(1 + exponential(-x)) + (1 - y) * logarithm(1 + exponential(x)))
                }
            }
            return loss
        } gradient: {
            let loss = network.gradient(
                of: BinaryCrossEntropy(targets, positiveWeight: 3), on: drawn.input, scale: 1, workspace: &workspace)
            return (loss, workspace.gradient)
        }
    }

    @Test(arguments: cases) func `a sequence's output does not depend on the others, to the bit`(subject: Case) {
        var generator = TestGenerator(32)
        let network = SequenceNetwork(subject.configuration, using: &generator), width = subject.configuration.outputs
        let drawn = Drawn(subject, &generator)
        var workspace = SequenceNetwork.Workspace(), alone = SequenceNetwork.Workspace()
        network.forward(drawn.input, workspace: &workspace, independentRows: true)
        for sequence in subject.lengths.indices {
            let branches = subject.configuration.branches.indices.map { number in
                let sets = drawn.tokens[sequence][number], rows = drawn.numbers[sequence][number]
                return SequenceNetwork.BranchInput(
                    .chains(count: 1, length: max(sets.count, rows.count), tokens: sets.flatMap { $0 }),
                    values: rows.flatMap { $0.map(Float.init) })
            }
            network.forward(
                .init(branches, extra: drawn.extra[sequence].map(Float.init)), workspace: &alone, independentRows: true)
            #expect(alone.outputs[..<width] == workspace.outputs[sequence * width..<(sequence + 1) * width], "\(sequence)")
        }
    }

    @Test func `the gradient of the extra numbers is that of the loss`() {
        var generator = TestGenerator(33)
        let subject = Self.cases.first { $0.configuration.extra > 0 }!
        let network = SequenceNetwork(subject.configuration, using: &generator), drawn = Drawn(subject, &generator)
        let count = subject.lengths.count, dOutputs = generator.floats(count * 2)
        var workspace = SequenceNetwork.Workspace()
        network.forward(drawn.input, workspace: &workspace)
        network.backward(drawn.input, dOutputs: dOutputs, workspace: &workspace)
        let oracle = NetworkOracle(network)
        let expected = (0..<count).flatMap { sequence in
            (0..<3).map { place in
                func loss(_ shift: Double) -> Double {
                    var extra = drawn.extra[sequence]
                    extra[place] += shift
                    let outputs = oracle.outputs(tokens: drawn.tokens[sequence], numbers: drawn.numbers[sequence], extra: extra)
                    return outputs.indices.reduce(0) { $0 + outputs[$1] * Double(dOutputs[sequence * 2 + $1]) }
                }
                return (loss(1e-5) - loss(-1e-5)) / 2e-5
            }
        }
        #expect(relativeError(workspace.dExtra[..<(count * 3)], expected) < 1e-4)
    }

    @Test func `shared beginnings give the loss and gradient of separate sequences`() {
        var generator = TestGenerator(34)
        let network = SequenceNetwork(
            .init(branches: [.init(tokens: 6, embedding: 4, layers: [.gru(5), .lstm(4)], readout: .last)], outputs: 3), using: &generator)
        #expect(network.configuration.branches[0].sharesPrefixes)
        let sequences: [[Int32]] = [[1, 2, 3], [1, 2], [1, 2, 4, 5], [0], [1, 2, 3]]
        let starts = sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, tokens = sequences.flatMap { $0 }
        let targets = ClassTargets(
            nodes: [0, 1, 2, 3, 4], starts: [0, 1, 2, 3, 4, 5], classes: [0, 1, 2, 0, 1], weights: [1, 2, 1, 1, 3])
        var one = SequenceNetwork.Workspace(), other = SequenceNetwork.Workspace()
        let shared = network.gradient(
            of: SoftmaxCrossEntropy(targets), on: .init([.init(SequenceBatch(sharingPrefixes: tokens, starts: starts))]), scale: 1,
            workspace: &one)
        let plain = network.gradient(
            of: SoftmaxCrossEntropy(targets), on: .init([.init(.chains(tokens, starts: starts))]), scale: 1, workspace: &other)
        #expect(abs(shared - plain) < 1e-5 * plain)
        #expect(relativeError(one.gradient, other.gradient.map(Double.init)) < 1e-5)
    }

    @Test func `with dropout the gradient is that of the loss under the same mask`() {
        var generator = TestGenerator(35)
        var network = SequenceNetwork(
            .init(
                branches: [.init(tokens: 6, embedding: 8, layers: [.lstm(6)], dropout: 0.4)], hidden: [6], dropout: 0.3, outputs: 2),
            using: &generator)
        let batch = SequenceBatch.chains([1, 2, 3, 4, 5, 0, 1], starts: [0, 3, 5, 7])
        let input = SequenceNetwork.Input([.init(batch)])
        let loss = SquaredError(ValueTargets(nodes: [0, 1, 2], values: generator.floats(6), weights: [1, 1, 1]))
        var workspace = SequenceNetwork.Workspace()
        let value = network.gradient(of: loss, on: input, scale: 1, dropoutSeed: 7, workspace: &workspace)
        let gradient = workspace.gradient
        #expect(network.gradient(of: loss, on: input, scale: 1, dropoutSeed: 7, workspace: &workspace) == value)
        #expect(workspace.gradient == gradient, "equal seeds, equal bits")
        #expect(
            network.gradient(of: loss, on: input, scale: 1, dropoutSeed: 8, workspace: &workspace) != value, "another seed, another mask")
        #expect(network.gradient(of: loss, on: input, scale: 1, workspace: &workspace) != value, "nothing falls in use")
        // Single precision forbids small steps; a tenth of the weights will do.
        for index in stride(from: 0, to: gradient.count, by: 10) {
            let before = network.parameters.values[index]
            func at(_ shift: Float) -> Double {
                network.parameters.values[index] = before + shift
                return network.gradient(of: loss, on: input, scale: 1, dropoutSeed: 7, workspace: &workspace)
            }
            let expected = (at(4e-3) - at(-4e-3)) / 8e-3
            network.parameters.values[index] = before
            #expect(abs(Double(gradient[index]) - expected) < 2e-2 * max(0.1, abs(expected)), "parameter \(index)")
        }
    }

    @Test func `dropout drops its share and keeps the mean`() {
        let dropout = Dropout(0.8), keys = (0..<200).map { Int32($0) }
        var rows = [Float](repeating: 1, count: 200 * 50)
        dropout.apply(to: &rows, columns: 50, keys: keys, seed: 3)
        let kept = rows.count { $0 != 0 }
        #expect(rows.allSatisfy { $0 == 0 || abs($0 - 5) < 1e-5 })
        #expect(abs(Double(kept) / 10_000 - 0.2) < 0.02)
        var column = [Int](repeating: 0, count: 50)
        for (place, value) in rows.enumerated() where value != 0 { column[place % 50] += 1 }
        #expect(column.allSatisfy { (15...70).contains($0) }, "no column is spared or chosen")
        var alike = [Float](repeating: 1, count: 100)
        dropout.apply(to: &alike, columns: 50, keys: [4, 4], seed: 3)
        #expect(alike[..<50] == alike[50...], "equal keys lose equal columns")
    }

    @Test func `a penalty on activity adds the sum of absolute outputs and its sign`() {
        var gradient: [Float] = [1, 1, 1, 1]
        let penalty = ActivityPenalty(0.5).differentiate([2, -3, 0, 4], count: 4, scale: 2, addingTo: &gradient)
        #expect(penalty == 4.5)
        #expect(gradient == [2, 0, 1, 2])
    }

    @Test func `cross-entropy of shares is that of rectified outputs divided by their sum`() {
        let targets = ValueTargets(nodes: [0, 1], values: [0.5, 0.25, 0.25, 0.2, 0.3, 0.5], weights: [1, 2]),
            loss = ShareCrossEntropy(targets)
        let outputs: [Float] = [1, 3, -2, 0.5, 2, 1.5]
        func value(_ outputs: [Float]) -> Double {
            var copy = outputs
            return loss.differentiate(&copy, columns: 3, scale: 0)
        }
        // The third output of the first row is silent: a share of 10⁻⁷.
        let first = -0.5 * logarithm(0.25) - 0.25 * logarithm(0.75) - 0.25 * logarithm(1e-7)
        let second = -0.2 * logarithm(0.125) - 0.3 * logarithm(0.5) - 0.5 * logarithm(0.375)
        #expect(abs(value(outputs) - first - 2 * second) < 1e-5)
        var gradient = outputs
        #expect(abs(loss.differentiate(&gradient, columns: 3, scale: 3) - value(outputs)) < 1e-9)
        for place in outputs.indices {
            var up = outputs, down = outputs
            up[place] += 0.01
            down[place] -= 0.01
            let slope = (value(up) - value(down)) / 0.02
            #expect(abs(Double(gradient[place]) / 3 - slope) < 2e-3 * max(1, abs(slope)), "\(place): \(gradient[place] / 3), \(slope)")
        }
        var silent: [Float] = [-1, -1, -1, 0, 0, 0]
        #expect(loss.differentiate(&silent, columns: 3, scale: 1).isFinite && silent.allSatisfy { $0 == 0 })
    }

    @Test func `binary cross-entropy is finite for any logit, and a weight of 0 masks even what is no number`() {
        var outputs: [Float] = [200, -200, .nan, 0]
        let loss = BinaryCrossEntropy(BinaryTargets(nodes: [0, 1, 2, 3], values: [0, 1, 1, 1], weights: [1, 1, 0, 1]), positiveWeight: 5)
        let value = loss.differentiate(&outputs, columns: 1, scale: 1)
        #expect(abs(value - (200 + 5 * 200 + 5 * logarithm(2))) < 1e-3)
        #expect(outputs == [1, -5, 0, -2.5])
    }

    @Test func `stored sizes that do not fit their tensors are refused`() throws {
        var generator = TestGenerator(36)
        for subject in Self.cases {
            let network = SequenceNetwork(subject.configuration, using: &generator), tensors = network.parameters.tensors
            let again = try SequenceNetwork(subject.configuration, tensors: tensors)
            #expect(again.parameters == network.parameters)
            #expect(throws: NeuralError.self) { try SequenceNetwork(subject.configuration, tensors: Array(tensors.dropLast())) }
            var larger = subject.configuration
            larger.outputs = 1 << 24
            #expect(throws: NeuralError.self) { try SequenceNetwork(larger, tensors: tensors) }
        }
        typealias Branch = SequenceNetwork.Branch
        for branch in [
            Branch(), Branch(tokens: 3), Branch(tokens: 3, embedding: 2, readout: .bothEnds), Branch(tokens: -1, embedding: 2),
            Branch(values: 2, layers: [.lstm(0)]), Branch(values: 2, readout: .convolutions(heights: [2, 2], filters: 1)),
            Branch(values: 2, dropout: 1),
        ] {
            #expect(!SequenceNetwork.Configuration(branches: [branch], outputs: 1).isPossible(parameterLimit: 1 << 20), "\(branch)")
        }
    }

    @Test func `nothing in, nothing out`() {
        var generator = TestGenerator(37)
        for subject in Self.cases where subject.tokensPerNode == 1 {
            let network = SequenceNetwork(subject.configuration, using: &generator)
            var workspace = SequenceNetwork.Workspace()
            let none = subject.configuration.branches.map { _ in SequenceNetwork.BranchInput(.chains([], starts: [0])) }
            let loss = network.gradient(
                of: BinaryCrossEntropy(BinaryTargets(nodes: [], values: [])), on: .init(none), scale: 1, workspace: &workspace)
            #expect(loss == 0 && workspace.gradient.allSatisfy { $0 == 0 }, "\(subject.testDescription)")
        }
    }
}
