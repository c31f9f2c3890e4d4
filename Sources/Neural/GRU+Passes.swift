extension GRU {
    /// Computes the states of all nodes, level by level.
    ///
    /// The gates' recurrent product is made once for each *parent*; the candidate's cannot be, because the reset gate differs from child to child.
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
            MatrixProduct.multiply(
                rows: nodes, columns: 3 * units, inner: inputs, values, times: parameters.values, bStart: inputWeights.offset,
                into: &cache.gates, independentRows: independentRows)
        }
        for level in 0..<batch.levelCount {
            let rows = batch.nodes(ofLevel: level), before = batch.nodes(ofLevel: level - 1)
            if !before.isEmpty {
                MatrixProduct.multiply(
                    rows: before.count, columns: 2 * units, inner: units, cache.output, aStart: before.lowerBound * units,
                    times: parameters.values, bStart: recurrentWeights.offset, into: &cache.recurrent, independentRows: independentRows)
            }
            Kernels.gruGates(
                rows: rows, parentRows: before, units: units, hasInput: table == nil, cache: &cache, parents: batch.parents,
                tokens: batch.tokens, table: table, bias: bias, parameters: parameters.values)
            if level > 0 {
                MatrixProduct.multiply(
                    rows: rows.count, columns: units, inner: units, cache.resetHidden, aStart: rows.lowerBound * units,
                    times: parameters.values, bStart: candidateWeights.offset, into: &cache.candidate, independentRows: independentRows)
            }
            Kernels.gruStates(rows: rows, units: units, hasRecurrent: level > 0, cache: &cache, parents: batch.parents)
        }
    }

    /// Adds the gradients of the parameters, and gives that of the input numbers, after `forward` of the same batch.
    ///
    /// `dOutput` is increased on the way by what comes from the children.
    public func backward(
        _ batch: SequenceBatch, input values: [Float] = [], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout Cache
    ) {
        let nodes = batch.nodeCount, width = 3 * units
        precondition(gradient.count == parameters.values.count, "gradient and parameters have one layout")
        cache.reserveBackward(widestLevel: batch.widestLevel, units: units)
        for level in (0..<batch.levelCount).reversed() {
            let rows = batch.nodes(ofLevel: level), before = batch.nodes(ofLevel: level - 1)
            if level < batch.levelCount - 1, !rows.isEmpty {
                // The children have left the sum of their gates' gradients for each parent of this level.
                MatrixProduct.multiply(
                    rows: rows.count, columns: units, inner: 2 * units, cache.dGatesParent,
                    times: parameters.values, bStart: recurrentWeights.offset, bTransposed: true,
                    into: &dOutput, cStart: rows.lowerBound * units, accumulate: true)
                MatrixProduct.multiply(
                    rows: units, columns: 2 * units, inner: rows.count, cache.output, aStart: rows.lowerBound * units, aTransposed: true,
                    times: cache.dGatesParent, into: &gradient, cStart: recurrentWeights.offset, accumulate: true)
            }
            Kernels.gruBackwardStates(rows: rows, units: units, cache: &cache, parents: batch.parents, dHidden: &dOutput)
            if level > 0 {
                MatrixProduct.multiply(
                    rows: units, columns: units, inner: rows.count, cache.resetHidden, aStart: rows.lowerBound * units, aTransposed: true,
                    times: cache.candidate, into: &gradient, cStart: candidateWeights.offset, accumulate: true)
                MatrixProduct.multiply(
                    rows: rows.count, columns: units, inner: units, cache.candidate, times: parameters.values,
                    bStart: candidateWeights.offset, bTransposed: true, into: &cache.dReset)
            }
            Kernels.zero(&cache.dGatesParent, count: before.count * 2 * units)
            Kernels.gruBackwardGates(
                rows: rows, parentRows: before, units: units, cache: &cache, parents: batch.parents, dHidden: &dOutput)
        }
        Kernels.addColumnSums(of: cache.gates, rows: nodes, columns: width, to: &gradient, at: bias.offset)
        switch input {
        case .tokens: batch.addGradient(cache.gates, toRowsOf: inputWeights, &gradient)
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
