/// A table of rows looked up by token: the product of a one-hot vector and `W [tokens × width]` without the product.
public struct Embedding: Sendable, Equatable {
    /// `W`.
    public let table: ParameterSlice

    /// Adds the table (zeros) to a buffer.
    public init(tokens: Int, width: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(tokens > 0 && width > 0, "an embedding has tokens and width")
        table = parameters.add("\(name).table", shape: [tokens, width])
    }

    /// Width of a row.
    public var width: Int { table.shape[1] }

    /// Glorot-uniform rows.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[table] = Initialization.glorotUniform(shape: table.shape, inputs: table.shape[0], outputs: width, using: &generator)
    }

    /// `output` becomes the rows of these tokens, `[tokens.count × width]`; a negative token gives zeros.
    ///
    /// - Precondition: tokens lie below the number of rows.
    public func forward(_ tokens: [Int32], parameters: ParameterBuffer, output: inout [Float]) {
        precondition((tokens.max() ?? -1) < table.shape[0], "token out of range")
        grow(&output, tokens.count * width)
        Kernels.gather(tokens, columns: width, of: parameters.values, at: table.offset, into: &output)
    }

    /// Adds the gradient of the rows that were looked up.
    ///
    /// - Precondition: tokens lie below the number of rows.
    public func backward(_ tokens: [Int32], dOutput: [Float], gradient: inout [Float]) {
        precondition((tokens.max() ?? -1) < table.shape[0], "token out of range")
        Kernels.scatterAdd(dOutput, columns: width, to: tokens, of: &gradient, at: table.offset)
    }
}
