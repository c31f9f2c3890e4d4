import Testing

@testable import Neural

@Suite struct ActivityPenaltyTests {
    @Test func `the gradient holds the penalty on the first dense layer's outputs`() {
        let shape = SequenceNetwork.Configuration(branches: [], extra: 3, hidden: [4, 3], slope: 0, outputs: 2, activityPenalty: 0.5)
        var generator = TestGenerator(5)
        var network = SequenceNetwork(shape, using: &generator)
        let input = SequenceNetwork.Input([], extra: [0.3, -0.8, 0.5, 0.9, 0.2, -0.4])
        let loss = SquaredError(ValueTargets(nodes: [0, 1], values: [1, 0, 0, 1], weights: [1, 1]))
        func objective() -> Double {
            var workspace = SequenceNetwork.Workspace()
            let value = network.value(of: loss, on: input, workspace: &workspace)
            return value + 0.5 * workspace.dense[0].output.prefix(8).reduce(0) { $0 + Double(abs($1)) }
        }
        var workspace = SequenceNetwork.Workspace()
        _ = network.gradient(of: loss, on: input, scale: 1, workspace: &workspace)
        for place in network.parameters.values.indices {
            let before = network.parameters.values[place], step: Float = 1e-3
            network.parameters.values[place] = before + step
            let above = objective()
            network.parameters.values[place] = before - step
            let below = objective()
            network.parameters.values[place] = before
            let slope = (above - below) / Double(2 * step), told = Double(workspace.gradient[place])
            #expect(abs(slope - told) < 2e-3 * max(1, abs(slope)), "parameter \(place): \(told), by differences \(slope)")
        }
    }
}
