extension RecurrentNetwork {
    /// Computes the outputs (logits or numbers) at some nodes into `workspace.outputs`, `[nodes.count × outputs]`.
    ///
    /// - Parameters:
    ///   - levels: the sequences.
    ///   - values: `[levels.nodeCount × width]` rows when the input is values.
    ///   - nodes: where outputs are wanted.
    ///   - independentRows: results do not depend, in their last bits, on what else is computed in the same call.
    /// - Complexity: about 16 · units² operations a node and layer.
    public func forward(
        _ levels: PrefixLevels, values: [Float] = [], at nodes: [Int32], workspace: inout Workspace, independentRows: Bool = false
    ) {
        precondition(Int(nodes.max() ?? -1) < levels.nodeCount, "node out of range")
        while workspace.layers.count < layers.count { workspace.layers.append(LSTM.Workspace()) }
        for (index, layer) in layers.enumerated() {
            if index == 0 {
                layer.forward(
                    levels, values: values, parameters: parameters, workspace: &workspace.layers[0], independentRows: independentRows)
            } else {
                // A second reference to the array, not a copy: it is only read.
                let below = workspace.layers[index - 1].hidden
                layer.forward(
                    levels, values: below, parameters: parameters, workspace: &workspace.layers[index], independentRows: independentRows)
            }
        }
        grow(&workspace.top, nodes.count * configuration.units)
        Kernels.gather(nodes, columns: configuration.units, of: workspace.layers[layers.count - 1].hidden, into: &workspace.top)
        output.forward(
            workspace.top, rows: nodes.count, parameters: parameters, output: &workspace.outputs, independentRows: independentRows)
    }

    /// Softmax of the outputs in place: `workspace.outputs` become probabilities.
    public func softmax(rows: Int, workspace: inout Workspace) {
        Kernels.softmax(&workspace.outputs, rows: rows, columns: configuration.outputs)
    }

    /// Sum over all targets of weight · −ln p, and into `workspace.gradient` the gradient of `scale` times it (with smoothing: of the smoothed
    /// sum, which is not the one returned).
    public func crossEntropyGradient(
        _ levels: PrefixLevels, values: [Float] = [], targets: ClassTargets, scale: Float, smoothing: LabelSmoothing = .none,
        workspace: inout Workspace
    ) -> Double {
        forward(levels, values: values, at: targets.nodes, workspace: &workspace)
        let loss = Kernels.softmaxCrossEntropy(
            &workspace.outputs, columns: configuration.outputs, targets: targets, scale: scale, smoothing: smoothing)
        backward(levels, values: values, nodes: targets.nodes, workspace: &workspace)
        return loss
    }

    /// Sum over all targets of weight · −ln p, without gradient.
    public func crossEntropy(
        _ levels: PrefixLevels, values: [Float] = [], targets: ClassTargets, workspace: inout Workspace
    ) -> Double {
        forward(levels, values: values, at: targets.nodes, workspace: &workspace)
        return Kernels.softmaxCrossEntropy(&workspace.outputs, columns: configuration.outputs, targets: targets, scale: 0)
    }

    /// Sum over all targets of weight · squared difference, and into `workspace.gradient` the gradient of `scale` times it.
    public func squaredErrorGradient(
        _ levels: PrefixLevels, values: [Float] = [], targets: ValueTargets, scale: Float, workspace: inout Workspace
    ) -> Double {
        forward(levels, values: values, at: targets.nodes, workspace: &workspace)
        let loss = Kernels.squaredError(&workspace.outputs, columns: configuration.outputs, targets: targets, scale: scale)
        backward(levels, values: values, nodes: targets.nodes, workspace: &workspace)
        return loss
    }

    /// Everything backward from the gradient of the outputs, which lies where the outputs were.
    private func backward(_ levels: PrefixLevels, values: [Float], nodes: [Int32], workspace: inout Workspace) {
        let units = configuration.units, count = parameters.values.count
        grow(&workspace.gradient, count)
        precondition(workspace.gradient.count == count, "a workspace serves networks of one size")
        Kernels.zero(&workspace.gradient, count: count)
        output.backward(
            workspace.top, rows: nodes.count, dOutput: workspace.outputs, parameters: parameters, gradient: &workspace.gradient,
            dInput: &workspace.dTop)
        grow(&workspace.dHidden, levels.nodeCount * units)
        Kernels.zero(&workspace.dHidden, count: levels.nodeCount * units)
        Kernels.scatterAdd(workspace.dTop, columns: units, to: nodes, of: &workspace.dHidden)
        for index in layers.indices.reversed() {
            let below = index == 0 ? values : workspace.layers[index - 1].hidden
            layers[index].backward(
                levels, values: below, dHidden: &workspace.dHidden, parameters: parameters, gradient: &workspace.gradient,
                dValues: &workspace.dBelow, wantsInputGradient: index > 0, workspace: &workspace.layers[index])
            if index > 0 { swap(&workspace.dHidden, &workspace.dBelow) }
        }
    }
}
