import Testing

@testable import Neural

@Suite struct DenormalTests {
    /// Hidden from the compiler, which would compute the products itself.
    @inline(never) static func halved(_ value: Float) -> Float { value * 0.5 }

    @Test func `numbers too small are 0 while flushed, and themselves again afterwards`() {
        let smallest = Float.leastNormalMagnitude
        #expect(Self.halved(smallest) > 0)
        let mode = DenormalMode.flush()
        let flushed = Self.halved(smallest)
        mode.restore()
        #expect(flushed == 0)
        #expect(Self.halved(smallest) > 0)
    }

    @Test func `networks and optimisers leave the mode as they found it`() throws {
        var generator = TestGenerator(1)
        var network = RecurrentNetwork(.init(input: .values(2), layers: 1, units: 3, outputs: 1), using: &generator)
        var workspace = RecurrentNetwork.Workspace(), state = network.makeState(slots: 1)
        let targets = ValueTargets(nodes: [0], values: [1], weights: [1])
        _ = network.gradient(of: SquaredError(targets), on: .rows(1), values: [1, 2], scale: 1, workspace: &workspace)
        network.step(&state, slots: [0], values: [1, 2], workspace: &workspace)
        var optimiser = Adam(count: network.parameters.values.count)
        optimiser.update(&network.parameters.values, gradient: workspace.gradient, rate: 1e-3)
        #expect(Self.halved(.leastNormalMagnitude) > 0)
    }

    @Test func `moments that fade away become 0 instead of denormal`() {
        var parameters: [Float] = [1], optimiser = Adam(count: 1)
        optimiser.update(&parameters, gradient: [1e-15], rate: 1e-3)
        for _ in 0..<2_000 { optimiser.update(&parameters, gradient: [0], rate: 1e-3) }
        #expect(optimiser.mean == [0] && optimiser.variance.allSatisfy { $0 == 0 || $0.isNormal })
    }
}
