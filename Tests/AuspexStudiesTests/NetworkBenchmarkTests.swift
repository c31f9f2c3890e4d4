import Testing

@testable import AuspexStudies

/// The benchmark of recurrent layers.
@Suite struct NetworkBenchmarkTests {
    @Test func `the shapes of the benchmark cost what their products cost`() {
        let shapes = NetworkBenchmark.shapes
        #expect(Set(shapes.map(\.name)).count == shapes.count && shapes.contains { $0.name == "gru one window" && $0.isForwardOnly })
        let lstm = shapes.first { $0.name == "lstm windows" }
        // Two layers: 28 and 64 numbers in, 64 units, four gates; two operations a product, three passes.
        #expect(lstm?.operations == Double(2 * 3 * 2_048 * 10 * 4 * 64 * (28 + 64 + 64 + 64)))
        let figure = NetworkBenchmark(seed: 1, clock: Self.clock()).run(shapes[shapes.count - 1])
        #expect(figure.steps >= 1 && figure.seconds >= NetworkBenchmark.leastSeconds)
    }

    /// A clock that goes on by a fifth of a second whenever it is asked.
    private static func clock() -> () -> Double {
        var now = 0.0
        return {
            now += 0.2
            return now
        }
    }
}
