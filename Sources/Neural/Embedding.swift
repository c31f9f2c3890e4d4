/// A table of rows looked up by token: the product of a one-hot vector and `W [tokens × width]` without the product. Where a node has several
/// tokens their rows are added up (a multi-hot vector).
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
        grow(&cache.output, batch.nodeCount * outputs)
        batch.addRows(of: table, parameters: parameters, into: &cache.output)
    }

    /// Adds the gradient of the rows that were looked up; tokens have none.
    public func backward(
        _ batch: SequenceBatch, input: [Float] = [], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = false, cache: inout OutputCache
    ) {
        batch.addGradient(dOutput, toRowsOf: table, &gradient)
    }
}

extension SequenceBatch {
    /// The rows of a table that belong to each node's tokens, added up.
    func addRows(of table: ParameterSlice, parameters: ParameterBuffer, into output: inout [Float]) {
        let (limit, columns) = checked(table)
        if tokens.count == nodeCount {
            Kernels.gather(tokens, columns: columns, of: parameters.values, at: table.offset, into: &output)
        } else {
            Kernels.addRowSets(
                tokens, perRow: tokensPerNode, limit: limit, columns: columns, of: parameters.values, at: table.offset, into: &output)
        }
    }

    /// A gradient for each node goes to the rows of its tokens.
    func addGradient(_ dRows: [Float], toRowsOf table: ParameterSlice, _ gradient: inout [Float]) {
        let (limit, columns) = checked(table)
        if tokens.count == nodeCount {
            Kernels.scatterAdd(dRows, columns: columns, to: tokens, of: &gradient, at: table.offset)
        } else {
            Kernels.scatterAddRowSets(
                dRows, perRow: tokensPerNode, limit: limit, columns: columns, to: tokens, of: &gradient, at: table.offset)
        }
    }

    private func checked(_ table: ParameterSlice) -> (limit: Int, columns: Int) {
        precondition(tokens.count == nodeCount * tokensPerNode && tokenLimit <= table.shape[0], "tokens lie in 0..<\(table.shape[0])")
        return (table.shape[0], table.shape[1])
    }
}
