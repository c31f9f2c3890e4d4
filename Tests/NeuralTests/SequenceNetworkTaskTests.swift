import Foundation
import Neural
import Testing

/// Training of networks over sequences: repeatable for any number of threads, resumed exactly, stopped where numbers fail.
@Suite struct SequenceNetworkTaskTests {
    struct Generator: RandomNumberGenerator, Codable, Sendable, Equatable {
        var state: UInt64
        mutating func next() -> UInt64 {
            var source = TestGenerator(state)
            defer { state = source.state }
            return source.next()
        }
    }

    typealias Task = SequenceNetworkTask<Generator>

    /// Whether a sequence holds token 3 before token 1: order matters.
    static func examples(_ count: Int, seed: UInt64, binary: Bool = true) -> SequenceExamples {
        var generator = TestGenerator(seed), tokens: [Int32] = [], starts = [0], truths: [Float] = []
        for _ in 0..<count {
            let sequence = (0..<Int.random(in: 2...7, using: &generator)).map { _ in Int32.random(in: 0..<5, using: &generator) }
            let first = sequence.firstIndex(of: 3), last = sequence.lastIndex(of: 1)
            truths.append(first.flatMap { first in last.map { $0 > first } } == true ? 1 : 0)
            tokens += sequence
            starts.append(tokens.count)
        }
        let reading = SequenceExamples.Reading(tokens: tokens, starts: starts)
        return SequenceExamples(
            [reading],
            truth: binary
                ? .binary(truths, weights: truths.map { _ in 1 }, positiveWeight: 2)
                : .classes(
                    truths.map { Int32($0) }, weights: truths.map { _ in 1 }, starts: Array(0...count), smoothing: .none))
    }

    static func trainer(
        _ layer: SequenceNetwork.LayerKind = .bidirectionalLSTM(6), steps: Int = 40, rate: Double = 0.02, threads: Int = 1, parts: Int = 4,
        dropout: Double = 0.2
    ) -> Trainer<Task> {
        var generator = TestGenerator(1)
        let network = SequenceNetwork(
            .init(
                branches: [.init(tokens: 5, embedding: 6, layers: [layer], readout: .attention(width: 4), dropout: dropout)],
                hidden: [6], dropout: dropout, outputs: 1), using: &generator)
        let task = Task(
            network, examples: examples(120, seed: 2), heldOut: examples(60, seed: 3), batchSize: 24, parts: parts,
            using: Generator(state: 9))
        var trainer = Trainer(
            task, parameters: network.parameters,
            configuration: .init(
                steps: steps, rate: .warmUpThenHold(highest: rate, warmUp: 3), clip: 5, stopping: EarlyStopping(every: 10)))
        trainer.threads = threads
        return trainer
    }

    static let kinds: [SequenceNetwork.LayerKind] = [.lstm(6), .gru(6), .bidirectionalLSTM(4), .bidirectionalGRU(4), .selfAttention]

    @Test(arguments: kinds) func `any number of threads gives the same bits`(kind: SequenceNetwork.LayerKind) throws {
        var one = Self.trainer(kind), three = Self.trainer(kind, threads: 3)
        while try one.step() {}
        while try three.step() {}
        #expect(one.parameters == three.parameters && one.loss == three.loss && one.heldOutLoss == three.heldOutLoss)
    }

    @Test(arguments: kinds) func `a training ended after any step and taken up again goes on exactly`(kind: SequenceNetwork.LayerKind)
        throws
    {
        var whole = Self.trainer(kind), first = Self.trainer(kind), checkpoints: [Safetensors] = []
        while try whole.step() {}
        repeat { checkpoints.append(try Safetensors(bytes: first.checkpoint().bytes)) } while try first.step()
        #expect(checkpoints.count > 20)
        // Every pass, and steps within one.
        for checkpoint in checkpoints.enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) + checkpoints.suffix(1) {
            var second = try Trainer(resuming: checkpoint, task: whole.task, shape: whole.task.network.parameters)
            while try second.step() {}
            #expect(second.parameters == whole.parameters && second.result == whole.result)
        }
    }

    @Test func `order is learnt`() throws {
        var trainer = Self.trainer(.bidirectionalLSTM(8), steps: 400, dropout: 0)
        while try trainer.step() {}
        var network = trainer.task.network, workspace = SequenceNetwork.Workspace()
        network.parameters = trainer.result
        let fresh = Self.examples(200, seed: 4), answers = network.likelihoods(fresh, workspace: &workspace)
        guard case .binary(let truths, _, _) = fresh.truth else { return }
        let right = zip(answers, truths).count { ($0 > 0.5) == ($1 > 0.5) }
        #expect(right > 185, "\(right) of 200; guessing gets \(truths.count { $0 == 0 })")
    }

    @Test func `numbers that fail end training with the last good parameters`() {
        var trainer = Self.trainer(steps: 2_000, rate: 1e30)
        #expect(throws: TrainingFailure.self) { while try trainer.step() {} }
        #expect(trainer.parameters.values.allSatisfy(\.isFinite) && trainer.result.values.allSatisfy(\.isFinite))
    }

    @Test func `counts of what came before are read from the tokens`() throws {
        var generator = TestGenerator(5)
        let network = SequenceNetwork(.init(branches: [.init(values: 3, layers: [.lstm(4)])], outputs: 2), using: &generator)
        let tokens: [Int32] = [2, 0, 2, 1, 1], starts = [0, 3, 5]
        let counted = SequenceExamples([.init(tokens: tokens, starts: starts, numbers: .counts(3))])
        let given = SequenceExamples([
            .init(
                tokens: tokens, starts: starts,
                numbers: .given([0, 0, 1, 1, 0, 1, 1, 0, 2, 0, 1, 0, 0, 2, 0], width: 3))
        ])
        var workspace = SequenceNetwork.Workspace()
        #expect(network.outputs(counted, workspace: &workspace) == network.outputs(given, workspace: &workspace))
    }

    @Test func `folds spread each class and name where one is missing`() {
        var generator = TestGenerator(6)
        let labels = (0..<50).map { $0 % 10 == 0 ? 1 : 0 } + [2]
        let folds = Folds(labels: labels, count: 5, using: &generator)
        #expect(folds.parts.flatMap { $0 }.sorted() == Array(labels.indices))
        #expect(folds.parts.allSatisfy { part in part.count { labels[$0] == 1 } == 1 && (10...11).contains(part.count) })
        #expect(folds.lacking.map(\.label) == [2, 2, 2, 2])
        #expect(Set(folds.others(than: 2)).isDisjoint(with: folds.parts[2]))
        #expect(Folds(labels: [], count: 3, using: &generator).parts == [[]])
        #expect(Folds(labels: [1], count: 3, using: &generator).parts == [[0]])
    }
}

@Suite struct GaussianNoiseTests {
    @Test func `noise has the moments and the tails of a normal distribution`() {
        var generator = TestGenerator(8)
        let noise = GaussianNoise.draw(200_001, deviation: 2, using: &generator).map(Double.init), count = Double(noise.count)
        #expect(noise.count == 200_001)
        let mean = noise.reduce(0, +) / count, variance = noise.reduce(0) { $0 + $1 * $1 } / count
        let fourth = noise.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
        #expect(abs(mean) < 0.02 && abs(variance - 4) < 0.05)
        // Three times the variance's square; twelve uniform numbers would give 2.9.
        #expect(abs(fourth / 16 - 3) < 0.06)
        let beyond = Double(noise.count { abs($0) > 7 }) / count
        #expect(abs(beyond - 4.65e-4) < 2e-4, "a share of \(beyond) lies beyond 3.5 deviations")
    }
}
