/// The discriminator's side of the game: to tell what was seen from what the generator makes up (LogGAN, Xia et al. 2019, equation 2).
public struct DiscriminatorTask<Source: RandomNumberGenerator & Codable & Sendable & Equatable>: TrainingTask {
    /// What is played about.
    public let examples: AdversarialExamples
    /// The rules.
    public let rules: AdversarialRules
    /// The discriminator's shape; its numbers are those the trainer hands over.
    public let discriminator: SequenceNetwork
    /// The generator as it is now. It is not changed by the discriminator's steps.
    public var generator: SequenceNetwork
    /// The position of the first step.
    public let start: AdversarialPosition<Source>

    /// Creates the discriminator's side.
    public init(
        _ examples: AdversarialExamples, rules: AdversarialRules, generator: SequenceNetwork, discriminator: SequenceNetwork,
        using source: Source
    ) {
        precondition(discriminator.configuration.outputs == 1, "a discriminator gives one answer")
        self.examples = examples
        self.rules = rules
        self.generator = generator
        self.discriminator = discriminator
        start = AdversarialPosition(count: examples.count, using: source)
    }

    /// Whether a stored position fits these examples.
    public func accepts(_ position: AdversarialPosition<Source>) -> Bool { position.order.isOrder(of: examples.count) }

    /// The parts of the next step.
    public func nextBatches(_ position: inout AdversarialPosition<Source>) -> [AdversarialBatch] {
        examples.batches(&position, rules: rules, noise: generator.configuration.branches[0].values, isForGenerator: false)
    }

    /// Memory of both networks.
    public func makeWorkspace() -> (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace) {
        (SequenceNetwork.Workspace(), SequenceNetwork.Workspace())
    }

    /// The discriminator's loss, a mean over the step's sequences, and its gradient.
    public func gradient(
        of batch: AdversarialBatch, parameters: ParameterBuffer, into gradient: inout [Float],
        workspace: inout (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace)
    ) -> Double {
        var discriminator = discriminator
        discriminator.parameters = parameters
        let count = batch.selected.count, cells = count * examples.width
        generator.forward(
            examples.input(batch.selected, numbers: batch.noise, for: generator.configuration), workspace: &workspace.generator)
        generator.sigmoid(rows: count, workspace: &workspace.generator)
        var vectors = examples.rows(batch.selected, of: examples.truths)
        var made = Array(workspace.generator.outputs[..<cells])
        for cell in 0..<cells {
            vectors[cell] *= batch.mask[cell]
            made[cell] *= batch.mask[cell]
        }
        vectors += made
        let both = batch.selected + batch.selected
        let labels = [Float](repeating: Float(rules.realLabel), count: count) + [Float](repeating: 0, count: count)
        let loss = BinaryCrossEntropy(BinaryTargets(nodes: both.indices.map { Int32($0) }, values: labels))
        let value = discriminator.gradient(
            of: loss, on: examples.input(both, vectors: vectors, for: discriminator.configuration), scale: batch.scale,
            workspace: &workspace.discriminator)
        gradient = workspace.discriminator.gradient
        return value * Double(batch.scale)
    }

    /// Nothing is put aside.
    public func heldOutLoss(
        _ parameters: ParameterBuffer,
        workspace: inout (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace)
    ) -> Double? { nil }
}
