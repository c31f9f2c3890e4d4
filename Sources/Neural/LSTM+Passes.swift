extension LSTM {
    /// Computes the states of all nodes, level by level.
    ///
    /// The recurrent product is made once for each *parent* and then handed to its children: one matrix product a level.
    ///
    /// - Parameters:
    ///   - batch: the nodes; their tokens when the input is tokens.
    ///   - input: `[nodes × width]` rows when the input is numbers (longer is fine), else unused.
    ///   - parameters: the model's parameters.
    ///   - cache: receives `output` and what `backward` needs.
    ///   - independentRows: a node's state does not depend, in its last bits, on how many others are computed with it; a little slower.
    public func forward(
        _ batch: SequenceBatch, input values: [Float] = [], parameters: ParameterBuffer, cache: inout Cache, independentRows: Bool = false
    ) {
        let nodes = batch.nodeCount
        cache.reserve(nodes: nodes, widestLevel: batch.widestLevel, units: units)
        var table: ParameterSlice?
        switch input {
        case .tokens(let count):
            precondition(batch.tokens.count >= nodes && batch.tokenLimit <= count, "tokens lie in 0..<\(count)")
            if batch.tokensPerNode == 1 {
                table = inputWeights
            } else {
                batch.addRows(of: inputWeights, parameters: parameters, into: &cache.gates)
            }
        case .values(let inputs):
            product(
                rows: nodes, inner: inputs, values, 0, parameters.values, inputWeights.offset,
                into: &cache.gates, independentRows)
        }
        for level in 0..<batch.levelCount {
            let rows = batch.nodes(ofLevel: level), before = batch.nodes(ofLevel: level - 1)
            if !before.isEmpty {
                product(
                    rows: before.count, inner: units, cache.output, before.lowerBound * units,
                    parameters.values, recurrentWeights.offset, into: &cache.recurrent, independentRows)
            }
            Kernels.lstmForward(
                rows: rows, parentRows: before, units: units, hasInput: table == nil, hasRecurrent: level > 0, cache: &cache,
                parents: batch.parents, tokens: batch.tokens, table: table, bias: bias, parameters: parameters.values)
        }
    }

    private func product(
        rows: Int, inner: Int, _ a: [Float], _ aStart: Int, _ b: [Float], _ bStart: Int, into c: inout [Float], _ independentRows: Bool
    ) {
        if independentRows {
            MatrixProduct.multiplyIndependentRows(
                rows: rows, columns: 4 * units, inner: inner, a, aStart: aStart, times: b, bStart: bStart, into: &c)
        } else {
            MatrixProduct.multiply(rows: rows, columns: 4 * units, inner: inner, a, aStart: aStart, times: b, bStart: bStart, into: &c)
        }
    }

    /// Adds the gradients of the parameters, and gives that of the input numbers, after `forward` of the same batch.
    ///
    /// A node's gradient is the sum over its children and what comes from above; the sum is made before the matrix product.
    ///
    /// - Parameters:
    ///   - dOutput: `[nodes × units]`, gradient of the states from above; increased on the way by what comes from the children.
    ///   - gradient: laid out like the parameters; increased.
    ///   - dInput: overwritten with `[nodes × width]` when wanted and the input is numbers.
    public func backward(
        _ batch: SequenceBatch, input values: [Float] = [], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout Cache
    ) {
        let nodes = batch.nodeCount, width = 4 * units
        precondition(gradient.count == parameters.values.count, "gradient and parameters have one layout")
        cache.reserveBackward(widestLevel: batch.widestLevel, units: units)
        Kernels.zero(&cache.dCell, count: cache.dCell.count)
        for level in (0..<batch.levelCount).reversed() {
            let rows = batch.nodes(ofLevel: level), before = batch.nodes(ofLevel: level - 1)
            if level < batch.levelCount - 1, !rows.isEmpty {
                MatrixProduct.multiply(
                    rows: rows.count, columns: units, inner: width, cache.dGatesParent,
                    times: parameters.values, bStart: recurrentWeights.offset, bTransposed: true,
                    into: &dOutput, cStart: rows.lowerBound * units, accumulate: true)
                MatrixProduct.multiply(
                    rows: units, columns: width, inner: rows.count, cache.output, aStart: rows.lowerBound * units, aTransposed: true,
                    times: cache.dGatesParent, into: &gradient, cStart: recurrentWeights.offset, accumulate: true)
            }
            Kernels.zero(&cache.dGatesParent, count: before.count * width)
            Kernels.zero(&cache.dCellParent, count: before.count * units)
            Kernels.lstmBackward(
                rows: rows, parentRows: before, units: units, cache: &cache, parents: batch.parents, dHidden: dOutput)
            swap(&cache.dCell, &cache.dCellParent)
        }
        Kernels.addColumnSums(of: cache.gates, rows: nodes, columns: width, to: &gradient, at: bias.offset)
        switch input {
        case .tokens:
            batch.addGradient(cache.gates, toRowsOf: inputWeights, &gradient)
        case .values(let inputs):
            MatrixProduct.multiply(
                rows: inputs, columns: width, inner: nodes, values, aTransposed: true, times: cache.gates,
                into: &gradient, cStart: inputWeights.offset, accumulate: true)
            if wantsInputGradient {
                grow(&dInput, nodes * inputs)
                MatrixProduct.multiply(
                    rows: nodes, columns: inputs, inner: width, cache.gates,
                    times: parameters.values, bStart: inputWeights.offset, bTransposed: true, into: &dInput)
            }
        }
    }
}
