import Foundation
import Neural
import Testing

func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// SplitMix64, for the tests' own numbers.
struct TestGenerator: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }
}

/// Largest difference relative to the largest magnitude among the expected numbers.
func relativeError(_ found: some Sequence<Float>, _ expected: some Sequence<Double>) -> Double {
    let pairs = Array(zip(found, expected))
    let scale = max(1e-12, pairs.map { abs($0.1) }.max() ?? 0)
    return (pairs.map { $0.0.isFinite ? abs(Double($0.0) - $0.1) : .infinity }.max() ?? 0) / scale
}

/// The promises of a differentiable layer: its gradient is that of its loss, equal calls give equal bits, and workspaces carry nothing
/// from call to call.
///
/// - Parameters:
///   - parameters: the numbers the layer is differentiated by.
///   - oracle: the loss in double precision for any parameters.
///   - gradient: the layer's own loss and gradient; called twice.
func checkLayer(
    _ name: String, parameters: [Float], tolerance: Double = 2e-4, oracle: ([Double]) -> Double,
    gradient: () -> (loss: Double, gradient: [Float]), sourceLocation: SourceLocation = #_sourceLocation
) {
    let first = gradient(), second = gradient()
    #expect(first.gradient.count == parameters.count, "\(name): one derivative for each parameter", sourceLocation: sourceLocation)
    #expect(
        first.loss == second.loss && first.gradient == second.gradient, "\(name): equal calls, equal bits", sourceLocation: sourceLocation)
    let values = parameters.map(Double.init)
    #expect(abs(first.loss - oracle(values)) <= 1e-5 * max(1, abs(first.loss)), "\(name): loss", sourceLocation: sourceLocation)
    let expected = values.indices.map { index in
        var up = values, down = values
        up[index] += 1e-5
        down[index] -= 1e-5
        return (oracle(up) - oracle(down)) / 2e-5
    }
    let error = relativeError(first.gradient, expected)
    #expect(error < tolerance, "\(name): gradient off by \(error)", sourceLocation: sourceLocation)
    #expect(expected.contains { $0 != 0 }, "\(name): the loss depends on the parameters", sourceLocation: sourceLocation)
}

/// A JSON fixture made by `Tools/reference`.
func fixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
}
