/// Training of a ``SequenceNetwork`` on examples, in mini-batches drawn without replacement, a pass after the other.
///
/// A batch is cut into parts that threads may compute side by side; how many parts there are is a setting and not the number of threads, so that
/// equal settings give equal weights. The masks of dropout come from the random state too.
public struct SequenceNetworkTask<Generator: RandomNumberGenerator & Codable & Sendable & Equatable>: TrainingTask {
    /// Where training is.
    public struct Position: Codable, Sendable, Equatable {
        var order: ExampleOrder<Generator>
        var generator: Generator
    }

    /// Some examples of a step.
    public struct Batch: Sendable {
        var selected: [Int]
        var scale: Float
        var dropoutSeed: UInt64
    }

    /// The network's shape; its numbers are those the trainer hands over.
    public let network: SequenceNetwork
    /// What is learnt from.
    public let examples: SequenceExamples
    /// What the held-out loss is measured on; `nil` measures none.
    public let heldOut: SequenceExamples?
    /// Examples of a step.
    public let batchSize: Int
    /// Parts a batch is cut into.
    public let parts: Int
    /// Parameters that stay as they are.
    public let frozen: [ParameterSlice]
    /// The position of the first step.
    public let start: Position
    /// Examples measured at once.
    private static var chunk: Int { 512 }

    /// Creates a training.
    ///
    /// - Precondition: there are examples, of which something is known.
    public init(
        _ network: SequenceNetwork, examples: SequenceExamples, heldOut: SequenceExamples? = nil, batchSize: Int, parts: Int = 2,
        frozen: [ParameterSlice] = [],
        using generator: Generator
    ) {
        precondition(examples.count > 0 && batchSize > 0 && parts > 0, "there are examples")
        self.network = network
        self.examples = examples
        self.heldOut = heldOut.flatMap { $0.count > 0 ? $0 : nil }
        self.batchSize = min(batchSize, examples.count)
        self.parts = parts
        self.frozen = frozen
        var generator = generator
        // Two streams of one seed: the order must not depend on how many masks were drawn.
        _ = generator.next()
        start = Position(order: ExampleOrder(count: examples.count, using: generator), generator: generator)
    }

    /// Steps of a pass over all examples.
    public var stepsPerEpoch: Int { (examples.count + batchSize - 1) / batchSize }

    /// Whether a stored position fits these examples.
    public func accepts(_ position: Position) -> Bool { position.order.isOrder(of: examples.count) }

    /// The parts of the next batch.
    public func nextBatches(_ position: inout Position) -> [Batch] {
        let selected = position.order.nextPart(stepsPerEpoch)
        let weight = max(1e-12, examples.loss(selected, outputs: network.configuration.outputs)?.weight ?? 1)
        let count = min(parts, selected.count)
        return (0..<count).map { part in
            Batch(
                selected: Array(selected[part * selected.count / count..<(part + 1) * selected.count / count]),
                scale: Float(1 / weight), dropoutSeed: position.generator.next())
        }
    }

    /// An empty workspace.
    public func makeWorkspace() -> SequenceNetwork.Workspace { SequenceNetwork.Workspace() }

    /// The loss of a part, a mean over the batch's answers, and its gradient.
    public func gradient(
        of batch: Batch, parameters: ParameterBuffer, into gradient: inout [Float], workspace: inout SequenceNetwork.Workspace
    ) -> Double {
        var network = network
        network.parameters = parameters
        guard let (loss, _) = examples.loss(batch.selected, outputs: network.configuration.outputs) else {
            preconditionFailure("what is learnt from is known")
        }
        let input = examples.input(batch.selected, for: network.configuration)
        let value = network.gradient(of: loss, on: input, scale: batch.scale, dropoutSeed: batch.dropoutSeed, workspace: &workspace)
        // The gradient's memory goes from hand to hand instead of being copied.
        workspace.swapGradient(with: &gradient)
        // Without a gradient Adam leaves a parameter where it is.
        for slice in frozen { Kernels.zero(&gradient, at: slice.offset, count: slice.count) }
        return value * Double(batch.scale)
    }

    /// The mean loss on what was put aside.
    public func heldOutLoss(_ parameters: ParameterBuffer, workspace: inout SequenceNetwork.Workspace) -> Double? {
        guard let heldOut else { return nil }
        var network = network
        network.parameters = parameters
        var sum = 0.0, weight = 0.0
        for first in stride(from: 0, to: heldOut.count, by: Self.chunk) {
            let selected = Array(first..<min(first + Self.chunk, heldOut.count))
            guard let (loss, own) = heldOut.loss(selected, outputs: network.configuration.outputs) else { return nil }
            sum += network.value(of: loss, on: heldOut.input(selected, for: network.configuration), workspace: &workspace)
            weight += own
        }
        return weight > 0 ? sum / weight : nil
    }
}

extension SequenceNetwork.Workspace {
    fileprivate mutating func swapGradient(with other: inout [Float]) {
        if other.count != gradient.count { other = [Float](repeating: 0, count: gradient.count) }
        swap(&gradient, &other)
    }
}

extension SequenceNetwork {
    /// The mean loss on examples, and into `workspace.gradient` its gradient: for a few steps outside a training.
    ///
    /// - Precondition: something is known of the examples.
    public func gradient(on examples: SequenceExamples, workspace: inout Workspace) -> Double {
        let all = Array(0..<examples.count)
        guard let (loss, weight) = examples.loss(all, outputs: configuration.outputs) else {
            preconditionFailure("what is learnt from is known")
        }
        let scale = Float(1 / max(1e-12, weight))
        return gradient(of: loss, on: examples.input(all, for: configuration), scale: scale, workspace: &workspace) * Double(scale)
    }

    /// The outputs for all sequences, `[sequences × outputs]`: logits or numbers, each from its own sequence alone, to the bit.
    public func outputs(_ examples: SequenceExamples, workspace: inout Workspace) -> [Float] {
        var results: [Float] = []
        results.reserveCapacity(examples.count * configuration.outputs)
        for first in stride(from: 0, to: examples.count, by: 512) {
            let selected = Array(first..<min(first + 512, examples.count))
            forward(examples.input(selected, for: configuration), workspace: &workspace, independentRows: true)
            results += outputs(of: workspace, count: selected.count)
        }
        return results
    }

    /// Probabilities of each class for all sequences: softmax of ``outputs(_:workspace:)``.
    public func probabilities(_ examples: SequenceExamples, workspace: inout Workspace) -> [Float] {
        var all = outputs(examples, workspace: &workspace)
        Kernels.softmax(&all, rows: examples.count, columns: configuration.outputs)
        return all
    }

    /// The probability of each output's yes: the logistic function of ``outputs(_:workspace:)``.
    public func likelihoods(_ examples: SequenceExamples, workspace: inout Workspace) -> [Float] {
        let logits = outputs(examples, workspace: &workspace)
        var all = logits
        Kernels.sigmoid(logits, into: &all, count: all.count)
        return all
    }

    private func outputs(of workspace: Workspace, count: Int) -> ArraySlice<Float> {
        workspace.outputs[..<(count * configuration.outputs)]
    }
}
