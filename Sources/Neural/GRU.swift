/// One layer of gated recurrent units (Cho et al. 2014, as in Farzad, Gulliver, *Log Message Anomaly Detection and Classification Using Auto-B/LSTM and
/// Auto-GRU*, equations 9–11).
///
/// With input `x`, the parent's state `h` and gates in the order update, reset, candidate:
///
///     z = σ(x W_z + h U_z + b_z)    r = σ(x W_r + h U_r + b_r)    c = tanh(x W_c + (r ⊙ h) U_c + b_c)    h' = z ⊙ h + (1 − z) ⊙ c
///
/// `z` is the share of the old state that *stays* (some texts blend the other way round), and the reset gate acts before the product with `U_c`
/// (PyTorch's layer lets it act behind).
/// Shapes: `W [inputs × 3·units]`, `U [units × 2·units]` of both gates, `U_c [units × units]`, `b [3·units]`.
/// Does badly on dependencies of many hundred elements, like the ``LSTM``, which it resembles with three quarters of the weights.
public struct GRU: RecurrentLayer {
    /// What the layer reads.
    public let input: LSTM.Input
    /// Width of the states.
    public let units: Int
    /// Width of an output row: the state.
    public var outputs: Int { units }
    /// `W`.
    public let inputWeights: ParameterSlice
    /// `U` of the update and the reset gate.
    public let recurrentWeights: ParameterSlice
    /// `U_c`.
    public let candidateWeights: ParameterSlice
    /// `b`.
    public let bias: ParameterSlice

    /// Adds the layer's parameters (zeros) to a buffer.
    public init(input: LSTM.Input, units: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(units > 0 && input.width > 0, "a GRU has inputs and units")
        self.input = input
        self.units = units
        inputWeights = parameters.add("\(name).input", shape: [input.width, 3 * units])
        recurrentWeights = parameters.add("\(name).recurrent", shape: [units, 2 * units])
        candidateWeights = parameters.add("\(name).candidate", shape: [units, units])
        bias = parameters.add("\(name).bias", shape: [3 * units])
    }

    /// Glorot-uniform input weights, orthogonal recurrent weights (each gate by itself), zero biases.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[inputWeights] = Initialization.glorotUniform(
            shape: inputWeights.shape, inputs: input.width, outputs: units, using: &generator)
        parameters[recurrentWeights] = Initialization.orthogonalBlocks(rows: units, blocks: 2, using: &generator)
        parameters[candidateWeights] = Initialization.orthogonalBlocks(rows: units, blocks: 1, using: &generator)
        parameters[bias] = Tensor(zeros: bias.shape)
    }

    /// Intermediate results of a layer: filled forward, needed backward. Grows to the largest call, then is reused.
    public struct Cache: LayerCache {
        /// States of all nodes, `[nodes × units]`; may be longer.
        public internal(set) var output: [Float] = []
        var gates: [Float] = []
        /// r ⊙ h of all nodes.
        var resetHidden: [Float] = []
        var recurrent: [Float] = []
        var candidate: [Float] = []
        var dReset: [Float] = []
        var dGatesParent: [Float] = []

        /// Creates an empty cache.
        public init() {}

        mutating func reserve(nodes: Int, widestLevel: Int, units: Int) {
            grow(&output, nodes * units)
            grow(&resetHidden, nodes * units)
            grow(&gates, nodes * 3 * units)
            grow(&recurrent, widestLevel * 2 * units)
            grow(&candidate, widestLevel * units)
        }

        mutating func reserveBackward(widestLevel: Int, units: Int) {
            grow(&dReset, widestLevel * units)
            grow(&dGatesParent, widestLevel * 2 * units)
        }
    }
}
