/// One layer of long short-term memory (Hochreiter, Schmidhuber 1997; forget gate of Gers, Schmidhuber, Cummins 2000).
///
/// With input `x`, states `h`, `c` of the parent node and gates in the order input, forget, candidate, output:
///
///     [i f g o] = [σ σ tanh σ](x W + h U + b)      c' = f ⊙ c + i ⊙ g      h' = o ⊙ tanh c'
///
/// Shapes: `W [inputs × 4·units]`, `U [units × 4·units]`, `b [4·units]`; the transposes of PyTorch's, whose two biases are one here.
/// Does badly on dependencies of many hundred elements, which its gradient hardly reaches.
public struct LSTM: RecurrentLayer {
    /// What the layer reads at each node.
    public enum Input: Sendable, Equatable {
        /// A token of this many (or a set of them): row lookup in `W`, the product with a one-hot (multi-hot) vector.
        case tokens(Int)
        /// A row of this many numbers.
        case values(Int)

        /// Rows of `W`.
        public var width: Int {
            switch self {
            case .tokens(let width), .values(let width): width
            }
        }
    }

    /// What the layer reads.
    public let input: Input
    /// Width of the states.
    public let units: Int
    /// Width of an output row: the hidden state.
    public var outputs: Int { units }
    /// `W`.
    public let inputWeights: ParameterSlice
    /// `U`.
    public let recurrentWeights: ParameterSlice
    /// `b`.
    public let bias: ParameterSlice

    /// Adds the layer's parameters (zeros) to a buffer.
    public init(input: Input, units: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(units > 0 && input.width > 0, "an LSTM has inputs and units")
        self.input = input
        self.units = units
        inputWeights = parameters.add("\(name).input", shape: [input.width, 4 * units])
        recurrentWeights = parameters.add("\(name).recurrent", shape: [units, 4 * units])
        bias = parameters.add("\(name).bias", shape: [4 * units])
    }

    /// Glorot-uniform input weights, orthogonal recurrent weights (each gate by itself), zero biases but 1 for the forget gate.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[inputWeights] = Initialization.glorotUniform(
            shape: inputWeights.shape, inputs: input.width, outputs: units, using: &generator)
        parameters[recurrentWeights] = Initialization.orthogonalBlocks(rows: units, blocks: 4, using: &generator)
        var constant = Tensor(zeros: bias.shape)
        for unit in units..<2 * units { constant.values[unit] = 1 }
        parameters[bias] = constant
    }

    /// Intermediate results of a layer: filled forward, needed backward. Grows to the largest call, then is reused.
    public struct Cache: LayerCache {
        /// Hidden states of all nodes, `[nodes × units]`; may be longer.
        public internal(set) var output: [Float] = []
        var gates: [Float] = []
        var cell: [Float] = []
        var cellTanh: [Float] = []
        var recurrent: [Float] = []
        var dCell: [Float] = []
        var dCellParent: [Float] = []
        var dGatesParent: [Float] = []

        /// Creates an empty cache.
        public init() {}

        mutating func reserve(nodes: Int, widestLevel: Int, units: Int) {
            grow(&output, nodes * units)
            grow(&cell, nodes * units)
            grow(&cellTanh, nodes * units)
            grow(&gates, nodes * 4 * units)
            grow(&recurrent, widestLevel * 4 * units)
        }

        mutating func reserveBackward(widestLevel: Int, units: Int) {
            grow(&dCell, widestLevel * units)
            grow(&dCellParent, widestLevel * units)
            grow(&dGatesParent, widestLevel * 4 * units)
        }
    }
}

/// Makes room for `count` numbers; never shrinks.
func grow(_ array: inout [Float], _ count: Int) {
    if array.count < count { array.append(contentsOf: repeatElement(0, count: count - array.count)) }
}
