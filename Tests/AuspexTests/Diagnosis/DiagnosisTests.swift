import TestSupport
import Testing

@testable import Auspex

@Suite struct DiagnosisTests {
    static func e(_ number: UInt32) -> TemplateID { TemplateID(rawValue: number) }

    static func model(scope: WorkflowModel.Scope = .session) -> WorkflowModel {
        var model = WorkflowModel(
            workflows: SimulatedTasks.roots.map { TaskWorkflow(name: "task \($0.canonical.templates[0])", root: $0) }, scope: .session)
        model.count(SimulatedTasks.executions(400, seed: 9).map { EventSequence(id: "", events: $0) })
        model.scope = scope
        return model
    }

    static func diagnose(_ numbers: [UInt32], complete: Bool = true, scope: WorkflowModel.Scope = .session) -> Diagnosis {
        var diagnoser = WorkflowDiagnoser(model(scope: scope))
        return diagnoser.diagnose(EventSequence(id: "s", events: numbers.map(e), isComplete: complete))
    }

    @Test func `a wrong step is located with what should have come`() {
        let found = Self.diagnose([14, 99, 17])
        #expect(found.fit == .located && found.task == "task E14" && found.divergence == 1 && found.observed == Self.e(99))
        #expect(found.lastGood?.template == Self.e(14))
        #expect(Set(found.expected.map(\.template)) == [Self.e(15), Self.e(16)])
        #expect(abs(found.expected.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
        #expect(found.superfluous == [1] && found.neverCame.count == 1 && found.editDistance == 2)
    }

    @Test func `a branch of a fork that never came is named`() {
        let found = Self.diagnose([5, 7, 8])
        #expect(found.divergence == 2 && found.expected.map(\.template) == [Self.e(6)] && found.observed == Self.e(8))
        #expect(found.neverCame.map(\.template) == [Self.e(6)] && found.superfluous.isEmpty)
    }

    @Test func `a session that stops early ends at its last event`() {
        let found = Self.diagnose([9, 10, 11, 12, 11])
        #expect(found.divergence == 5 && found.observed == nil && found.expected.map(\.template) == [Self.e(12)])
        #expect(found.neverCame.map(\.template) == [Self.e(12), Self.e(13)])
        #expect(Self.diagnose([9, 10, 11, 12, 11], complete: false).fit == .fits)
    }

    @Test func `a session that fits has no divergence`() {
        for numbers in [[1, 2, 3, 4], [5, 7, 6, 8], [9, 10, 11, 12, 11, 12, 13], [14, 16, 17]] as [[UInt32]] {
            let found = Self.diagnose(numbers)
            #expect(found.fit == .fits && found.divergence == nil && found.editDistance == 0 && !found.path.contains(nil))
        }
    }

    @Test func `without a first event the nearest task is reported`() {
        let found = Self.diagnose([10, 11, 12, 13])
        #expect(found.fit == .nearest && found.task == "task E9" && found.divergence == 0)
        #expect(found.neverCame.map(\.template) == [Self.e(9)] && found.editDistance == 1)
    }

    @Test func `odd sessions are diagnosed too`() {
        #expect(Self.diagnose([]).divergence == 0)
        #expect(Self.diagnose([], complete: false).fit == .fits)
        #expect(Self.diagnose([0]).fit == .nearest)
        #expect(Self.diagnose([3]).fit == .nearest)
        let long = Self.diagnose([9, 10] + (0..<20_000).flatMap { _ in [11, 12] as [UInt32] } + [11, 11])
        #expect(long.divergence == 40_003 && long.path.count == 40_004)
        var none = WorkflowDiagnoser(WorkflowModel(workflows: [], scope: .session))
        let unknown = none.diagnose(EventSequence(id: "s", events: [Self.e(1)]))
        #expect(unknown.fit == .unknown)
    }

    @Test func `a slow step is found and where`() throws {
        var model = Self.model()
        let normal = (0..<50).map { run in
            EventSequence(id: "\(run)", events: [1, 2, 3, 4].map(Self.e), times: [0, 1, 2.0 + Double(run) / 100, 4.0 + Double(run) / 100])
        }
        model.count(normal)
        var diagnoser = WorkflowDiagnoser(model)
        for session in normal {
            let diagnosis = diagnoser.diagnose(session)
            #expect(diagnosis.slowStep == nil)
        }
        let slow = diagnoser.diagnose(EventSequence(id: "slow", events: [1, 2, 3, 4].map(Self.e), times: [0, 1, 9, 11]))
        let step = try #require(slow.slowStep)
        #expect(slow.fit == .fits && step.from.template == Self.e(2) && step.to.template == Self.e(3) && step.duration == 8)
        #expect(step.usualHigh < 3)
        let strange = EventSequence(id: "", events: [1, 2, 3, 4].map(Self.e), times: [0, .nan, -5, .infinity])
        let diagnosis = diagnoser.diagnose(strange)
        #expect(diagnosis.fit == .fits)
    }

