import Foundation
import Neural

/// The game about whole sessions: counts and a score are what was seen, the generator makes both up from the session's events.
struct SessionGame {
    private let configuration: LogGANSessionMethod.Configuration
    private let label: String
    private let threads: Int

    init(_ configuration: LogGANSessionMethod.Configuration, label: String, threads: Int) {
        self.configuration = configuration
        self.label = label
        self.threads = threads
    }

    private var reading: ClassifierReading { ClassifierReading(unit: .session, length: configuration.length) }

    private func branch(_ tokens: Int, noise: Int) -> SequenceNetwork.Branch {
        .init(
            tokens: tokens, embedding: configuration.embedding, values: noise,
            layers: Array(repeating: .lstm(configuration.units), count: configuration.layers))
    }

    /// Plays, and keeps the generator of the round that judges the sessions put aside best.
    ///
    /// - Throws: ``InputError`` when there are too few sessions of a kind or training diverges; whatever `progress` throws.
    func fit(on examples: LabelledSessions, progress: (FittingProgress) throws -> Void) throws -> SequenceClassifier {
        try configuration.validate()
        try examples.checkKinds(for: label)
        let tokens = ClassifierTokens(examples.sessions, reading: reading)
        guard tokens.vocabulary.count > 0 else {
            throw InputError("nothing to learn: \(examples.sessions.count) labelled sessions hold no event", remedy: .labels)
        }
        let seed = RandomSource(seed: configuration.seed)
        let parts = SequenceClassifier.cut(examples, share: configuration.heldOutShare, seed: seed)
        func read(_ chosen: [Int]) -> ClassifierExamples {
            ClassifierExamples(
                chosen.map { examples.sessions[$0] }, labels: chosen.map { examples.labels[$0] }, tokens: tokens, reading: reading)
        }
        let teaching = read(parts.teaching), aside = read(parts.aside)
        let known = teaching.game(templates: tokens.vocabulary.count)
        var weights = seed.stream("\(label) weights")
        let made = SequenceNetwork(
            .init(branches: [branch(tokens.count, noise: configuration.noise)], outputs: known.width), using: &weights)
        let judging = SequenceNetwork(
            .init(branches: [branch(tokens.count, noise: 0)], extra: known.width, hidden: [configuration.dense], outputs: 1),
            using: &weights)
        var game = AdversarialTraining(
            known,
            rules: AdversarialRules(
                negativeRatio: configuration.negativeRatio, reconstruction: configuration.reconstruction ?? Double(known.width),
                batchSize: configuration.batchSize),
            generator: made, discriminator: judging, rounds: configuration.rounds, rate: configuration.learningRate,
            clip: configuration.clip,
            sources: (seed.stream("\(label) generator"), seed.stream("\(label) discriminator")))
        game.threads = threads
        var best = scoring(game.generator.parameters, of: made), summary = SequenceClassifier.Training(), worse = 0, hasEnded = false
        while !hasEnded, worse < configuration.patience {
            do {
                hasEnded = try !game.round()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            summary.steps += 1
            guard summary.steps.isMultiple(of: configuration.measureEvery) || hasEnded else { continue }
            let network = scoring(game.generator.parameters, of: made), loss = Self.loss(of: network, on: aside)
            // With nothing put aside the last round is as good as any.
            if loss.map({ $0 < summary.heldOutLoss ?? .infinity }) ?? true {
                (best, summary.heldOutLoss, worse) = (network, loss, 0)
            } else {
                worse += 1
            }
            try progress(
                FittingProgress(model: 1, epoch: summary.steps, epochs: configuration.rounds, loss: loss ?? game.generator.loss))
        }
        SequenceClassifier.setUnknown(&best, tokens)
        summary.anomalous = examples.labels.count { $0 }
        summary.normal = examples.labels.count - summary.anomalous
        (summary.examples, summary.heldOut, summary.loss) = (teaching.count, aside.count, game.generator.loss)
        return SequenceClassifier(
            state: .init(
                label: label, reading: reading, tokens: tokens, network: best.configuration, isPadded: false,
                hasWholeSessions: examples.sessions.contains { $0.isComplete },
                threshold: Threshold(value: configuration.threshold, policy: .fixed), training: summary),
            network: best)
    }

    /// The generator as it is used: without noise, which is 0 in use, and with the score, its last cell, alone.
    private func scoring(_ parameters: ParameterBuffer, of generator: SequenceNetwork) -> SequenceNetwork {
        var network = SequenceNetwork(
            zeros: .init(branches: [branch(generator.configuration.branches[0].tokens, noise: 0)], outputs: 1))
        for (slice, source) in zip(network.parameters.slices, generator.parameters.slices) {
            let all = parameters[source].values, width = source.shape[source.shape.count - 1]
            let own =
                slice.shape == source.shape
                ? all
                : slice.name.hasPrefix("output")
                    ? stride(from: width - 1, to: all.count, by: width).map { all[$0] } : Array(all[..<slice.count])
            network.parameters[slice] = Tensor(shape: slice.shape, values: own)
        }
        return network
    }

    /// The mean cross-entropy of scores, nats a session; `nil` without sessions.
    private static func loss(of network: SequenceNetwork, on examples: ClassifierExamples) -> Double? {
        guard examples.count > 0 else { return nil }
        var workspace = SequenceNetwork.Workspace()
        let answers = network.likelihoods(examples.network(isPadded: false), workspace: &workspace)
        var sum = 0.0, weight = 0.0
        for (answer, count) in zip(answers, examples.counts) {
            let believed = min(max(Double(answer), 1e-7), 1 - 1e-7)
            sum -= Double(count.anomalous) * log(believed) + Double(count.normal) * log(1 - believed)
            weight += Double(count.normal + count.anomalous)
        }
        return sum / weight
    }
}

extension ClassifierExamples {
    /// Sessions with their counts, as shares of the largest count of a template, and the share of their occurrences that were anomalous.
    fileprivate func game(templates: Int) -> AdversarialExamples {
        let width = templates + 1
        var truths = [Float](repeating: 0, count: count * width), largest = [Float](repeating: 1, count: width)
        let tokens = rows.map { sets[Int($0)] }
        for example in 0..<count {
            for place in starts[example]..<starts[example + 1] where (1...templates).contains(Int(tokens[place])) {
                let cell = Int(tokens[place]) - 1
                truths[example * width + cell] += 1
                largest[cell] = max(largest[cell], truths[example * width + cell])
            }
            let (normal, anomalous) = counts[example]
            truths[example * width + templates] = anomalous / max(1, normal + anomalous)
        }
        for place in truths.indices { truths[place] /= largest[place % width] }
        let observed: [Float] = truths.indices.map { $0 % width == templates || truths[$0] > 0 ? 1 : 0 }
        return AdversarialExamples(tokens: tokens, starts: starts, width: width, truths: truths, observed: observed)
    }
}
