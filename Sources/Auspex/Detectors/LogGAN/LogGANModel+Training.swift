import Neural

extension LogGANModel {
    /// Plays the game over the distinct contexts of some sessions.
    ///
    /// - Parameters:
    ///   - threads: parts of a step computed side by side; the result does not depend on it.
    ///   - progress: told of rounds; what it throws ends training.
    /// - Throws: ``InputError`` when the sessions hold no event or training diverges; whatever `progress` throws.
    static func train(
        on sessions: [EventSequence], configuration: Configuration, threads: Int = 1, progress: (FittingProgress) throws -> Void = { _ in }
    ) throws -> LogGANModel {
        try configuration.validate()
        let vocabulary = TemplateVocabulary(sessions.lazy.flatMap(\.events))
        let windows = TrainingWindows(sessions, vocabulary: vocabulary, window: configuration.window, windows: .padded)
        guard windows.contextCount > 0, vocabulary.count > 0 else {
            throw InputError("nothing to learn: \(sessions.count) sessions hold no event; give more sessions")
        }
        let examples = examples(windows, cells: vocabulary.count + 1)
        let tokens = EventNetwork.tokenCount(vocabulary), seed = RandomSource(seed: configuration.seed)
        var weights = seed.stream("loggan weights")
        let made = SequenceNetwork(configuration.generator(tokens: tokens, cells: examples.width), using: &weights)
        let judging = SequenceNetwork(configuration.discriminator(tokens: tokens, cells: examples.width), using: &weights)
        var game = AdversarialTraining(
            examples, rules: configuration.rules, generator: made, discriminator: judging,
            steps: (configuration.generatorSteps, configuration.discriminatorSteps), rounds: configuration.rounds,
            rate: configuration.learningRate, clip: configuration.clip, beta2: configuration.beta2,
            sources: (seed.stream("loggan generator"), seed.stream("loggan discriminator")))
        game.threads = threads
        var training = Training(), hasEnded = configuration.rounds == 0
        training.contexts = windows.contextCount
        while !hasEnded {
            do {
                hasEnded = try !game.round()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            training.rounds += 1
            guard training.rounds.isMultiple(of: configuration.measureEvery) || hasEnded else { continue }
            var network = made
            network.parameters = game.generator.parameters
            training.loss = game.generator.loss
            let shares = shares(network, windows, examples, configuration)
            (training.observedInside, training.othersOutside) = shares
            try progress(FittingProgress(model: 1, epoch: training.rounds, epochs: configuration.rounds, loss: training.loss))
            if min(shares.inside, shares.outside) >= configuration.convergence { hasEnded = true }
        }
        var network = made, opponent = judging
        network.parameters = game.generator.parameters
        opponent.parameters = game.discriminator.parameters
        return LogGANModel(
            configuration: configuration, training: training,
            generator: EventNetwork(
                window: configuration.window, vocabulary: vocabulary, answer: .independent, dropsPadding: false, network: network),
            discriminator: opponent)
    }

    /// The real vectors: for each context the events seen to follow it.
    private static func examples(_ windows: TrainingWindows, cells: Int) -> AdversarialExamples {
        var truths = [Float](repeating: 0, count: windows.contextCount * cells)
        for context in 0..<windows.contextCount {
            for place in windows.starts[context]..<windows.starts[context + 1] {
                truths[context * cells + Int(windows.classes[Int(place)])] = 1
            }
        }
        return AdversarialExamples(
            tokens: windows.tokens, starts: Array(stride(from: 0, through: windows.tokens.count, by: windows.length)), width: cells,
            truths: truths, observed: truths)
    }

    /// Contexts looked at when convergence is measured, evenly drawn.
    private static let measuredContexts = 4_096

    /// How many observed events are in the normal sets, and how many of the others are outside.
    private static func shares(
        _ network: SequenceNetwork, _ windows: TrainingWindows, _ examples: AdversarialExamples, _ configuration: Configuration
    ) -> (inside: Double, outside: Double) {
        let every = (windows.contextCount + measuredContexts - 1) / measuredContexts, bound = Float(configuration.threshold ?? 0.5)
        let chosen = Array(stride(from: 0, to: windows.contextCount, by: every)), cells = examples.width
        let tokens = chosen.flatMap { windows.tokens[$0 * windows.length..<($0 + 1) * windows.length] }
        var workspace = SequenceNetwork.Workspace()
        let answers = network.likelihoods(
            EventNetwork.examples(
                tokens, window: windows.length, dropsPadding: false, network: network.configuration, answer: .independent),
            workspace: &workspace)
        var inside = 0, observed = 0, outside = 0
        for (row, context) in chosen.enumerated() {
            for cell in 0..<cells {
                let isObserved = examples.truths[context * cells + cell] == 1, isNormal = answers[row * cells + cell] >= bound
                observed += isObserved ? 1 : 0
                inside += isObserved && isNormal ? 1 : 0
                outside += !isObserved && !isNormal ? 1 : 0
            }
        }
        let others = answers.count - observed
        return (Double(inside) / Double(max(1, observed)), others == 0 ? 1 : Double(outside) / Double(others))
    }
}