    @Test func `a window of a stream holds executions at the same time`() {
        #expect(Self.diagnose([3, 4, 1, 5, 2, 7, 3, 6, 8, 4], complete: false, scope: .stream).superfluous == [0, 1])
        let found = Self.diagnose([1, 5, 2, 7, 99, 3, 6, 8, 4], complete: false, scope: .stream)
        #expect(found.divergence == 4 && found.observed == Self.e(99) && found.superfluous == [4])
        #expect(found.path.indices.filter { found.path[$0] == nil } == [4])
        let unfinished = Self.diagnose([1, 5, 2, 7, 3, 4], scope: .stream)
        #expect(unfinished.task == "task E5" && unfinished.divergence == 6 && unfinished.expected.map(\.template) == [Self.e(6)])
    }

    @Test func `a template the workflows leave out is passed over unless it was flagged`() {
        var diagnoser = WorkflowDiagnoser(Self.model())
        let session = EventSequence(id: "s", events: [14, 99, 15, 98, 4].map(Self.e), times: [0, 1, 2, 3, 4])
        let found = diagnoser.diagnose(session, flagged: [4])
        #expect(found.divergence == 4 && found.observed == Self.e(4) && found.lastGood?.event == 2)
        #expect(found.expected.map(\.template) == [Self.e(17)] && found.superfluous == [4])
        #expect(found.path.map { $0 == nil } == [false, true, false, true, true] && found.execution == [0, 2, 4])
        let strict = diagnoser.diagnose(session, flagged: [1])
        #expect(strict.divergence == 1 && strict.lastGood?.event == 0)
        let calm = diagnoser.diagnose(EventSequence(id: "s", events: [14, 99, 15, 17].map(Self.e)), flagged: [2])
        #expect(calm.fit == .fits && calm.divergence == nil && calm.path.count == 4)
    }

    @Test func `a flagged event of a window is located in its own execution`() {
        var diagnoser = WorkflowDiagnoser(Self.model(scope: .stream))
        // Task 5–8 without its step 6, beside task 1–4, after a stray event nobody flagged.
        let window = EventSequence(id: "w", events: [1, 99, 5, 2, 7, 8, 3, 4].map(Self.e), isComplete: false)
        let found = diagnoser.diagnose(window, flagged: [5])
        #expect(found.task == "task E5" && found.divergence == 5 && found.observed == Self.e(8))
        #expect(found.execution == [2, 4] && found.lastGood?.event == 4)
        #expect(found.expected.map(\.template) == [Self.e(6)] && found.neverCame.map(\.template) == [Self.e(6)])
        let inside = diagnoser.diagnose(window, flagged: [3])
        #expect(inside.task == "task E1" && inside.fit == .fits && inside.execution == [0, 3, 6, 7])
        let late = diagnoser.diagnose(EventSequence(id: "w", events: [5, 7, 8, 6, 8].map(Self.e), isComplete: false), flagged: [2])
        #expect(late.neverCame.isEmpty && late.expected.map(\.template) == [Self.e(6)], "a step that is only late has come")
        let none = diagnoser.diagnose(EventSequence(id: "w", events: [99, 98].map(Self.e), isComplete: false), flagged: [1])
        #expect(none.fit == .nearest && none.workflow == nil && none.divergence == 1)
    }

    @Test func `a diagnosis survives being written and read`() throws {
        let found = Self.diagnose([5, 7, 8])
        #expect(try JSON.decode(Diagnosis.self, from: JSON.encode(found), source: "test") == found)
    }

    @Test func `sessions of one kind become one legible workflow`() {
        let root = WorkflowBlock.sequence([
            .parallel([.loop(.event(Self.e(5)), .exactly(3)), .event(Self.e(22))]),
            .parallel([.loop(.sequence([.event(Self.e(11)), .event(Self.e(9))]), .exactly(3)), .loop(.event(Self.e(26)), .exactly(3))]),
            .choice([.nothing, .sequence([.event(Self.e(23)), .event(Self.e(21))])]),
        ])
        var random = RandomSource(seed: 5)
        let sessions = (0..<2_000).map { EventSequence(id: "\($0)", events: SimulatedTasks.execution(root, &random)) }
        let result = SessionWorkflowMiner().mine(sessions)
        #expect(result.workflow.root == root.canonical)
        #expect(result.fitted == 1 && result.leftOut == [] && result.workflow.executions == 2_000)
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `the life of a block is small and fits new blocks`() throws {
        func sessions(_ name: String) throws -> [EventSequence] {
            let bytes = try FileSystem.read(DataSets.path("hdfs/sequences/" + name), limit: 1 << 26)
            return bytes.split(separator: 10).map { line in
                EventSequence(
                    id: "", events: line.split(separator: 32).compactMap { UInt32(String(decoding: $0, as: UTF8.self)) }.map(Self.e))
            }
        }
        let result = SessionWorkflowMiner().mine(try sessions("train_normal.txt"))
        #expect(result.workflow.root.notation == "{5×3 | 22} {(11 9)×3 | 26×3} ((2 / 3 / 4)+)? (23×3 21×3)?")
        #expect(result.workflow.graph.nodes.count <= 30 && result.fitted > 0.95)
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: [result.workflow], scope: .session))
        let abnormal = try sessions("test_abnormal.txt").prefix(100)
        let diverging = abnormal.filter { diagnoser.diagnose($0).divergence != nil }.count
        #expect(diverging == 100)
        let normal = try sessions("test_normal.txt").prefix(500)
        let fitting = normal.filter { diagnoser.diagnose($0).fit == .fits }.count
        #expect(fitting > 460)
    }
}
