import Foundation
import Neural
import Testing

/// Learns which token follows two others: small, with several batches a step, and a part put aside.
private struct ToyTask: TrainingTask {
    struct Batch {
        var sequences: SequenceBatch
        var targets: ClassTargets
    }

    let network: RecurrentNetwork
    var parts = 4
    /// Loss on held-out data in the place of the measured one, by number of the measurement; for rules of stopping.
    var script: [Double]?
    let start = ExampleOrder(count: 16, using: Generator(state: 5))

    struct Generator: RandomNumberGenerator, Codable, Sendable, Equatable {
        var state: UInt64
        mutating func next() -> UInt64 {
            var source = TestGenerator(state)
            defer { state = source.state }
            return source.next()
        }
    }

    init() {
        var generator = TestGenerator(3)
        network = RecurrentNetwork(.init(input: .tokens(4), layers: 1, units: 6, outputs: 4), using: &generator)
    }

    func accepts(_ position: ExampleOrder<Generator>) -> Bool { position.isOrder(of: 16) }

    func nextBatches(_ position: inout ExampleOrder<Generator>) -> [Batch] {
        (0..<parts).map { _ in
            let chosen = (0..<3).map { _ in Int32(position.next()) }
            return batch(chosen)
        }
    }

    private func batch(_ chosen: [Int32]) -> Batch {
        let sequences = SequenceBatch(sharingPrefixes: chosen.flatMap { [$0 / 4, $0 % 4] }, length: 2)
        let classes = chosen.map { ($0 / 4 + $0) % 4 }
        return Batch(
            sequences: sequences,
            targets: ClassTargets(
                nodes: sequences.ends, starts: (0...Int32(chosen.count)).map { $0 }, classes: classes, weights: chosen.map { _ in 1 }))
    }

    func makeWorkspace() -> (network: RecurrentNetwork.Workspace, measurements: Int) { (RecurrentNetwork.Workspace(), 0) }

    func gradient(
        of batch: Batch, parameters: ParameterBuffer, into gradient: inout [Float],
        workspace: inout (network: RecurrentNetwork.Workspace, measurements: Int)
    ) -> Double {
        var network = network
        network.parameters = parameters
        let loss = network.gradient(
            of: SoftmaxCrossEntropy(batch.targets), on: batch.sequences, scale: 1 / Float(3 * parts), workspace: &workspace.network)
        gradient = workspace.network.gradient
        return loss / Double(3 * parts)
    }

    func heldOutLoss(
        _ parameters: ParameterBuffer, workspace: inout (network: RecurrentNetwork.Workspace, measurements: Int)
    ) -> Double? {
        workspace.measurements += 1
        if let script { return script[min(workspace.measurements, script.count) - 1] }
        var network = network
        network.parameters = parameters
        let all = batch((0..<16).map { $0 })
        return network.value(of: SoftmaxCrossEntropy(all.targets), on: all.sequences, workspace: &workspace.network) / 16
    }
}

@Suite struct TrainerTests {
    private static func trainer(
        _ task: ToyTask = ToyTask(), steps: Int = 60, highest: Double = 0.05, rate: LearningRate? = nil,
        stopping: EarlyStopping? = EarlyStopping(every: 7)
    ) -> Trainer<ToyTask> {
        Trainer(
            task, parameters: task.network.parameters,
            configuration: .init(
                steps: steps, rate: rate ?? .warmUpThenCosine(highest: highest, warmUp: 5, total: Double(steps), last: 0.02), clip: 1,
                stopping: stopping))
    }

    @Test func `training lowers the loss and keeps the best parameters`() throws {
        var trainer = Self.trainer(steps: 200)
        while try trainer.step() {}
        let first = log(4.0)
        let best = try #require(trainer.bestHeldOutLoss)
        #expect(best < 0.2 * first && trainer.steps == 200 && trainer.end == .lastStep)
        var workspace = trainer.task.makeWorkspace()
        #expect(trainer.task.heldOutLoss(trainer.result, workspace: &workspace) == best)
    }

