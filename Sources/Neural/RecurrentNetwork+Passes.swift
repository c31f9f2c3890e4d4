extension RecurrentNetwork {
    /// Computes the outputs (logits or numbers) at some nodes into `workspace.outputs`, `[nodes.count × outputs]`.
    ///
    /// - Parameters:
    ///   - batch: the sequences.
    ///   - values: `[batch.nodeCount × width]` rows when the input is numbers.
    ///   - nodes: where outputs are wanted.
    ///   - independentRows: results do not depend, in their last bits, on what else is computed in the same call.
    /// - Complexity: about 16 · units² operations a node and layer.
    public func forward(
        _ batch: SequenceBatch, values: [Float] = [], at nodes: [Int32], workspace: inout Workspace, independentRows: Bool = false
    ) {
        precondition(Int(nodes.max() ?? -1) < batch.nodeCount, "node out of range")
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        while workspace.layers.count < layers.count { workspace.layers.append(LSTM.Cache()) }
        for (index, layer) in layers.enumerated() {
            // A second reference to the array, not a copy: it is only read.
            let input = index == 0 ? values : workspace.layers[index - 1].output
            layer.forward(
                batch, input: input, parameters: parameters, cache: &workspace.layers[index], independentRows: independentRows)
        }
        grow(&workspace.states, nodes.count * configuration.units)
        Kernels.gather(nodes, columns: configuration.units, of: workspace.layers[layers.count - 1].output, into: &workspace.states)
        output.forward(
            .rows(nodes.count), input: workspace.states, parameters: parameters, cache: &workspace.top, independentRows: independentRows)
    }

    /// Softmax of the outputs in place: `workspace.outputs` become probabilities.
    public func softmax(rows: Int, workspace: inout Workspace) {
        Kernels.softmax(&workspace.top.output, rows: rows, columns: configuration.outputs)
    }

    /// The loss, and into `workspace.gradient` the gradient of `scale` times it.
    public func gradient(
        of loss: some Loss, on batch: SequenceBatch, values: [Float] = [], scale: Float, workspace: inout Workspace
    ) -> Double {
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        let nodes = loss.nodes
        forward(batch, values: values, at: nodes, workspace: &workspace)
        let total = loss.differentiate(&workspace.top.output, columns: configuration.outputs, scale: scale)
        backward(batch, values: values, nodes: nodes, workspace: &workspace)
        return total
    }

    /// The loss alone.
    public func value(of loss: some Loss, on batch: SequenceBatch, values: [Float] = [], workspace: inout Workspace) -> Double {
        forward(batch, values: values, at: loss.nodes, workspace: &workspace)
        return loss.differentiate(&workspace.top.output, columns: configuration.outputs, scale: 0)
    }

    /// Everything backward from the gradient of the outputs, which lies where the outputs were.
    private func backward(_ batch: SequenceBatch, values: [Float], nodes: [Int32], workspace: inout Workspace) {
        let units = configuration.units, count = parameters.values.count
        grow(&workspace.gradient, count)
        precondition(workspace.gradient.count == count, "a workspace serves networks of one size")
        Kernels.zero(&workspace.gradient, count: count)
        var dOutputs: [Float] = []
        swap(&dOutputs, &workspace.top.output)
        output.backward(
            .rows(nodes.count), input: workspace.states, dOutput: &dOutputs, parameters: parameters, gradient: &workspace.gradient,
            dInput: &workspace.dStates, cache: &workspace.top)
        swap(&dOutputs, &workspace.top.output)
        grow(&workspace.dHidden, batch.nodeCount * units)
        Kernels.zero(&workspace.dHidden, count: batch.nodeCount * units)
        Kernels.scatterAdd(workspace.dStates, columns: units, to: nodes, of: &workspace.dHidden)
        for index in layers.indices.reversed() {
            let below = index == 0 ? values : workspace.layers[index - 1].output
            layers[index].backward(
                batch, input: below, dOutput: &workspace.dHidden, parameters: parameters, gradient: &workspace.gradient,
                dInput: &workspace.dBelow, wantsInputGradient: index > 0, cache: &workspace.layers[index])
            if index > 0 { swap(&workspace.dHidden, &workspace.dBelow) }
        }
    }
}
