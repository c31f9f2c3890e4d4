/// A linear layer `y = x V + b`. Shapes: `x [rows × inputs]`, `V [inputs × outputs]`, `b [outputs]`.
public struct Dense: Layer {
    /// Width of the input.
    public let inputs: Int
    /// Width of the output.
    public let outputs: Int
    /// `V`.
    public let weights: ParameterSlice
    /// `b`.
    public let bias: ParameterSlice

    /// Adds the layer's parameters (zeros) to a buffer.
    public init(inputs: Int, outputs: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(inputs > 0 && outputs > 0, "a dense layer has inputs and outputs")
        self.inputs = inputs
        self.outputs = outputs
        weights = parameters.add("\(name).weights", shape: [inputs, outputs])
        bias = parameters.add("\(name).bias", shape: [outputs])
    }

    /// Glorot-uniform weights, zero bias.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[weights] = Initialization.glorotUniform(shape: weights.shape, inputs: inputs, outputs: outputs, using: &generator)
        parameters[bias] = Tensor(zeros: bias.shape)
    }

    /// `cache.output` becomes `x V + b`.
    public func forward(
        _ batch: SequenceBatch, input: [Float], parameters: ParameterBuffer, cache: inout OutputCache, independentRows: Bool = false
    ) {
        let rows = batch.nodeCount
        grow(&cache.output, rows * outputs)
        if independentRows {
            MatrixProduct.multiplyIndependentRows(
                rows: rows, columns: outputs, inner: inputs, input, times: parameters.values, bStart: weights.offset, into: &cache.output)
        } else {
            MatrixProduct.multiply(
                rows: rows, columns: outputs, inner: inputs, input, times: parameters.values, bStart: weights.offset, into: &cache.output)
        }
        Kernels.addBias(parameters.values, at: bias.offset, rows: rows, columns: outputs, to: &cache.output)
    }

    /// Adds the gradients of the parameters; `dInput` becomes that of the input.
    public func backward(
        _ batch: SequenceBatch, input: [Float], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout OutputCache
    ) {
        let rows = batch.nodeCount
        MatrixProduct.multiply(
            rows: inputs, columns: outputs, inner: rows, input, aTransposed: true, times: dOutput, into: &gradient, cStart: weights.offset,
            accumulate: true)
        Kernels.addColumnSums(of: dOutput, rows: rows, columns: outputs, to: &gradient, at: bias.offset)
        guard wantsInputGradient else { return }
        grow(&dInput, rows * inputs)
        MatrixProduct.multiply(
            rows: rows, columns: inputs, inner: outputs, dOutput, times: parameters.values, bStart: weights.offset, bTransposed: true,
            into: &dInput)
    }
}
