/// A generator and a discriminator that learn from each other, in turns (Goodfellow et al. 2014; LogGAN, algorithm 1). Each has a trainer of its own,
/// with an optimiser of its own: they share nothing but what one shows the other.
public struct AdversarialTraining<Source: RandomNumberGenerator & Codable & Sendable & Equatable>: Sendable {
    /// The generator's trainer.
    public private(set) var generator: Trainer<GeneratorTask<Source>>
    /// The discriminator's trainer.
    public private(set) var discriminator: Trainer<DiscriminatorTask<Source>>
    /// Steps of each in a round.
    public let steps: (generator: Int, discriminator: Int)

    /// Starts a training.
    ///
    /// - Parameters:
    ///   - steps: of each player in a round.
    ///   - rounds: rounds at most.
    ///   - rate: the step size of both, which falls to a tenth over the rounds.
    ///   - sources: randomness of each player.
    public init(
        _ examples: AdversarialExamples, rules: AdversarialRules, generator: SequenceNetwork, discriminator: SequenceNetwork,
        steps: (generator: Int, discriminator: Int) = (1, 1), rounds: Int, rate: Double, clip: Double = 5, beta2: Double = 0.999,
        sources: (generator: Source, discriminator: Source)
    ) {
        func configuration<Task>(_ steps: Int, _: Task.Type) -> Trainer<Task>.Configuration {
            .init(
                steps: rounds * steps,
                rate: .warmUpThenCosine(highest: rate, warmUp: 0, total: Double(max(1, rounds * steps)), last: 0.1), clip: clip,
                beta2: beta2)
        }
        self.steps = steps
        self.generator = Trainer(
            GeneratorTask(examples, rules: rules, generator: generator, discriminator: discriminator, using: sources.generator),
            parameters: generator.parameters, configuration: configuration(steps.generator, GeneratorTask<Source>.self))
        self.discriminator = Trainer(
            DiscriminatorTask(examples, rules: rules, generator: generator, discriminator: discriminator, using: sources.discriminator),
            parameters: discriminator.parameters, configuration: configuration(steps.discriminator, DiscriminatorTask<Source>.self))
    }

    /// Batches computed side by side; results do not depend on it.
    public var threads: Int {
        get { generator.threads }
        set {
            generator.threads = newValue
            discriminator.threads = newValue
        }
    }

    /// One round: the generator's steps, then the discriminator's. `false` when the rounds are over.
    ///
    /// - Throws: ``TrainingFailure`` when a number fails; both networks are then in their last good state.
    public mutating func round() throws(TrainingFailure) -> Bool {
        guard generator.end == nil else { return false }
        generator.task.discriminator.parameters = discriminator.parameters
        for _ in 0..<steps.generator { _ = try generator.step() }
        discriminator.task.generator.parameters = generator.parameters
        for _ in 0..<steps.discriminator { _ = try discriminator.step() }
        return generator.end == nil
    }

    /// The state of both, from which ``resume(_:)`` goes on exactly.
    ///
    /// - Throws: ``NeuralError`` when it cannot be written.
    public func checkpoint() throws -> (generator: Safetensors, discriminator: Safetensors) {
        (try generator.checkpoint(), try discriminator.checkpoint())
    }

    /// Takes up a training of the same examples, rules and networks where a checkpoint left it.
    ///
    /// - Throws: ``NeuralError`` when it does not fit.
    public mutating func resume(_ checkpoint: (generator: Safetensors, discriminator: Safetensors)) throws(NeuralError) {
        let threads = threads
        let made = try Trainer(resuming: checkpoint.generator, task: generator.task, shape: generator.parameters)
        let judging = try Trainer(resuming: checkpoint.discriminator, task: discriminator.task, shape: discriminator.parameters)
        (generator, discriminator) = (made, judging)
        self.threads = threads
    }
}
