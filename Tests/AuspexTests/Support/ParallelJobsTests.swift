import Testing

@testable import Auspex

@Suite struct ParallelJobsTests {
    private struct Refused: Error, Equatable { var number: Int }

    @Test(arguments: [1, 2, 7]) func `results come in the order of the jobs`(threads: Int) throws {
        let squares = try ParallelJobs.run(50, threads: threads, meanwhile: { _ in }, job: { $0 * $0 })
        #expect(squares == (0..<50).map { $0 * $0 })
        #expect(try ParallelJobs.run(0, threads: threads, meanwhile: { _ in }, job: { $0 }) == [])
    }

    @Test func `a failed job fails the run and no further one begins`() {
        let error = #expect(throws: Refused.self) {
            try ParallelJobs.run(1_000, threads: 2, meanwhile: { _ in }) { number in
                if number >= 3 { throw Refused(number: number) }
                return number
            }
        }
        #expect((error?.number ?? 0) <= 4)
    }

    @Test func `models do not depend on the number of threads`() throws {
        let normal = (0..<40).map {
            EventSequence(id: "\($0)", events: ([1, 2, 3] + ($0 % 3 == 0 ? [4] : [5, 4])).map(TemplateID.init(rawValue:)))
        }
        var plan = try DetectorPlan(detector: "ensemble", settings: ["units=8", "layers=1", "window=3", "steps=30", "epochs=1"], seed: 3)
        let one = try plan.fit(on: normal)
        plan.threads = 3
        let three = try plan.fit(on: normal)
        #expect(try one.files() == three.files())
    }
}
