import Foundation

/// The generator's side of the game: vectors that the discriminator takes for real and that reconstruct what was seen (LogGAN, Xia et al. 2019,
/// equation 1).
///
/// The generator reads a sequence and noise and gives each cell of a vector a probability of its own. Cells outside the mask are shown as 0 and carry
/// no gradient.
public struct GeneratorTask<Source: RandomNumberGenerator & Codable & Sendable & Equatable>: TrainingTask {
    /// What is played about.
    public let examples: AdversarialExamples
    /// The rules.
    public let rules: AdversarialRules
    /// The generator's shape; its numbers are those the trainer hands over.
    public let generator: SequenceNetwork
    /// The discriminator as it is now. It is not changed by the generator's steps.
    public var discriminator: SequenceNetwork
    /// The position of the first step.
    public let start: AdversarialPosition<Source>

    /// Creates the generator's side.
    public init(
        _ examples: AdversarialExamples, rules: AdversarialRules, generator: SequenceNetwork, discriminator: SequenceNetwork,
        using source: Source
    ) {
        precondition(generator.configuration.outputs == examples.width && discriminator.configuration.extra == examples.width)
        precondition(examples.count > 0, "there are examples")
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
        examples.batches(&position, rules: rules, noise: generator.configuration.branches[0].values, isForGenerator: true)
    }

    /// Memory of both networks.
    public func makeWorkspace() -> (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace) {
        (SequenceNetwork.Workspace(), SequenceNetwork.Workspace())
    }

    /// The generator's loss, a mean over the step's sequences, and its gradient.
    public func gradient(
        of batch: AdversarialBatch, parameters: ParameterBuffer, into gradient: inout [Float],
        workspace: inout (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace)
    ) -> Double {
        var generator = generator
        generator.parameters = parameters
        let count = batch.selected.count, width = examples.width, cells = count * width
        let input = examples.input(batch.selected, numbers: batch.noise, for: generator.configuration)
        generator.forward(input, workspace: &workspace.generator)
        generator.sigmoid(rows: count, workspace: &workspace.generator)
        let probabilities = Array(workspace.generator.outputs[..<cells])
        var shown = probabilities
        Kernels.multiply(&shown, by: batch.mask, count: cells)
        let judged = examples.input(batch.selected, vectors: shown, for: discriminator.configuration)
        discriminator.forward(judged, workspace: &workspace.discriminator)
        var loss = 0.0, dAnswers = [Float](repeating: 0, count: count)
        for row in 0..<count {
            let answer = Double(workspace.discriminator.outputs[row]), believed = 1 / (1 + exp(-answer))
            if rules.isNonSaturating {
                loss += Self.softplus(-answer)
                dAnswers[row] = batch.scale * Float(believed - 1)
            } else {
                loss -= Self.softplus(answer)
                dAnswers[row] = -batch.scale * Float(believed)
            }
        }
        discriminator.backward(judged, dOutputs: dAnswers, workspace: &workspace.discriminator)
        let truths = examples.rows(batch.selected, of: examples.truths)
        let weight = Float(rules.reconstruction) / Float(width)
        var dOutputs = [Float](repeating: 0, count: cells), error = 0.0
        for cell in 0..<cells where batch.mask[cell] != 0 {
            let difference = probabilities[cell] - truths[cell]
            error += Double(difference * difference)
            let slope = workspace.discriminator.dExtra[cell] + batch.scale * 2 * weight * difference
            dOutputs[cell] = slope * probabilities[cell] * (1 - probabilities[cell])
        }
        generator.backward(input, dOutputs: dOutputs, workspace: &workspace.generator)
        gradient = workspace.generator.gradient
        return (loss + Double(weight) * error) * Double(batch.scale)
    }

    /// Nothing is put aside: how good a generator is, its opponent cannot say.
    public func heldOutLoss(
        _ parameters: ParameterBuffer,
        workspace: inout (generator: SequenceNetwork.Workspace, discriminator: SequenceNetwork.Workspace)
    ) -> Double? { nil }

    /// ln(1 + e^x) without overflow.
    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
