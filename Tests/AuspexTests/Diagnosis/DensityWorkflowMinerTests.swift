import Testing

@testable import Auspex

@Suite struct DensityWorkflowMinerTests {
    /// What was found on the seeds where it was not exactly the four tasks.
    static func failures(executions: Int, threshold: Double, noise: Double, degree: Int, seeds: ClosedRange<UInt64> = 1...10) -> [String] {
        seeds.compactMap { seed in
            let stream = SimulatedTasks.stream(executions, .distinct(degree), seed: seed, noise: noise)
            let found = DensityWorkflowMiner(.init(threshold: threshold)).mine([stream]).workflows.map(\.root.notation)
            return found == SimulatedTasks.notations ? nil : "seed \(seed): \(found)"
        }
    }

    @Test(arguments: [1, 2, 4]) func `clean logs give the four tasks exactly, however interleaved`(degree: Int) {
        #expect(Self.failures(executions: 400, threshold: 0.9, noise: 0, degree: degree) == [])
    }

    @Test func `two percent of replaced keys do not matter at the robust threshold`() {
        #expect(Self.failures(executions: 2_000, threshold: 0.85, noise: 0.02, degree: 1) == [])
    }

    @Test(arguments: [2, 4]) func `nor do they in an interleaved log`(degree: Int) {
        // Two seeds here, ten in the measurements: this is the slowest case.
        #expect(Self.failures(executions: 2_000, threshold: 0.85, noise: 0.02, degree: degree, seeds: 1...2) == [])
    }

    @Test func `mining twice gives equal workflows`() {
        let stream = SimulatedTasks.stream(200, .distinct(2), seed: 5)
        #expect(DensityWorkflowMiner().mine([stream]) == DensityWorkflowMiner().mine([stream]))
    }

    @Test func `executions fit the workflows mined from them`() {
        let executions = SimulatedTasks.executions(300, seed: 3)
        let result = DensityWorkflowMiner().mine([executions.flatMap { $0 }])
        #expect(result.explained == 1)
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: result.workflows, scope: .session))
        for execution in executions {
            let diagnosis = diagnoser.diagnose(EventSequence(id: "", events: execution))
            #expect(diagnosis.fit == .fits)
        }
    }

    @Test func `decisions come with the cells that decided them`() throws {
        let result = DensityWorkflowMiner().mine([SimulatedTasks.executions(400, seed: 1).flatMap { $0 }])
        let fork = try #require(result.decisions.first { $0.conclusion == .fork })
        #expect(fork.after == [TemplateID(rawValue: 5)])
        #expect(Set(fork.cells.prefix(2).map(\.template)) == [TemplateID(rawValue: 6), TemplateID(rawValue: 7)])
        #expect(fork.cells[0].probabilities[1] > 0.99 && fork.cells[0].probabilities[0] < 0.7)
        #expect(result.decisions.contains { $0.after == [TemplateID(rawValue: 14)] && $0.conclusion == .branch })
        #expect(result.decisions.contains { $0.after == [TemplateID(rawValue: 4)] && $0.conclusion == .end })
    }

    @Test func `nothing, one event and unknown events are no tasks`() {
        #expect(DensityWorkflowMiner().mine([]).workflows.isEmpty)
        #expect(DensityWorkflowMiner().mine([[]]).workflows.isEmpty)
        #expect(DensityWorkflowMiner().mine([[TemplateID(rawValue: 3)]]).workflows.isEmpty)
        #expect(DensityWorkflowMiner().mine([[TemplateID](repeating: .none, count: 100)]).workflows.isEmpty)
    }

    @Test func `one event again and again is one step`() {
        let found = DensityWorkflowMiner().mine([[TemplateID](repeating: TemplateID(rawValue: 3), count: 1_000)]).workflows
        #expect(found.count <= 1)
    }

    @Test func `distances count a neighbour once and never cross an end`() {
        let a = TemplateID(rawValue: 1), b = TemplateID(rawValue: 2), c = TemplateID(rawValue: 3)
        let matrix = CooccurrenceMatrix([[a, b, b, a], [c, a]], maximumDistance: 3)
        #expect(matrix.follows(a, b, within: 1) == 1.0 / 3)
        #expect(matrix.follows(a, b, within: 3) == 1.0 / 3)
        #expect(matrix.follows(b, a, within: 1) == 0.5)
        #expect(matrix.follows(b, a, within: 2) == 1)
        #expect(matrix.follows(a, c, within: 3) == 0)
        #expect(matrix.precedes(a, c, within: 1) == 1.0 / 3)
        #expect(matrix.literal(b, a, distance: 2) == 0.5)
    }
}
