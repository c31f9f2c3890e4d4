/// Scaled dot-product attention of each sequence to itself, one head (Vaswani et al. 2017, equation 1): `softmax(Q Kᵀ / √d) V` with
/// `Q = X W_q`, `K = X W_k`, `V = X W_v`.
///
/// Shapes: `W_q, W_k [inputs × width]`, `W_v [inputs × outputs]`. Every element sees all elements of its own sequence and nothing else, so there is
/// nothing to mask; the sequences of a batch must not share nodes.
/// Does badly on long sequences, whose cost grows with the square of their length, and sees no order but what its input tells.
public struct SelfAttention: Layer {
    /// Width of an input row.
    public let inputs: Int
    /// Width of a query.
    public let width: Int
    /// Width of an output row.
    public let outputs: Int
    /// `W_q`.
    public let queries: ParameterSlice
    /// `W_k`.
    public let keys: ParameterSlice
    /// `W_v`.
    public let values: ParameterSlice

    /// Adds the layer's parameters (zeros) to a buffer.
    public init(inputs: Int, width: Int, outputs: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(inputs > 0 && width > 0 && outputs > 0, "attention has inputs, queries and outputs")
        self.inputs = inputs
        self.width = width
        self.outputs = outputs
        queries = parameters.add("\(name).queries", shape: [inputs, width])
        keys = parameters.add("\(name).keys", shape: [inputs, width])
        values = parameters.add("\(name).values", shape: [inputs, outputs])
    }

