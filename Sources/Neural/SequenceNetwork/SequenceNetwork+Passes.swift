extension SequenceNetwork {
    /// Computes the outputs (logits or numbers) of all sequences into `workspace.outputs`.
    ///
    /// - Parameters:
    ///   - dropoutSeed: of the masks of a training step; `nil` where nothing is dropped: in use.
    ///   - independentRows: a sequence's result does not depend, in its last bits, on what else is computed in the same call.
    public func forward(
        _ input: Input, dropoutSeed: UInt64? = nil, workspace: inout Workspace, independentRows: Bool = false
    ) {
        let sequences = count(input)
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        while workspace.branches.count < branches.count { workspace.branches.append(BranchWorkspace()) }
        while workspace.dense.count < hidden.count {
            workspace.dense.append(OutputCache())
            workspace.inputs.append([])
        }
        if workspace.inputs.count < hidden.count + 1 { workspace.inputs.append([]) }
        let all = output(ofBranchesIn: configuration)
        var rows: [Float] = []
        swap(&rows, &workspace.joined)
        grow(&rows, sequences * all)
        var column = 0
        for (number, branch) in branches.enumerated() {
            branch.forward(
                input.branches[number], parameters: parameters, dropoutSeed: dropoutSeed.map { Self.seed($0, number + 1) },
                workspace: &workspace.branches[number], independentRows: independentRows)
            let width = branch.readout.outputs
            Kernels.copyColumns(
                workspace.branches[number].readout.output, rows: sequences, columns: width, stride: width, into: &rows, outputStride: all,
                at: column)
            column += width
        }
        if configuration.extra > 0 {
            Kernels.copyColumns(
                input.extra, rows: sequences, columns: configuration.extra, stride: configuration.extra, into: &rows, outputStride: all,
                at: column)
        }
        var width = all
        for (number, layer) in hidden.enumerated() {
            dropout(&rows, width, number, sequences, dropoutSeed)
            swap(&workspace.inputs[number], &rows)
            layer.forward(
                .rows(sequences), input: workspace.inputs[number], parameters: parameters, cache: &workspace.dense[number],
                independentRows: independentRows)
            width = layer.outputs
            Kernels.leakyReLU(&workspace.dense[number].output, count: sequences * width, slope: configuration.slope)
            if number == 0 { swap(&workspace.joined, &rows) }
            grow(&rows, sequences * width)
            Kernels.copyColumns(
                workspace.dense[number].output, rows: sequences, columns: width, stride: width, into: &rows, outputStride: width)
        }
        dropout(&rows, width, hidden.count, sequences, dropoutSeed)
        swap(&workspace.inputs[hidden.count], &rows)
        if hidden.isEmpty { swap(&workspace.joined, &rows) }
        output.forward(
            .rows(sequences), input: workspace.inputs[hidden.count], parameters: parameters, cache: &workspace.top,
            independentRows: independentRows)
    }

    /// Softmax of the outputs in place: `workspace.outputs` become probabilities.
    public func softmax(rows: Int, workspace: inout Workspace) {
        Kernels.softmax(&workspace.top.output, rows: rows, columns: configuration.outputs)
    }

    /// The logistic function of the outputs in place: each becomes the probability of a question of its own.
    public func sigmoid(rows: Int, workspace: inout Workspace) {
        let logits = workspace.top.output
        Kernels.sigmoid(logits, into: &workspace.top.output, count: rows * configuration.outputs)
    }

    /// The loss, and into `workspace.gradient` the gradient of `scale` times it, an activity penalty included, which the loss that is returned
    /// leaves out.
    ///
    /// - Parameter loss: its nodes are the numbers of the sequences, all in order.
    public func gradient(
        of loss: some Loss, on input: Input, scale: Float, dropoutSeed: UInt64? = nil, workspace: inout Workspace
    ) -> Double {
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        forward(input, dropoutSeed: dropoutSeed, workspace: &workspace)
        precondition(loss.nodes.count == count(input), "a target for each sequence")
        let total = loss.differentiate(&workspace.top.output, columns: configuration.outputs, scale: scale)
        backward(input, dropoutSeed: dropoutSeed, penaltyScale: scale, workspace: &workspace)
        return total
    }

    /// The loss alone.
    public func value(of loss: some Loss, on input: Input, workspace: inout Workspace) -> Double {
        forward(input, workspace: &workspace)
        return loss.differentiate(&workspace.top.output, columns: configuration.outputs, scale: 0)
    }

    /// The gradient of the parameters into `workspace.gradient`, and that of the extra numbers, from one of the outputs: what two networks that
    /// learn from each other hand on.
    ///
    /// - Parameter dOutputs: `[sequences × outputs]`, after a forward pass of the same input with the same seed.
    public func backward(_ input: Input, dOutputs: [Float], dropoutSeed: UInt64? = nil, workspace: inout Workspace) {
        precondition(dOutputs.count >= count(input) * configuration.outputs, "a gradient for each output")
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        grow(&workspace.top.output, dOutputs.count)
        Kernels.copyColumns(
            dOutputs, rows: 1, columns: dOutputs.count, stride: dOutputs.count, into: &workspace.top.output,
            outputStride: dOutputs.count)
        backward(input, dropoutSeed: dropoutSeed, penaltyScale: 0, workspace: &workspace)
    }

    /// Everything backward from the gradient of the outputs, which lies where the outputs were.
    private func backward(_ input: Input, dropoutSeed: UInt64?, penaltyScale: Float, workspace: inout Workspace) {
        let sequences = count(input), total = parameters.values.count
        grow(&workspace.gradient, total)
        precondition(workspace.gradient.count == total, "a workspace serves networks of one size")
        Kernels.zero(&workspace.gradient, count: total)
        var dOutputs: [Float] = []
        swap(&dOutputs, &workspace.top.output)
        output.backward(
            .rows(sequences), input: workspace.inputs[hidden.count], dOutput: &dOutputs, parameters: parameters,
            gradient: &workspace.gradient, dInput: &workspace.dAbove, cache: &workspace.top)
        swap(&dOutputs, &workspace.top.output)
        dropout(&workspace.dAbove, output.inputs, hidden.count, sequences, dropoutSeed)
        for number in hidden.indices.reversed() {
            if number == 0, let weight = configuration.activityPenalty {
                _ = ActivityPenalty(weight).differentiate(
                    workspace.dense[0].output, count: sequences * hidden[0].outputs, scale: penaltyScale, addingTo: &workspace.dAbove)
            }
            Kernels.leakyReLUBackward(
                workspace.dense[number].output, &workspace.dAbove, count: sequences * hidden[number].outputs, slope: configuration.slope)
            hidden[number].backward(
                .rows(sequences), input: workspace.inputs[number], dOutput: &workspace.dAbove, parameters: parameters,
                gradient: &workspace.gradient, dInput: &workspace.dBelow, cache: &workspace.dense[number])
            dropout(&workspace.dBelow, hidden[number].inputs, number, sequences, dropoutSeed)
            swap(&workspace.dAbove, &workspace.dBelow)
        }
        let all = output(ofBranchesIn: configuration)
        var column = 0
        for (number, branch) in branches.enumerated() {
            let width = branch.readout.outputs
            grow(&workspace.dBelow, sequences * width)
            Kernels.copyColumns(
                workspace.dAbove, rows: sequences, columns: width, stride: all, from: column, into: &workspace.dBelow, outputStride: width)
            branch.backward(
                input.branches[number], dOutput: workspace.dBelow, parameters: parameters, gradient: &workspace.gradient,
                dropoutSeed: dropoutSeed.map { Self.seed($0, number + 1) }, workspace: &workspace.branches[number])
            column += width
        }
        guard configuration.extra > 0 else { return }
        grow(&workspace.dExtra, sequences * configuration.extra)
        Kernels.copyColumns(
            workspace.dAbove, rows: sequences, columns: configuration.extra, stride: all, from: column, into: &workspace.dExtra,
            outputStride: configuration.extra)
    }

    private func count(_ input: Input) -> Int {
        precondition(input.branches.count == branches.count, "input for each branch")
        let counts = input.branches.map(\.sequences.ends.count)
        let count = counts.first ?? input.extra.count / max(1, configuration.extra)
        precondition(counts.allSatisfy { $0 == count }, "all branches read the same sequences")
        precondition(input.extra.count >= count * configuration.extra, "\(configuration.extra) extra numbers of each sequence")
        return count
    }

    private func output(ofBranchesIn configuration: Configuration) -> Int {
        branches.reduce(configuration.extra) { $0 + $1.readout.outputs }
    }

    private func dropout(_ rows: inout [Float], _ width: Int, _ layer: Int, _ sequences: Int, _ seed: UInt64?) {
        guard let seed, configuration.dropout > 0 else { return }
        Dropout(configuration.dropout).apply(
            to: &rows, columns: width, keys: (0..<Int32(sequences)).map { $0 }, seed: Self.seed(seed, 1_000 + layer))
    }

    /// A seed of its own for each part of a network.
    private static func seed(_ seed: UInt64, _ part: Int) -> UInt64 {
        var mixed = (seed ^ (UInt64(part) &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
        mixed ^= mixed >> 31
        return mixed &* 0x94D0_49BB_1331_11EB
    }
}
