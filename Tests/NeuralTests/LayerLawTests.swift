import Neural
import Testing

/// What every ``Layer`` promises beside its gradient, which `LayerTests` takes against finite differences.
@Suite struct LayerLawTests {
    /// A layer of each kind, and whether it reads tokens.
    static func layers(_ parameters: inout ParameterBuffer) -> [(layer: any Layer, inputs: Int)] {
        [
            (Embedding(tokens: 4, width: 5, name: "embedding", parameters: &parameters), 0),
            (Dense(inputs: 3, outputs: 5, name: "dense", parameters: &parameters), 3),
            (LSTM(input: .tokens(4), units: 5, name: "lstm of tokens", parameters: &parameters), 0),
            (LSTM(input: .values(3), units: 5, name: "lstm of numbers", parameters: &parameters), 3),
            (GRU(input: .tokens(4), units: 5, name: "gru of tokens", parameters: &parameters), 0),
            (GRU(input: .values(3), units: 5, name: "gru of numbers", parameters: &parameters), 3),
            (Convolution(height: 2, inputs: 3, outputs: 5, name: "convolution", parameters: &parameters), 3),
        ]
    }

    /// Layers whose sequences must not share nodes.
    static func wholeSequenceLayers(_ parameters: inout ParameterBuffer) -> [(layer: any Layer, inputs: Int)] {
        [
            (Bidirectional<LSTM>(input: .tokens(4), units: 5, name: "blstm of tokens", parameters: &parameters), 0),
            (Bidirectional<LSTM>(input: .values(3), units: 5, name: "blstm of numbers", parameters: &parameters), 3),
            (Bidirectional<GRU>(input: .tokens(4), units: 5, name: "bgru of tokens", parameters: &parameters), 0),
            (SelfAttention(inputs: 3, width: 4, outputs: 5, name: "attention", parameters: &parameters), 3),
        ]
    }

    static let sequences: [[Int32]] = [[1, 2, 3], [1, 2], [0], [1, 3, 3], [2, 2, 2]]

    @Test func `equal calls give equal bits, a cache carries nothing over, gradients are added`() {
        var parameters = ParameterBuffer(), generator = TestGenerator(11)
        let layers = Self.layers(&parameters)
        let starts = Self.sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, tokens = Self.sequences.flatMap { $0 }
        let shared = SequenceBatch(sharingPrefixes: tokens, starts: starts), apart = SequenceBatch.chains(tokens, starts: starts)
        for (layer, inputs) in layers { Self.checkLaws(of: layer, on: shared, inputs: inputs, &parameters, &generator) }
        for (layer, inputs) in Self.wholeSequenceLayers(&parameters) {
            Self.checkLaws(of: layer, on: apart, inputs: inputs, &parameters, &generator)
        }
    }

    static func checkLaws<Kind: Layer>(
        of layer: Kind, on batch: SequenceBatch, inputs: Int, _ parameters: inout ParameterBuffer, _ generator: inout TestGenerator
    ) {
        layer.initialize(&parameters, using: &generator)
        let other = SequenceBatch.chains(count: 40, length: 6, tokens: (0..<240).map { Int32($0 % 4) })
        let input = generator.floats(batch.nodeCount * inputs), otherInput = generator.floats(other.nodeCount * inputs)
        let dOutput = generator.floats(batch.nodeCount * layer.outputs), otherDOutput = generator.floats(other.nodeCount * layer.outputs)
        func run(_ cache: inout Kind.Cache, wantsInputGradient: Bool = true) -> (output: [Float], gradient: [Float], dInput: [Float]) {
            var gradient = [Float](repeating: 1, count: parameters.values.count), dInput: [Float] = [], above = dOutput
            layer.forward(batch, input: input, parameters: parameters, cache: &cache, independentRows: false)
            let output = Array(cache.output[..<(batch.nodeCount * layer.outputs)])
            layer.backward(
                batch, input: input, dOutput: &above, parameters: parameters, gradient: &gradient, dInput: &dInput,
                wantsInputGradient: wantsInputGradient, cache: &cache)
            return (output, gradient, dInput)
        }
        var cache = Kind.Cache(), fresh = Kind.Cache()
        let first = run(&cache)
        // A larger batch in between.
        var gradient = [Float](repeating: 0, count: parameters.values.count), dInput: [Float] = [], above = otherDOutput
        layer.forward(other, input: otherInput, parameters: parameters, cache: &cache, independentRows: false)
        layer.backward(
            other, input: otherInput, dOutput: &above, parameters: parameters, gradient: &gradient, dInput: &dInput,
            wantsInputGradient: true, cache: &cache)
        #expect(run(&cache) == first, "\(layer)")
        #expect(run(&fresh) == first, "\(layer)")
        let without = run(&fresh, wantsInputGradient: false)
        #expect(without.output == first.output && without.gradient == first.gradient, "\(layer)")
        #expect(first.dInput.count == batch.nodeCount * inputs)
        // The gradient started from ones: what other layers put there stays.
        let untouched = first.gradient.indices.filter { first.gradient[$0] == 1 }
        #expect(!untouched.isEmpty && untouched.count < first.gradient.count, "\(layer)")
    }

    @Test func `with independent rows a sequence's output does not depend on the others`() {
        var parameters = ParameterBuffer(), generator = TestGenerator(12)
        for (layer, inputs) in Self.layers(&parameters) + Self.wholeSequenceLayers(&parameters) {
            Self.checkIndependence(of: layer, inputs: inputs, &parameters, &generator)
        }
    }

    static func checkIndependence<Kind: Layer>(
        of layer: Kind, inputs: Int, _ parameters: inout ParameterBuffer, _ generator: inout TestGenerator
    ) {
        layer.initialize(&parameters, using: &generator)
        let tokens = (0..<60).map { _ in Int32.random(in: 0..<4, using: &generator) }, rows = generator.floats(60 * inputs)
        var together = Kind.Cache(), alone = Kind.Cache()
        layer.forward(
            .chains(count: 20, length: 3, tokens: tokens), input: rows, parameters: parameters, cache: &together, independentRows: true)
        for sequence in [0, 7, 19] {
            let nodes = (0..<3).map { $0 * 20 + sequence }
            layer.forward(
                .chains(count: 1, length: 3, tokens: nodes.map { tokens[$0] }),
                input: nodes.flatMap { rows[$0 * inputs..<($0 + 1) * inputs] }, parameters: parameters, cache: &alone, independentRows: true
            )
            for (step, node) in nodes.enumerated() {
                let width = layer.outputs
                #expect(alone.output[step * width..<(step + 1) * width] == together.output[node * width..<(node + 1) * width], "\(layer)")
            }
        }
    }
}