    /// Glorot-uniform weights.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        for slice in [queries, keys, values] {
            parameters[slice] = Initialization.glorotUniform(shape: slice.shape, inputs: inputs, outputs: slice.shape[1], using: &generator)
        }
    }

    /// Queries, keys, values and weights, sequence by sequence.
    public struct Cache: LayerCache {
        /// `[nodes × outputs]` after `forward`; may be longer.
        public internal(set) var output: [Float] = []
        var paths: SequencePaths?
        var input: [Float] = []
        var queries: [Float] = []
        var keys: [Float] = []
        var values: [Float] = []
        /// The attention of each element, one square a sequence.
        var weights: [Float] = []
        var result: [Float] = []
        var dQueries: [Float] = []
        var dKeys: [Float] = []
        var dValues: [Float] = []
        var dWeights: [Float] = []
        var dRows: [Float] = []

        /// Creates an empty cache.
        public init() {}
    }

    private var scale: Float { 1 / Float(width).squareRoot() }

    /// `cache.output` becomes what each element gathers from its sequence.
    public func forward(
        _ batch: SequenceBatch, input: [Float], parameters: ParameterBuffer, cache: inout Cache, independentRows: Bool = false
    ) {
        let paths = SequencePaths(batch), nodes = batch.nodeCount
        precondition(paths.areApart(in: batch), "attention needs sequences that share no node")
        cache.paths = paths
        grow(&cache.input, nodes * inputs)
        Kernels.gather(paths.nodes, columns: inputs, of: input, into: &cache.input)
        func project(_ slice: ParameterSlice, _ result: inout [Float]) {
            grow(&result, nodes * slice.shape[1])
            MatrixProduct.multiply(
                rows: nodes, columns: slice.shape[1], inner: inputs, cache.input, times: parameters.values, bStart: slice.offset,
                into: &result, independentRows: independentRows)
        }
        var projected: [Float] = []
        for (slice, place) in [(queries, \Cache.queries), (keys, \Cache.keys), (values, \Cache.values)] {
            swap(&projected, &cache[keyPath: place])
            project(slice, &projected)
            swap(&projected, &cache[keyPath: place])
        }
        grow(&cache.weights, squares(paths))
        grow(&cache.result, nodes * outputs)
        var square = 0
        for sequence in 0..<paths.sequenceCount {
            let places = paths.places(of: sequence), length = places.count, first = places.lowerBound
            MatrixProduct.multiply(
                rows: length, columns: length, inner: width, cache.queries, aStart: first * width, times: cache.keys,
                bStart: first * width, bTransposed: true, into: &cache.weights, cStart: square)
            square += length * length
        }
        Kernels.scale(&cache.weights, by: scale, count: square)
        Kernels.softmaxSequences(&cache.weights, starts: rowStarts(paths))
        square = 0
        for sequence in 0..<paths.sequenceCount {
            let places = paths.places(of: sequence), length = places.count, first = places.lowerBound
            MatrixProduct.multiply(
                rows: length, columns: outputs, inner: length, cache.weights, aStart: square, times: cache.values,
                bStart: first * outputs, into: &cache.result, cStart: first * outputs)
            square += length * length
        }
        grow(&cache.output, nodes * outputs)
        Kernels.zero(&cache.output, count: nodes * outputs)
        Kernels.scatterAdd(cache.result, columns: outputs, to: paths.nodes, of: &cache.output)
    }

    /// Adds the gradients of the parameters; `dInput` becomes that of the input.
    public func backward(
        _ batch: SequenceBatch, input: [Float], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout Cache
    ) {
        guard let paths = cache.paths else { preconditionFailure("backward comes after forward") }
        let nodes = batch.nodeCount, total = squares(paths)
        // The output's gradient, sequence by sequence, goes where the result was.
        Kernels.gather(paths.nodes, columns: outputs, of: dOutput, into: &cache.result)
        grow(&cache.dValues, nodes * outputs)
        grow(&cache.dWeights, total)
        var square = 0
        for sequence in 0..<paths.sequenceCount {
            let places = paths.places(of: sequence), length = places.count, first = places.lowerBound
            MatrixProduct.multiply(
                rows: length, columns: outputs, inner: length, cache.weights, aStart: square, aTransposed: true, times: cache.result,
                bStart: first * outputs, into: &cache.dValues, cStart: first * outputs)
            MatrixProduct.multiply(
                rows: length, columns: length, inner: outputs, cache.result, aStart: first * outputs, times: cache.values,
                bStart: first * outputs, bTransposed: true, into: &cache.dWeights, cStart: square)
            square += length * length
        }
        Kernels.softmaxSequencesBackward(cache.weights, &cache.dWeights, starts: rowStarts(paths))
        Kernels.scale(&cache.dWeights, by: scale, count: total)
        grow(&cache.dQueries, nodes * width)
        grow(&cache.dKeys, nodes * width)
        square = 0
        for sequence in 0..<paths.sequenceCount {
            let places = paths.places(of: sequence), length = places.count, first = places.lowerBound
            MatrixProduct.multiply(
                rows: length, columns: width, inner: length, cache.dWeights, aStart: square, times: cache.keys, bStart: first * width,
                into: &cache.dQueries, cStart: first * width)
            MatrixProduct.multiply(
                rows: length, columns: width, inner: length, cache.dWeights, aStart: square, aTransposed: true, times: cache.queries,
                bStart: first * width, into: &cache.dKeys, cStart: first * width)
            square += length * length
        }
        let parts = [(queries, cache.dQueries), (keys, cache.dKeys), (values, cache.dValues)]
        for (slice, part) in parts {
            MatrixProduct.multiply(
                rows: inputs, columns: slice.shape[1], inner: nodes, cache.input, aTransposed: true, times: part, into: &gradient,
                cStart: slice.offset, accumulate: true)
        }
        guard wantsInputGradient else { return }
        grow(&cache.dRows, nodes * inputs)
        for (number, (slice, part)) in parts.enumerated() {
            MatrixProduct.multiply(
                rows: nodes, columns: inputs, inner: slice.shape[1], part, times: parameters.values, bStart: slice.offset,
                bTransposed: true, into: &cache.dRows, accumulate: number > 0)
        }
        grow(&dInput, nodes * inputs)
        Kernels.zero(&dInput, count: nodes * inputs)
        Kernels.scatterAdd(cache.dRows, columns: inputs, to: paths.nodes, of: &dInput)
    }

    private func squares(_ paths: SequencePaths) -> Int {
        (0..<paths.sequenceCount).reduce(0) { $0 + paths.places(of: $1).count * paths.places(of: $1).count }
    }

    /// Where each row of the squares begins.
    private func rowStarts(_ paths: SequencePaths) -> [Int32] {
        var starts: [Int32] = [0]
        for sequence in 0..<paths.sequenceCount {
            let length = Int32(paths.places(of: sequence).count)
            for _ in 0..<length { starts.append(starts[starts.count - 1] + length) }
        }
        return starts
    }
}
