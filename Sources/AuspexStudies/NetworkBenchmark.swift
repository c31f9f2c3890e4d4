import Auspex
import Neural

/// Forward and backward passes of recurrent layers, and how long one window takes: the shapes of the papers' networks.
///
/// `Tools/reference/bench_networks.py` runs it and PyTorch by turns on the same shapes.
struct NetworkBenchmark {
    /// Layers and what they read.
    struct Shape: Sendable {
        /// What it is called here and in the reference.
        var name: String
        /// Sequences of a step.
        var batch: Int
        /// Elements of a sequence.
        var length: Int
        /// Numbers of an element.
        var inputs: Int
        /// Units of a layer, each way.
        var units: Int
        /// How many layers.
        var layers: Int
        /// What they are.
        var kind: @Sendable (Int) -> SequenceNetwork.LayerKind
        /// Whether only the forward pass is measured, as in use.
        var isForwardOnly = false

        /// Multiplications and additions of a step: a backward pass has two products for each of the forward pass's.
        var operations: Double {
            let (gates, ways): (Int, Int) =
                switch kind(1) {
                case .lstm: (4, 1)
                case .gru: (3, 1)
                case .bidirectionalLSTM: (4, 2)
                case .bidirectionalGRU: (3, 2)
                case .selfAttention: (0, 0)
                }
            var products = 0, width = inputs
            for _ in 0..<layers {
                products += ways * gates * units * (width + units)
                width = ways * units
            }
            return Double(2 * products * batch * length) * (isForwardOnly ? 1 : 3)
        }
    }

    /// What is measured.
    static let shapes: [Shape] = {
        let lstm: @Sendable (Int) -> SequenceNetwork.LayerKind = { .lstm($0) }
        let gru: @Sendable (Int) -> SequenceNetwork.LayerKind = { .gru($0) }
        let bothLSTM: @Sendable (Int) -> SequenceNetwork.LayerKind = { .bidirectionalLSTM($0) }
        let bothGRU: @Sendable (Int) -> SequenceNetwork.LayerKind = { .bidirectionalGRU($0) }
        let sizes: [(name: String, batch: Int, length: Int, inputs: Int, units: Int, layers: Int)] = [
            ("windows", 2_048, 10, 28, 64, 2), ("chunks", 256, 20, 300, 128, 2), ("messages", 128, 40, 100, 100, 1),
        ]
        var shapes: [Shape] = []
        for (label, kind) in [("lstm", lstm), ("gru", gru)] {
            for size in sizes {
                shapes.append(
                    Shape(
                        name: "\(label) \(size.name)", batch: size.batch, length: size.length, inputs: size.inputs, units: size.units,
                        layers: size.layers, kind: kind))
            }
        }
        for (label, kind) in [("blstm", bothLSTM), ("bgru", bothGRU)] {
            shapes.append(Shape(name: "\(label) messages", batch: 128, length: 40, inputs: 100, units: 100, layers: 1, kind: kind))
        }
        for (label, kind) in [("lstm", lstm), ("gru", gru)] {
            shapes.append(
                Shape(name: "\(label) one window", batch: 1, length: 10, inputs: 28, units: 64, layers: 2, kind: kind, isForwardOnly: true))
        }
        return shapes
    }()

    /// Processor seconds of a shape at least.
    static let leastSeconds = 0.5

    let seed: UInt64
    let clock: () -> Double

    /// Processor seconds of so many steps of a shape.
    func run(_ shape: Shape) -> (seconds: Double, steps: Int) {
        var random = RandomSource(seed: seed).stream(shape.name)
        let network = SequenceNetwork(
            .init(
                branches: [.init(values: shape.inputs, layers: (0..<shape.layers).map { _ in shape.kind(shape.units) }, readout: .last)],
                outputs: 1), using: &random)
        let sequences = SequenceBatch.chains(count: shape.batch, length: shape.length)
        let values = GaussianNoise.draw(shape.batch * shape.length * shape.inputs, using: &random)
        let input = SequenceNetwork.Input([.init(sequences, values: values)])
        let loss = SquaredError(
            ValueTargets(
                nodes: (0..<Int32(shape.batch)).map { $0 }, values: GaussianNoise.draw(shape.batch, using: &random),
                weights: [Float](repeating: 1, count: shape.batch)))
        var workspace = SequenceNetwork.Workspace()
        func step() {
            if shape.isForwardOnly {
                network.forward(input, workspace: &workspace, independentRows: true)
            } else {
                _ = network.gradient(of: loss, on: input, scale: 1 / Float(shape.batch), workspace: &workspace)
            }
        }
        // Memory is taken and caches are filled before the clock runs.
        for _ in 0..<3 { step() }
        let start = clock()
        var steps = 0, part = 1
        while clock() - start < Self.leastSeconds {
            // The clock is asked rarely where a step is short.
            for _ in 0..<part { step() }
            steps += part
            part = min(1_000, part * 2)
        }
        return (clock() - start, steps)
    }
}

extension Benchmark {
    /// Recurrent layers; windows are told as lines.
    func networks() -> [Figure] {
        let benchmark = NetworkBenchmark(seed: seed, clock: clocks.processor)
        return NetworkBenchmark.shapes.map { shape in
            var outcome = (seconds: 0.0, steps: 1)
            var figure = measure(shape.name) {
                outcome = benchmark.run(shape)
                return (
                    shape.batch * outcome.steps,
                    [
                        "milliseconds": outcome.seconds / Double(outcome.steps) * 1_000,
                        "gigaflops": shape.operations * Double(outcome.steps) / outcome.seconds / 1e9,
                    ]
                )
            }
            // What was computed before the clock ran is left out.
            (figure.cpuSeconds, figure.linesPerCPUSecond) = (outcome.seconds, Double(figure.lines) / max(outcome.seconds, 1e-9))
            return figure
        }
    }
}
