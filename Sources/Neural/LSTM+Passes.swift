extension LSTM {
    /// Computes the states of all nodes, level by level.
    ///
    /// The recurrent product is made once for each *parent* and then handed to its children: one matrix product a level.
    ///
    /// - Parameters:
    ///   - levels: the nodes; their tokens when the input is tokens.
    ///   - values: `[nodes × width]` rows when the input is values (longer is fine), else unused.
    ///   - parameters: the model's parameters.
    ///   - workspace: receives `hidden` and what ``backward(_:values:dHidden:parameters:gradient:dValues:workspace:)`` needs.
    ///   - independentRows: a node's state does not depend, in its last bits, on how many others are computed with it; a little slower.
    public func forward(
        _ levels: PrefixLevels, values: [Float] = [], parameters: ParameterBuffer, workspace: inout Workspace, independentRows: Bool = false
    ) {
        let nodes = levels.nodeCount
        workspace.reserve(nodes: nodes, widestLevel: levels.widestLevel, units: units)
        var table: ParameterSlice?
        switch input {
        case .tokens(let count):
            precondition(levels.tokens.count == nodes && levels.tokenLimit <= count, "tokens lie in 0..<\(count)")
            table = inputWeights
        case .values(let inputs):
            product(
                rows: nodes, inner: inputs, values, 0, parameters.values, inputWeights.offset,
                into: &workspace.gates, independentRows)
        }
        for level in 0..<levels.levelCount {
            let rows = levels.nodes(ofLevel: level), before = levels.nodes(ofLevel: level - 1)
            if !before.isEmpty {
                product(
                    rows: before.count, inner: units, workspace.hidden, before.lowerBound * units,
                    parameters.values, recurrentWeights.offset, into: &workspace.recurrent, independentRows)
            }
            Kernels.lstmForward(
                rows: rows, parentRows: before, units: units, hasInput: table == nil, hasRecurrent: level > 0, workspace: &workspace,
                parents: levels.parents, tokens: levels.tokens, table: table, bias: bias, parameters: parameters.values)
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

    /// Adds the gradients of the parameters, and gives that of the input values, after ``forward(_:values:parameters:workspace:independentRows:)``.
    ///
    /// A node's gradient is the sum over its children and what comes from above; the sum is made before the matrix product.
    ///
    /// - Parameters:
    ///   - dHidden: `[nodes × units]`, gradient of the states from above; increased on the way by what comes from the children.
    ///   - gradient: laid out like the parameters; increased.
    ///   - dValues: overwritten with `[nodes × width]` when given and the input is values.
    public func backward(
        _ levels: PrefixLevels, values: [Float] = [], dHidden: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dValues: inout [Float], wantsInputGradient: Bool = true, workspace: inout Workspace
    ) {
        let nodes = levels.nodeCount, width = 4 * units
        precondition(gradient.count == parameters.values.count, "gradient and parameters have one layout")
        workspace.reserveBackward(widestLevel: levels.widestLevel, units: units)
        Kernels.zero(&workspace.dCell, count: workspace.dCell.count)
        for level in (0..<levels.levelCount).reversed() {
            let rows = levels.nodes(ofLevel: level), before = levels.nodes(ofLevel: level - 1)
            if level < levels.levelCount - 1, !rows.isEmpty {
                MatrixProduct.multiply(
                    rows: rows.count, columns: units, inner: width, workspace.dGatesParent,
                    times: parameters.values, bStart: recurrentWeights.offset, bTransposed: true,
                    into: &dHidden, cStart: rows.lowerBound * units, accumulate: true)
                MatrixProduct.multiply(
                    rows: units, columns: width, inner: rows.count, workspace.hidden, aStart: rows.lowerBound * units, aTransposed: true,
                    times: workspace.dGatesParent, into: &gradient, cStart: recurrentWeights.offset, accumulate: true)
            }
            Kernels.zero(&workspace.dGatesParent, count: before.count * width)
            Kernels.zero(&workspace.dCellParent, count: before.count * units)
            Kernels.lstmBackward(
                rows: rows, parentRows: before, units: units, workspace: &workspace, parents: levels.parents, dHidden: dHidden)
            swap(&workspace.dCell, &workspace.dCellParent)
        }
        Kernels.addColumnSums(of: workspace.gates, rows: nodes, columns: width, to: &gradient, at: bias.offset)
        switch input {
        case .tokens:
            Kernels.scatterAdd(workspace.gates, columns: width, to: levels.tokens, of: &gradient, at: inputWeights.offset)
        case .values(let inputs):
            MatrixProduct.multiply(
                rows: inputs, columns: width, inner: nodes, values, aTransposed: true, times: workspace.gates,
                into: &gradient, cStart: inputWeights.offset, accumulate: true)
            if wantsInputGradient {
                grow(&dValues, nodes * inputs)
                MatrixProduct.multiply(
                    rows: nodes, columns: inputs, inner: width, workspace.gates,
                    times: parameters.values, bStart: inputWeights.offset, bTransposed: true, into: &dValues)
            }
        }
    }
}
