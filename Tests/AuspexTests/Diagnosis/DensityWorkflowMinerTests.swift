import Testing

@testable import Auspex

@Suite struct DensityWorkflowMinerTests {
    static func recovered(executions: Int, threshold: Double, noise: Double, degree: Int, distinct: Bool = true) -> [String] {
        (1...10).compactMap { seed in
            let stream = SimulatedTasks.stream(executions, degree: degree, distinct: distinct, seed: UInt64(seed), noise: noise)
            let result = DensityWorkflowMiner(.init(threshold: threshold)).mine([stream])
            let found = result.workflows.map(\.root.notation)
            return found == SimulatedTasks.notations
                ? nil : "seed \(seed): \(found) separated \(result.isSeparated) explained \(result.explained)"
        }
    }

    @Test(arguments: [1, 2, 3, 4]) func `clean logs give the four tasks exactly`(degree: Int) {
        #expect(Self.recovered(executions: 400, threshold: 0.9, noise: 0, degree: degree) == [])
    }

    @Test(arguments: [1, 2, 3, 4]) func `two percent of replaced keys do not matter at the robust threshold`(degree: Int) {
        #expect(Self.recovered(executions: 2_000, threshold: 0.85, noise: 0.02, degree: degree) == [])
    }

    @Test(arguments: [2, 3, 4], [0, 0.02]) func `tasks may overlap themselves`(degree: Int, noise: Double) {
        #expect(
            Self.recovered(
                executions: noise > 0 ? 2_000 : 400, threshold: noise > 0 ? 0.85 : 0.9, noise: noise, degree: degree, distinct: false) == []
        )
    }
}
