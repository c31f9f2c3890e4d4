import Testing

@testable import Auspex

@Suite struct PredictionWorkflowMinerTests {
    static func training(_ scope: WorkflowModel.Scope, seed: UInt64) -> [EventSequence] {
        let executions = SimulatedTasks.executions(400, seed: seed)
        guard scope == .stream else { return executions.enumerated().map { EventSequence(id: "\($0.offset)", events: $0.element) } }
        let stream = executions.flatMap { $0 }
        return (0...(stream.count - 10)).map { EventSequence(id: "\($0)", events: Array(stream[$0..<($0 + 10)]), isComplete: false) }
    }

    static func recovers(_ model: some NextEventModel, _ training: [EventSequence], _ scope: WorkflowModel.Scope) -> Bool {
        PredictionWorkflowMiner().mine(model, training: training, scope: scope).workflows.map(\.root.notation) == SimulatedTasks.notations
    }

    @Test(arguments: [WorkflowModel.Scope.session, .stream]) func `counts of successors are enough on every seed`(
        scope: WorkflowModel.Scope
    ) throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let training = Self.training(scope, seed: seed)
            let model = try NGramModel.fit(on: training, configuration: .init(historyLength: 5))
            #expect(Self.recovers(model, training, scope), "seed \(seed)")
        }
    }

    @Test func `the key network gives the four tasks on nine of ten seeds`() throws {
        var good = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            let training = Self.training(.session, seed: seed)
            let model = try KeyModel.train(
                on: training,
                configuration: .init(layers: 1, units: 32, epochs: 400, batchContexts: 64, groupContexts: 4, seed: seed))
            if Self.recovers(model, training, .session) { good += 1 }
        }
        #expect(good >= 9)
    }

    @Test func `divergence points say what was concluded`() throws {
        let training = Self.training(.session, seed: 2)
        let model = try NGramModel.fit(on: training, configuration: .init(historyLength: 5))
        let divergences = PredictionWorkflowMiner().mine(model, training: training, scope: .session).divergences
        let e = { (number: UInt32) in TemplateID(rawValue: number) }
        #expect(divergences.first { $0.after == [e(5)] }?.conclusion == .fork)
        #expect(divergences.first { $0.after == [e(14)] }?.conclusion == .branch)
        #expect(divergences.first { $0.after == [e(1), e(2), e(3), e(4)] }?.conclusion == .newTask)
    }

    @Test func `a model of one event and no training at all`() throws {
        let single = [EventSequence(id: "", events: [TemplateID(rawValue: 7)])]
        let model = try NGramModel.fit(on: single)
        #expect(PredictionWorkflowMiner().mine(model, training: single, scope: .session).workflows.map(\.root.notation) == ["7"])
        #expect(PredictionWorkflowMiner().mine(model, training: [], scope: .session).workflows.isEmpty)
        #expect(PredictionWorkflowMiner().mine(model, training: [], scope: .stream).workflows.isEmpty)
    }
}
