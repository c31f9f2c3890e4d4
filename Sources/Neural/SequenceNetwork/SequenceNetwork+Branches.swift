extension SequenceNetwork.BranchLayers {
    /// `workspace.readout.output` becomes a row for each sequence.
    func forward(
        _ input: SequenceNetwork.BranchInput, parameters: ParameterBuffer, dropoutSeed: UInt64?,
        workspace: inout SequenceNetwork.BranchWorkspace, independentRows: Bool
    ) {
        let batch = input.sequences, nodes = batch.nodeCount
        precondition(input.values.count >= nodes * configuration.values, "\(configuration.values) numbers at each element")
        let paths = SequencePaths(batch)
        workspace.paths = paths
        let drops = dropoutSeed != nil && configuration.dropout > 0
        if drops { workspace.keys = Self.keys(paths, in: batch) }
        while workspace.layers.count < layers.count {
            workspace.layers.append(AnyCache())
            workspace.inputs.append([])
        }
        // What a layer reads is kept where dropout changed it; else it is a second reference to what the layer below has, given up here so that
        // the layer below can write without a copy.
        if !drops { for number in layers.indices { workspace.inputs[number] = [] } }
        var rows = embedded(input, parameters, &workspace)
        for (number, layer) in layers.enumerated() {
            if let dropoutSeed, drops, widths[number] > 0, !rows.isEmpty {
                var dropped: [Float] = []
                swap(&dropped, &workspace.inputs[number])
                grow(&dropped, nodes * widths[number])
                Kernels.copyColumns(
                    rows, rows: nodes, columns: widths[number], stride: widths[number], into: &dropped, outputStride: widths[number])
                dropout(&dropped, number, dropoutSeed, workspace.keys)
                workspace.inputs[number] = dropped
            } else {
                workspace.inputs[number] = rows
            }
            layer.forward(
                batch, input: workspace.inputs[number], parameters: parameters, cache: &workspace.layers[number],
                independentRows: independentRows)
            rows = workspace.layers[number].output
        }
        readout.forward(
            batch, paths: paths, input: rows, parameters: parameters, cache: &workspace.readout, independentRows: independentRows)
    }

    /// Adds the gradients of the parameters, from that of the branch's row.
    func backward(
        _ input: SequenceNetwork.BranchInput, dOutput: [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dropoutSeed: UInt64?, workspace: inout SequenceNetwork.BranchWorkspace
    ) {
        guard let paths = workspace.paths else { preconditionFailure("backward comes after forward") }
        let batch = input.sequences, nodes = batch.nodeCount
        let drops = dropoutSeed != nil && configuration.dropout > 0
        let top = layers.isEmpty ? bottom(input, workspace) : workspace.layers[layers.count - 1].output
        readout.backward(
            batch, paths: paths, input: top, dOutput: dOutput, parameters: parameters, gradient: &gradient, dInput: &workspace.dAbove,
            cache: &workspace.readout)
        let learnsEmbedding = embedding != nil && !configuration.isEmbeddingFixed
        for number in layers.indices.reversed() {
            let isWanted = number > 0 || learnsEmbedding
            layers[number].backward(
                batch, input: workspace.inputs[number], dOutput: &workspace.dAbove, parameters: parameters, gradient: &gradient,
                dInput: &workspace.dBelow, wantsInputGradient: isWanted, cache: &workspace.layers[number])
            guard isWanted else { return }
            if let dropoutSeed, drops { dropout(&workspace.dBelow, number, dropoutSeed, workspace.keys) }
            swap(&workspace.dAbove, &workspace.dBelow)
        }
        guard let embedding, learnsEmbedding else { return }
        if configuration.values > 0 {
            grow(&workspace.dBelow, nodes * embedding.outputs)
            Kernels.copyColumns(
                workspace.dAbove, rows: nodes, columns: embedding.outputs, stride: embedding.outputs + configuration.values,
                into: &workspace.dBelow, outputStride: embedding.outputs)
            swap(&workspace.dAbove, &workspace.dBelow)
        }
        embedding.backward(
            batch, dOutput: &workspace.dAbove, parameters: parameters, gradient: &gradient, dInput: &workspace.dBelow,
            cache: &workspace.embedded)
    }

    /// The rows the first layer reads: vectors, numbers or both; none for one-hot tokens.
    private func embedded(
        _ input: SequenceNetwork.BranchInput, _ parameters: ParameterBuffer, _ workspace: inout SequenceNetwork.BranchWorkspace
    ) -> [Float] {
        guard let embedding else { return input.values }
        let nodes = input.sequences.nodeCount
        embedding.forward(input.sequences, parameters: parameters, cache: &workspace.embedded)
        guard configuration.values > 0 else { return workspace.embedded.output }
        let width = embedding.outputs, all = width + configuration.values
        grow(&workspace.joined, nodes * all)
        Kernels.copyColumns(
            workspace.embedded.output, rows: nodes, columns: width, stride: width, into: &workspace.joined, outputStride: all)
        Kernels.copyColumns(
            input.values, rows: nodes, columns: configuration.values, stride: configuration.values, into: &workspace.joined,
            outputStride: all, at: width)
        return workspace.joined
    }

    private func bottom(_ input: SequenceNetwork.BranchInput, _ workspace: SequenceNetwork.BranchWorkspace) -> [Float] {
        if embedding == nil { return input.values }
        return configuration.values > 0 ? workspace.joined : workspace.embedded.output
    }

    private func dropout(_ rows: inout [Float], _ layer: Int, _ seed: UInt64, _ keys: [Int32]) {
        Dropout(configuration.dropout).apply(
            to: &rows, columns: widths[layer], keys: keys, seed: seed &+ UInt64(layer) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The number of each node's sequence.
    private static func keys(_ paths: SequencePaths, in batch: SequenceBatch) -> [Int32] {
        precondition(paths.areApart(in: batch), "dropout is drawn for each sequence: they must not share nodes")
        var keys = [Int32](repeating: 0, count: batch.nodeCount)
        for sequence in 0..<paths.sequenceCount {
            for place in paths.places(of: sequence) { keys[Int(paths.nodes[place])] = Int32(sequence) }
        }
        return keys
    }
}
