/// A table of rows looked up by token: the product of a one-hot vector and `W [tokens × width]` without the product.
public struct Embedding: Layer {
    /// `W`.
    public let table: ParameterSlice

    /// Adds the table (zeros) to a buffer.
    public init(tokens: Int, width: Int, name: String, parameters: inout ParameterBuffer) {
        precondition(tokens > 0 && width > 0, "an embedding has tokens and width")
        table = parameters.add("\(name).table", shape: [tokens, width])
    }

    /// Width of a row.
    public var outputs: Int { table.shape[1] }

    /// Glorot-uniform rows.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        parameters[table] = Initialization.glorotUniform(shape: table.shape, inputs: table.shape[0], outputs: outputs, using: &generator)
    }

    /// `cache.output` becomes the rows of the batch's tokens.
    ///
    /// - Precondition: tokens lie below the number of rows.
    public func forward(
        _ batch: SequenceBatch, input: [Float] = [], parameters: ParameterBuffer, cache: inout OutputCache, independentRows: Bool = false
    ) {
        precondition(batch.tokens.count == batch.nodeCount && batch.tokenLimit <= table.shape[0], "tokens lie in 0..<\(table.shape[0])")
        grow(&cache.output, batch.nodeCount * outputs)
        Kernels.gather(batch.tokens, columns: outputs, of: parameters.values, at: table.offset, into: &cache.output)
    }

    /// Adds the gradient of the rows that were looked up; tokens have none.
    public func backward(
        _ batch: SequenceBatch, input: [Float] = [], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = false, cache: inout OutputCache
    ) {
        precondition(batch.tokens.count == batch.nodeCount && batch.tokenLimit <= table.shape[0], "tokens lie in 0..<\(table.shape[0])")
        Kernels.scatterAdd(dOutput, columns: outputs, to: batch.tokens, of: &gradient, at: table.offset)
    }
}
