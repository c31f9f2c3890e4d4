/// From a row for each element to one row for each sequence.
public struct Readout: Sendable, Equatable {
    /// How.
    public enum Kind: Sendable, Equatable, Codable {
        /// The row of the last element.
        case last
        /// For a ``Bidirectional`` layer: what reads onward at the last element, what reads backward at the first.
        case bothEnds
        /// The mean row.
        case mean
        /// The mean row and that of the last element.
        case meanAndLast
        /// A mean weighted by attention: softmax over the elements of `v · tanh(x W + b)` (Zhou et al. 2016; for logs Zhang et al. 2019, LogRobust).
        case attention(width: Int)
        /// Convolutions of these heights, so many filters each, and the largest answer of each filter (Kim 2014).
        case convolutions(heights: [Int], filters: Int)
        /// The rows of the first elements one behind the other, zeros where there are none.
        case positions(Int)
    }

    /// How.
    public let kind: Kind
    /// Width of an input row.
    public let inputs: Int
    /// Width of an output row.
    public let outputs: Int
    let convolutions: [Convolution]
    let attention: Dense?
    let attentionVector: ParameterSlice?

    /// Adds the parameters (zeros) to a buffer, where there are any.
    public init(_ kind: Kind, inputs: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(inputs > 0, "a readout has inputs")
        self.kind = kind
        self.inputs = inputs
        var convolutions: [Convolution] = [], attention: Dense?, vector: ParameterSlice?
        switch kind {
        case .last, .mean: outputs = inputs
        case .bothEnds:
            precondition(inputs.isMultiple(of: 2), "both directions are equally wide")
            outputs = inputs
        case .meanAndLast: outputs = 2 * inputs
        case .attention(let width):
            outputs = inputs
            attention = Dense(inputs: inputs, outputs: width, name: "\(name).attention", parameters: &parameters)
            vector = parameters.add("\(name).attention.vector", shape: [width])
        case .convolutions(let heights, let filters):
            precondition(!heights.isEmpty && filters > 0, "there are filters")
            outputs = heights.count * filters
            convolutions = heights.map {
                Convolution(height: $0, inputs: inputs, outputs: filters, name: "\(name).convolution\($0)", parameters: &parameters)
            }
        case .positions(let count):
            precondition(count > 0, "there are positions")
            outputs = count * inputs
        }
        self.convolutions = convolutions
        self.attention = attention
        attentionVector = vector
    }

    /// Glorot-uniform weights.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        for layer in convolutions { layer.initialize(&parameters, using: &generator) }
        guard let attention, let attentionVector else { return }
        attention.initialize(&parameters, using: &generator)
        parameters[attentionVector] = Initialization.glorotUniform(
            shape: attentionVector.shape, inputs: attention.outputs, outputs: 1, using: &generator)
    }

    /// Memory of a computation.
    public struct Cache: Sendable {
        /// `[sequences × outputs]` after `forward`; may be longer.
        public internal(set) var output: [Float] = []
        var rows: [Float] = []
        var part: [Float] = []
        var weights: [Float] = []
        var sources: [Int32] = []
        var hidden = OutputCache()
        var convolutions: [Convolution.Cache] = []
        var places: [[Int32]] = []
        var dRows: [Float] = []
        var dPart: [Float] = []
        var dWeights: [Float] = []
        var dHidden: [Float] = []

        /// Creates an empty cache.
        public init() {}
    }

    /// Nodes of the first elements of the sequences; −1 for an empty one.
    static func firsts(_ paths: SequencePaths) -> [Int32] {
        (0..<paths.sequenceCount).map { paths.places(of: $0).isEmpty ? -1 : paths.nodes[paths.places(of: $0).lowerBound] }
    }

    /// One share for each place: the reciprocal of the length.
    static func shares(_ paths: SequencePaths) -> [Float] {
        var shares: [Float] = []
        shares.reserveCapacity(paths.nodes.count)
        for sequence in 0..<paths.sequenceCount {
            let length = paths.places(of: sequence).count
            shares += repeatElement(1 / Float(length), count: length)
        }
        return shares
    }
}
