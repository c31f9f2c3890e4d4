/// The states of many running sequences, one slot each: what a network needs to go on one element at a time.
///
/// A slot that was never stepped, or was ``reset(_:)``, is at the zero state.
public struct RecurrentState: Sendable, Equatable {
    /// Number of slots.
    public let slots: Int
    let units: Int
    /// By layer, `[slots × units]`.
    var hidden: [[Float]]
    var cell: [[Float]]

    /// Creates zero states.
    public init(slots: Int, layers: Int, units: Int) {
        precondition(slots >= 0 && layers > 0 && units > 0, "a state has layers and units")
        self.slots = slots
        self.units = units
        hidden = [[Float]](repeating: [Float](repeating: 0, count: slots * units), count: layers)
        cell = hidden
    }

    /// Puts a slot back to the zero state.
    public mutating func reset(_ slot: Int) {
        precondition((0..<slots).contains(slot), "slot \(slot) of \(slots)")
        for layer in hidden.indices {
            for index in slot * units..<(slot + 1) * units {
                hidden[layer][index] = 0
                cell[layer][index] = 0
            }
        }
    }
}

extension RecurrentNetwork {
    /// Zero states for this network.
    public func makeState(slots: Int) -> RecurrentState {
        RecurrentState(slots: slots, layers: configuration.layers, units: configuration.units)
    }

    /// One element further in some slots at once; outputs (logits or numbers) go to `workspace.outputs`, `[slots.count × outputs]`.
    ///
    /// A row's result does not depend on the others. Carrying the state costs one step an element where a window of `h` costs `h`.
    ///
    /// - Parameters:
    ///   - state: the running sequences; the named slots move on.
    ///   - slots: the sequences that go on, each at most once.
    ///   - tokens: one token a slot when the input is tokens.
    ///   - values: one row a slot when the input is values.
    public func step(
        _ state: inout RecurrentState, slots: [Int32], tokens: [Int32] = [], values: [Float] = [], workspace: inout Workspace
    ) {
        let count = slots.count, units = configuration.units
        precondition((slots.min() ?? 0) >= 0 && Int(slots.max() ?? -1) < state.slots, "slot out of range")
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        while workspace.layers.count < layers.count { workspace.layers.append(LSTM.Cache()) }
        // Rows 0..<count are the states before, rows count..<2·count those after.
        let parents = (0..<2 * count).map { Int32($0 < count ? -1 : $0 - count) }
        var input: [Float] = []
        if case .values(let width) = configuration.input {
            precondition(values.count == count * width, "one row of \(width) numbers for each slot")
            input = values
        }
        let doubled = tokens + tokens
        for (index, layer) in layers.enumerated() {
            layer.step(
                state: &state, layer: index, slots: slots, parents: parents, tokens: doubled, input: input, parameters: parameters,
                cache: &workspace.layers[index])
            input = Array(workspace.layers[index].output[count * units..<2 * count * units])
        }
        output.forward(.rows(count), input: input, parameters: parameters, cache: &workspace.top, independentRows: true)
    }
}

extension LSTM {
    fileprivate func step(
        state: inout RecurrentState, layer: Int, slots: [Int32], parents: [Int32], tokens: [Int32], input values: [Float],
        parameters: ParameterBuffer, cache: inout Cache
    ) {
        let count = slots.count, width = 4 * units
        cache.reserve(nodes: 2 * count, widestLevel: count, units: units)
        Kernels.gather(slots, columns: units, of: state.hidden[layer], into: &cache.output)
        Kernels.gather(slots, columns: units, of: state.cell[layer], into: &cache.cell)
        MatrixProduct.multiplyIndependentRows(
            rows: count, columns: width, inner: units, cache.output, times: parameters.values, bStart: recurrentWeights.offset,
            into: &cache.recurrent)
        var table: ParameterSlice?
        switch input {
        case .tokens(let limit):
            precondition(
                tokens.count == 2 * count && tokens.allSatisfy { (0..<Int32(limit)).contains($0) }, "one token below \(limit) a slot")
            table = inputWeights
        case .values(let inputs):
            MatrixProduct.multiplyIndependentRows(
                rows: count, columns: width, inner: inputs, values, times: parameters.values, bStart: inputWeights.offset,
                into: &cache.gates, cStart: count * width)
        }
        Kernels.lstmForward(
            rows: count..<2 * count, parentRows: 0..<count, units: units, hasInput: table == nil, hasRecurrent: true, cache: &cache,
            parents: parents, tokens: tokens, table: table, bias: bias, parameters: parameters.values)
        for (row, slot) in slots.enumerated() {
            let from = (count + row) * units, to = Int(slot) * units
            for index in 0..<units {
                state.hidden[layer][to + index] = cache.output[from + index]
                state.cell[layer][to + index] = cache.cell[from + index]
            }
        }
    }
}
