import AuspexStudies
import TestSupport
import Testing

@testable import Auspex

@Suite struct BenchmarkTests {
    @Test func `benchmarks measure each stage with the clocks they are given`() throws {
        let folder = try TemporaryFolder()
        var ticks = 0.0
        let clocks = Benchmark.Clocks(
            processor: {
                ticks += 1
                return ticks
            }, wall: { ticks }, peakMemory: { 1 << 20 }, forgetPeak: {})
        let bench = try Benchmark(lines: 20_000, log: folder.file("bench.log"), data: nil, threads: 2, clocks: clocks, seed: 1)
        for name in [Benchmark.Name.simulate, .read, .parse, .sessions, .detect] {
            let figures = try bench.run(name)
            #expect(!figures.isEmpty && figures.allSatisfy { $0.cpuSeconds > 0 && $0.lines > 0 }, "\(name)")
        }
    }

    @Test func `the benchmark measures what was trained`() throws {
        // A small automaton: 1 2 (3 4 | 4 3) 5, sometimes with 6 at the end.
        let sessions = (0..<40).map { index in
            let events = [1, 2] + (index.isMultiple(of: 2) ? [3, 4] : [4, 3]) + (index % 5 == 0 ? [5, 6] : [5])
            return EventSequence(id: "s\(index)", events: events.map { TemplateID(rawValue: UInt32($0)) })
        }
        let configuration = KeyModel.Configuration(
            window: 4, layers: 2, units: 12, steps: 150, epochs: 1, batchContexts: 8, groupContexts: 2)
        var ticks = 0.0
        let (benchmark, model) = try KeyModelBenchmark.run(on: sessions, configuration: configuration) {
            ticks += 1
            return ticks
        }
        #expect(benchmark.losses == model.training.losses && benchmark.seconds == benchmark.losses.indices.map { Double($0 + 1) })
        #expect(benchmark.unsharedSteps == 4 * benchmark.windows && benchmark.nodes < benchmark.unsharedSteps / 10)
        #expect(benchmark.lossFloor <= benchmark.finalLoss && benchmark.finalLoss < benchmark.losses[0])
        #expect(benchmark.seconds(toReach: benchmark.losses[0]) == 1 && benchmark.seconds(toReach: -1) == nil)
    }
}
