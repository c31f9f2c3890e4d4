import Testing

@Suite struct NeuralTests { @Test func placeholder() { #expect(Bool(true)) } }
