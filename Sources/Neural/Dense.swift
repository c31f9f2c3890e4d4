/// A linear layer `y = x V + b`. Shapes: `x [rows × inputs]`, `V [inputs × outputs]`, `b [outputs]`.
public struct Dense: Sendable, Equatable {
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

    /// `output[0..<rows × outputs]` becomes `x V + b`; grows when too short.
    ///
    /// - Parameter independentRows: see ``LSTM/forward(_:values:parameters:workspace:independentRows:)``.
    public func forward(
        _ input: [Float], rows: Int, parameters: ParameterBuffer, output: inout [Float], independentRows: Bool = false
    ) {
        grow(&output, rows * outputs)
        if independentRows {
            MatrixProduct.multiplyIndependentRows(
                rows: rows, columns: outputs, inner: inputs, input, times: parameters.values, bStart: weights.offset, into: &output)
        } else {
            MatrixProduct.multiply(
                rows: rows, columns: outputs, inner: inputs, input, times: parameters.values, bStart: weights.offset, into: &output)
        }
        Kernels.addBias(parameters.values, at: bias.offset, rows: rows, columns: outputs, to: &output)
    }

    /// Adds the gradients of the parameters; `dInput[0..<rows × inputs]` becomes that of the input.
    public func backward(
        _ input: [Float], rows: Int, dOutput: [Float], parameters: ParameterBuffer, gradient: inout [Float], dInput: inout [Float]
    ) {
        grow(&dInput, rows * inputs)
        MatrixProduct.multiply(
            rows: inputs, columns: outputs, inner: rows, input, aTransposed: true, times: dOutput, into: &gradient, cStart: weights.offset,
            accumulate: true)
        Kernels.addColumnSums(of: dOutput, rows: rows, columns: outputs, to: &gradient, at: bias.offset)
        MatrixProduct.multiply(
            rows: rows, columns: inputs, inner: outputs, dOutput, times: parameters.values, bStart: weights.offset, bTransposed: true,
            into: &dInput)
    }
}
