/// Convolution along sequences: a row is a linear function of an element and the `height − 1` before it, then a leaky ReLU.
///
/// Shapes: `W [height·inputs × outputs]`, oldest element first, `b [outputs]`. Elements before the beginning count as zeros. It looks back only, so
/// sequences may share their beginnings; all rows from element `height` on are the "valid" ones of a text convolution, which
/// ``MaxOverTime`` takes (Kim 2014; for logs Lu, Wei, Li, Wang, DASC 2018).
public struct Convolution: Layer {
    /// Elements seen at once.
    public let height: Int
    /// Width of an input row.
    public let inputs: Int
    /// Filters: width of an output row.
    public let outputs: Int
    /// Slope of the rectifier below zero; 1 makes the layer linear.
    public let slope: Float
    /// `W`.
    public let weights: ParameterSlice
    /// `b`.
    public let bias: ParameterSlice

    /// Adds the layer's parameters (zeros) to a buffer.
    public init(height: Int, inputs: Int, outputs: Int, slope: Float = 0.01, name: String, parameters: inout ParameterBuffer) {
        precondition(height > 0 && inputs > 0 && outputs > 0 && slope >= 0, "a convolution has a height, inputs and filters")
        self.height = height
        self.inputs = inputs
        self.outputs = outputs
        self.slope = slope
        weights = parameters.add("\(name).weights", shape: [height * inputs, outputs])
        bias = parameters.add("\(name).bias", shape: [outputs])
    }

    /// Glorot-uniform weights, zero bias.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[weights] = Initialization.glorotUniform(
            shape: weights.shape, inputs: height * inputs, outputs: outputs, using: &generator)
        parameters[bias] = Tensor(zeros: bias.shape)
    }

    /// The rows each output row is made of.
    public struct Cache: LayerCache {
        /// `[nodes × outputs]` after `forward`; may be longer.
        public internal(set) var output: [Float] = []
        var sources: [Int32] = []
        var columns: [Float] = []
        var dColumns: [Float] = []

        /// Creates an empty cache.
        public init() {}
    }

    /// `cache.output` becomes the filters' answers.
    public func forward(
        _ batch: SequenceBatch, input: [Float], parameters: ParameterBuffer, cache: inout Cache, independentRows: Bool = false
    ) {
        let nodes = batch.nodeCount, inner = height * inputs
        cache.sources.removeAll(keepingCapacity: true)
        cache.sources.reserveCapacity(nodes * height)
        for node in 0..<nodes {
            let first = cache.sources.count
            var source = Int32(node)
            for _ in 0..<height {
                cache.sources.append(source)
                if source >= 0 { source = batch.parents[Int(source)] }
            }
            cache.sources[first...].reverse()
        }
        grow(&cache.columns, nodes * inner)
        Kernels.gather(cache.sources, columns: inputs, of: input, into: &cache.columns)
        grow(&cache.output, nodes * outputs)
        MatrixProduct.multiply(
            rows: nodes, columns: outputs, inner: inner, cache.columns, times: parameters.values, bStart: weights.offset,
            into: &cache.output, independentRows: independentRows)
        Kernels.addBias(parameters.values, at: bias.offset, rows: nodes, columns: outputs, to: &cache.output)
        Kernels.leakyReLU(&cache.output, count: nodes * outputs, slope: slope)
    }

    /// Adds the gradients of the parameters; `dInput` becomes that of the input.
    public func backward(
        _ batch: SequenceBatch, input: [Float], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout Cache
    ) {
        let nodes = batch.nodeCount, inner = height * inputs
        Kernels.leakyReLUBackward(cache.output, &dOutput, count: nodes * outputs, slope: slope)
        MatrixProduct.multiply(
            rows: inner, columns: outputs, inner: nodes, cache.columns, aTransposed: true, times: dOutput, into: &gradient,
            cStart: weights.offset, accumulate: true)
        Kernels.addColumnSums(of: dOutput, rows: nodes, columns: outputs, to: &gradient, at: bias.offset)
        guard wantsInputGradient else { return }
        grow(&cache.dColumns, nodes * inner)
        MatrixProduct.multiply(
            rows: nodes, columns: inner, inner: outputs, dOutput, times: parameters.values, bStart: weights.offset, bTransposed: true,
            into: &cache.dColumns)
        grow(&dInput, nodes * inputs)
        Kernels.zero(&dInput, count: nodes * inputs)
        Kernels.scatterAdd(cache.dColumns, columns: inputs, to: cache.sources, of: &dInput)
    }
}
