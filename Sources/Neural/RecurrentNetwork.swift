/// Stacked LSTMs and a linear layer over the top state: DeepLog's key model (token input, softmax) and value models (number input,
/// squared error).
///
/// ```swift
/// var network = RecurrentNetwork(.init(input: .tokens(30), layers: 2, units: 64, outputs: 29), using: &generator)
/// var workspace = RecurrentNetwork.Workspace()
/// let loss = network.gradient(of: SoftmaxCrossEntropy(targets), on: batch, scale: 1 / total, workspace: &workspace)
/// optimiser.update(&network.parameters.values, gradient: workspace.gradient, rate: 1e-3)
/// ```
public struct RecurrentNetwork: Sendable, Equatable {
    /// Sizes of a network.
    public struct Configuration: Sendable, Equatable {
        /// What the first layer reads.
        public var input: LSTM.Input
        /// Number of LSTM layers, at least 1.
        public var layers: Int
        /// Width of each layer's state.
        public var units: Int
        /// Width of the output: classes or numbers.
        public var outputs: Int

        /// Creates a configuration.
        public init(input: LSTM.Input, layers: Int, units: Int, outputs: Int) {
            self.input = input
            self.layers = layers
            self.units = units
            self.outputs = outputs
        }
    }

    /// The sizes.
    public let configuration: Configuration
    /// All weights.
    public var parameters: ParameterBuffer
    /// The recurrent layers, the one that reads the input first.
    public let layers: [LSTM]
    /// The layer on top.
    public let output: Dense

    /// Creates a network whose weights are all zero.
    public init(zeros configuration: Configuration) {
        precondition(configuration.layers > 0, "a recurrent network has layers")
        self.configuration = configuration
        var parameters = ParameterBuffer()
        layers = (0..<configuration.layers).map { index in
            LSTM(
                input: index == 0 ? configuration.input : .values(configuration.units), units: configuration.units,
                name: "lstm\(index)", parameters: &parameters)
        }
        output = Dense(inputs: configuration.units, outputs: configuration.outputs, name: "output", parameters: &parameters)
        self.parameters = parameters
    }

    /// Creates a network with initial weights drawn from a generator; see ``LSTM/initialize(_:using:)``, ``Dense/initialize(_:using:)``.
    public init(_ configuration: Configuration, using generator: inout some RandomNumberGenerator) {
        self.init(zeros: configuration)
        for layer in layers { layer.initialize(&parameters, using: &generator) }
        output.initialize(&parameters, using: &generator)
    }

    /// Creates a network with stored weights.
    ///
    /// - Throws: ``NeuralError`` when a tensor is missing, superfluous, of another shape or not finite.
    public init(_ configuration: Configuration, tensors: [NamedTensor]) throws(NeuralError) {
        self.init(zeros: configuration)
        try parameters.load(tensors)
    }

    /// Memory of a computation: grows to the largest call, then is reused.
    public struct Workspace: Sendable {
        /// `[nodes × outputs]` after ``RecurrentNetwork/forward(_:values:at:workspace:independentRows:)``; may be longer.
        public var outputs: [Float] { top.output }
        /// Gradient of the parameters, laid out like them.
        public internal(set) var gradient: [Float] = []
        var layers: [LSTM.Cache] = []
        var top = OutputCache()
        /// States of the top recurrent layer at the wanted nodes.
        var states: [Float] = []
        var dStates: [Float] = []
        var dHidden: [Float] = []
        var dBelow: [Float] = []

        /// Creates an empty workspace.
        public init() {}
    }
}