    @Test(arguments: [2, 3, 16]) func `the number of threads changes no bit`(threads: Int) throws {
        var alone = Self.trainer(), together = Self.trainer()
        together.threads = threads
        while try alone.step() {}
        while try together.step() {}
        #expect(alone.parameters == together.parameters && alone.loss == together.loss && alone.result == together.result)
    }

    @Test(arguments: [1, 13, 28, 59, 60]) func `a training taken up again goes on exactly`(cut: Int) throws {
        var whole = Self.trainer(), first = Self.trainer()
        while try whole.step() {}
        for _ in 0..<cut { _ = try first.step() }
        let file = try Safetensors(bytes: first.checkpoint().bytes)
        var second = try Trainer(resuming: file, task: ToyTask(), shape: ToyTask().network.parameters)
        #expect(second.steps == cut)
        while try second.step() {}
        #expect(second.parameters == whole.parameters && second.result == whole.result)
        #expect(second.steps == whole.steps && second.end == whole.end && second.loss == whole.loss)
        #expect(second.bestHeldOutLoss == whole.bestHeldOutLoss)
        #expect(try second.checkpoint().bytes == whole.checkpoint().bytes)
    }

    @Test(arguments: [5, 22, 31, 40]) func `a training with a cool-down goes on exactly too`(cut: Int) throws {
        var task = ToyTask()
        task.script = [3]
        let stopping = EarlyStopping(every: 7, patience: 2, coolDown: .init(share: 0.5, last: 0.1))
        var whole = Self.trainer(task, steps: 90, rate: .warmUpThenHold(highest: 0.05, warmUp: 4), stopping: stopping), first = whole
        while try whole.step() {}
        // 3 is the smallest loss from the start; two measurements later, at 21 steps, ten more follow.
        #expect(whole.end == .noImprovement && whole.steps == 31 && whole.coolDownStart == 21)
        #expect(whole.uncooled != nil && whole.uncooled != whole.parameters)
        for _ in 0..<cut where first.end == nil { _ = try first.step() }
        var second = try Trainer(
            resuming: Safetensors(bytes: first.checkpoint().bytes), task: task, shape: ToyTask().network.parameters)
        while try second.step() {}
        #expect(second.parameters == whole.parameters && second.uncooled == whole.uncooled && second.steps == whole.steps)
    }

    @Test func `where steps run out the cool-down ends with the last`() throws {
        var task = ToyTask()
        task.script = (1...100).map { 1 / Double($0) }
        var trainer = Self.trainer(
            task, steps: 60, rate: .warmUpThenHold(highest: 0.05, warmUp: 4),
            stopping: EarlyStopping(every: 5, patience: 2, leastImprovement: 0.001, coolDown: .init(share: 0.5, last: 0)))
        while try trainer.step() {}
        #expect(trainer.end == .lastStep && trainer.coolDownStart == 40 && trainer.steps == 60)
    }

    @Test func `step sizes rise, stay or fall as they should`() {
        let cosine = LearningRate.warmUpThenCosine(highest: 1, warmUp: 10, total: 110, last: 0.1)
        #expect(cosine(0) < cosine(5) && cosine(10) == 1 && abs(cosine(60) - 0.55) < 1e-9 && abs(cosine(110) - 0.1) < 1e-9)
        let held = LearningRate.warmUpThenHold(highest: 2, warmUp: 9)
        #expect(abs(held(0) - 0.2) < 1e-9 && held(9) == 2 && held(1_000_000) == 2)
        let ramped = LearningRate.rampedCosine(highest: 1, ramp: 8, total: 80, last: 0.02)
        #expect(abs(ramped(0) - 0.125) < 1e-9 && ramped(8) > ramped(40) && abs(ramped(80) - 0.02) < 1e-9)
    }

