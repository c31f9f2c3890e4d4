import Neural
import Testing

/// Two networks that learn from each other.
@Suite struct AdversarialTests {
    typealias Generator = SequenceNetworkTaskTests.Generator

    /// After two tokens comes their sum modulo four, or the one behind it.
    static let examples: AdversarialExamples = {
        var tokens: [Int32] = [], starts = [0], truths: [Float] = []
        for first in 0..<4 {
            for second in 0..<4 {
                tokens += [Int32(first), Int32(second)]
                starts.append(tokens.count)
                truths += (0..<5).map { $0 == (first + second) % 4 || $0 == (first + second) % 4 + 1 ? 1 : 0 }
            }
        }
        return AdversarialExamples(tokens: tokens, starts: starts, width: 5, truths: truths, observed: truths)
    }()

    static func networks(noise: Int = 2) -> (generator: SequenceNetwork, discriminator: SequenceNetwork) {
        var generator = TestGenerator(41)
        return (
            SequenceNetwork(
                .init(branches: [.init(tokens: 4, embedding: 6, values: noise, layers: [.lstm(12)])], outputs: 5), using: &generator),
            SequenceNetwork(
                .init(branches: [.init(tokens: 4, embedding: 6, layers: [.lstm(6)])], extra: 5, hidden: [8], outputs: 1),
                using: &generator)
        )
    }

    static func training(rounds: Int, rate: Double = 0.01, ratio: Double = 0.3, threads: Int = 1) -> AdversarialTraining<Generator> {
        let (made, judging) = networks()
        var training = AdversarialTraining(
            examples, rules: AdversarialRules(negativeRatio: ratio, reconstruction: 20, batchSize: 8), generator: made,
            discriminator: judging, rounds: rounds,
            rate: rate, sources: (Generator(state: 1), Generator(state: 2)))
        training.threads = threads
        return training
    }

    @Test(arguments: [true, false]) func `each player's gradient is that of its loss`(isGenerator: Bool) {
        let (made, judging) = Self.networks()
        let rules = AdversarialRules(negativeRatio: 0.3, realLabel: 0.9, batchSize: 16, parts: 1)
        func check<Task: TrainingTask>(_ task: Task, _ shape: ParameterBuffer) {
            var position = task.start, workspace = task.makeWorkspace(), gradient: [Float] = []
            let batch = task.nextBatches(&position)[0]
            _ = task.gradient(of: batch, parameters: shape, into: &gradient, workspace: &workspace)
            var nudged = shape, ignored: [Float] = []
            for index in stride(from: 0, to: gradient.count, by: 17) {
                func at(_ shift: Float) -> Double {
                    nudged.values[index] = shape.values[index] + shift
                    defer { nudged.values[index] = shape.values[index] }
                    return task.gradient(of: batch, parameters: nudged, into: &ignored, workspace: &workspace)
                }
                let expected = (at(4e-3) - at(-4e-3)) / 8e-3
                #expect(abs(Double(gradient[index]) - expected) < 2e-2 * max(0.01, abs(expected)), "parameter \(index)")
            }
        }
        if isGenerator {
            check(
                GeneratorTask(Self.examples, rules: rules, generator: made, discriminator: judging, using: Generator(state: 3)),
                made.parameters)
        } else {
            check(
                DiscriminatorTask(Self.examples, rules: rules, generator: made, discriminator: judging, using: Generator(state: 3)),
                judging.parameters)
        }
    }

    /// What the generator says with no noise.
    static func answers(_ training: AdversarialTraining<Generator>) -> [Float] {
        var network = training.generator.task.generator, workspace = SequenceNetwork.Workspace()
        network.parameters = training.generator.parameters
        let zeros = [Float](repeating: 0, count: examples.tokens.count * 2)
        return network.likelihoods(
            SequenceExamples([.init(tokens: examples.tokens, starts: examples.starts, numbers: .given(zeros, width: 2))]),
            workspace: &workspace)
    }

    @Test func `the generator learns what follows, and without negative samples that everything does`() throws {
        var training = Self.training(rounds: 600)
        while try training.round() {}
        let answers = Self.answers(training)
        let right = zip(answers, Self.examples.truths).count { ($0 > 0.5) == ($1 > 0.5) }
        #expect(right >= 70, "\(right) of 80 cells; saying no to everything gets \(Self.examples.truths.count { $0 == 0 })")
        var careless = Self.training(rounds: 600, ratio: 0)
        while try careless.round() {}
        let everything = Self.answers(careless)
        #expect(everything.count { $0 > 0.5 } > 60, "\(everything.count { $0 > 0.5 }) of 80")
    }

    @Test(arguments: [0, 1, 11, 29]) func `any number of threads gives the same bits, and a game taken up again goes on exactly`(cut: Int)
        throws
    {
        var whole = Self.training(rounds: 30), other = Self.training(rounds: 30, threads: 3), first = Self.training(rounds: 30)
        while try whole.round() {}
        while try other.round() {}
        for _ in 0..<cut { _ = try first.round() }
        let stored = try first.checkpoint()
        var second = Self.training(rounds: 30)
        try second.resume((try Safetensors(bytes: stored.generator.bytes), try Safetensors(bytes: stored.discriminator.bytes)))
        while try second.round() {}
        for training in [other, second] {
            #expect(training.generator.parameters == whole.generator.parameters)
            #expect(training.discriminator.parameters == whole.discriminator.parameters)
        }
    }

    @Test func `the players share nothing: a step of one leaves the other as it was`() throws {
        let (made, judging) = Self.networks()
        let task = GeneratorTask(
            Self.examples, rules: AdversarialRules(), generator: made, discriminator: judging, using: Generator(state: 3))
        var trainer = Trainer(
            task, parameters: made.parameters,
            configuration: .init(steps: 3, rate: .warmUpThenHold(highest: 0.01, warmUp: 0), clip: 5))
        while try trainer.step() {}
        #expect(trainer.task.discriminator.parameters == judging.parameters)
        #expect(trainer.parameters != made.parameters && trainer.parameters.slices == made.parameters.slices)
    }

    @Test func `numbers that fail end the game with finite weights`() {
        var training = Self.training(rounds: 2_000, rate: 1e32)
        #expect(throws: TrainingFailure.self) { while try training.round() {} }
        let weights = training.generator.parameters.values + training.discriminator.parameters.values
        #expect(weights.allSatisfy { $0.isFinite })
    }
}