    @Test func `checkpoints that do not fit are refused`() throws {
        var trainer = Self.trainer()
        for _ in 0..<8 { _ = try trainer.step() }
        let good = try trainer.checkpoint(), shape = trainer.task.network.parameters
        func expectRefused(_ change: (inout Safetensors) -> Void) {
            var file = good
            change(&file)
            #expect(throws: NeuralError.self) { try Trainer(resuming: file, task: ToyTask(), shape: shape) }
        }
        expectRefused { $0.metadata = [:] }
        expectRefused { $0.metadata["trainer"] = "{}" }
        expectRefused { $0.metadata["trainer"] = $0.metadata["trainer"]?.replacingOccurrences(of: "\"place\":", with: "\"place\":99") }
        expectRefused { $0.tensors.removeAll { $0.name == "adam.mean" } }
        expectRefused { $0.tensors.removeAll { $0.name == "best" } }
        expectRefused { $0.tensors.removeAll { $0.name.hasPrefix("parameters.output") } }
        expectRefused { file in
            let place = file.tensors.firstIndex { $0.name == "adam.variance" }!
            file.tensors[place].tensor.values[0] = -1
        }
        #expect(throws: Never.self) { try Trainer(resuming: good, task: ToyTask(), shape: shape) }
    }

    @Test func `training ends when the held-out loss no longer falls`() throws {
        var task = ToyTask()
        task.script = [5, 4, 3, 2.99, 2.98, 2.5, 2.49, 2.48, 2.47, 2.46]
        var trainer = Self.trainer(task, steps: 100, stopping: EarlyStopping(every: 5, patience: 3, leastImprovement: 0.05))
        while try trainer.step() {}
        // 2.5 is the last loss five in a hundred below the one before it; three measurements later it is over, and the smallest is kept.
        #expect(trainer.end == .noImprovement && trainer.steps == 45 && trainer.bestHeldOutLoss == 2.47)
    }

    @Test func `training ends when what is required is out of reach`() throws {
        var task = ToyTask()
        task.script = [5, 4, 3, 2]
        var trainer = Self.trainer(task, steps: 100, stopping: EarlyStopping(every: 10, requirement: .init(step: 25, loss: 2.5)))
        while try trainer.step() {}
        #expect(trainer.end == .belowRequirement && trainer.steps == 30)
    }

    @Test func `a loss that is no number ends training with the last good parameters`() throws {
        var task = ToyTask()
        task.script = [1, 0.5, .nan]
        var trainer = Self.trainer(task, stopping: EarlyStopping(every: 4))
        for _ in 0..<8 { _ = try trainer.step() }
        let good = trainer.parameters
        let failure = #expect(throws: TrainingFailure.self) { while try trainer.step() {} }
        #expect(failure?.cause == .heldOutLoss && failure?.step == 12)
        #expect(trainer.result == good && failure?.description.contains("diverged") == true)
    }

    @Test func `weights that overflow end training with the last good parameters`() throws {
        // Adam's steps are about as long as the rate: with this one the first is beyond what a square can hold.
        var trainer = Self.trainer(highest: 1e30, stopping: nil)
        let before = trainer.parameters
        let failure = #expect(throws: TrainingFailure.self) { while try trainer.step() {} }
        #expect(failure != nil && trainer.result.values.allSatisfy(\.isFinite))
        #expect(failure.map { $0.step > 1 || trainer.result == before } == true)
    }

    @Test func `an order of examples visits all before any comes again`() {
        var order = ExampleOrder(count: 10, using: ToyTask.Generator(state: 1))
        let passes = (0..<3).map { _ in (0..<10).map { _ in order.next() } }
        #expect(passes.allSatisfy { $0.sorted() == Array(0..<10) } && Set(passes).count == 3)
        var parts = ExampleOrder(count: 10, using: ToyTask.Generator(state: 1))
        #expect((0..<3).flatMap { _ in parts.nextPart(3) } == passes[0])
        #expect((0..<3).flatMap { _ in parts.nextPart(3) }.sorted() == Array(0..<10))
        #expect(parts.isOrder(of: 10) && !parts.isOrder(of: 11))
    }
}
