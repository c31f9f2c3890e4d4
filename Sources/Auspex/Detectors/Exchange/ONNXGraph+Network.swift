import Neural

extension ONNXGraph {
    /// A network: from its inputs to logits or numbers.
    ///
    /// - Parameters:
    ///   - tokens: `[batch × time]`, or `[batch × time × set]`; empty where it reads numbers only.
    ///   - values: `[batch × time × width]`; empty where it reads tokens only.
    ///   - lengths: `[batch]`, 32-bit.
    ///   - extra: `[batch × width]`; empty without branches' companions.
    mutating func network(_ program: NetworkProgram, tokens: String, values: String, lengths: String) -> String {
        let network = program.network, parameters = NetworkParameters(network)
        let elements =
            tokens.isEmpty
            ? transposed(values, [1, 0, 2]) : transposed(tokens, program.tokensPerElement == 1 ? [1, 0] : [1, 0, 2])
        let mask = mask(of: elements, lengths: lengths)
        let rows = zip(network.configuration.branches.indices, program.numbers).map { number, beside in
            branch(network.configuration.branches[number], "branch\(number)", elements, beside, program, mask, parameters)
        }
        let joined = rows.count == 1 ? rows[0] : add("Concat", rows, attributes: ["axis": .integer(1)])
        return decision(joined, network.configuration, parameters)
    }

    /// The dense layers of a network.
    mutating func decision(_ row: String, _ configuration: SequenceNetwork.Configuration, _ parameters: NetworkParameters) -> String {
        var row = row
        for number in configuration.hidden.indices {
            row = add("LeakyRelu", dense(row, parameters, "hidden\(number)"), attributes: ["alpha": .number(configuration.slope)])
        }
        return dense(row, parameters, "output")
    }

    private mutating func branch(
        _ branch: SequenceNetwork.Branch, _ name: String, _ elements: String, _ beside: NetworkProgram.Numbers, _ program: NetworkProgram,
        _ mask: SequenceMask, _ parameters: NetworkParameters
    ) -> String {
        var parts: [String] = [], width = 0
        if branch.embedding > 0 {
            parts.append(vectors(elements, program.tokensPerElement, parameters, "\(name).embedding.table"))
            width += branch.embedding
        } else if branch.tokens > 0 {
            parts.append(ones(elements, of: branch.tokens, perElement: program.tokensPerElement))
            width += branch.tokens
        }
        switch beside {
        case .none, .zeros: break
        case .given:
            parts.append(elements)
            width += branch.values
        case .counts:
            parts.append(add("CumSum", ones(elements, of: branch.values, perElement: 1), integer(0)))
            width += branch.values
        }
        var rows = parts.count == 1 ? parts[0] : add("Concat", parts, attributes: ["axis": .integer(2)])
        for (number, kind) in branch.layers.enumerated() {
            rows = layer(kind, rows, width: width, mask, parameters, "\(name).layer\(number)")
            width = kind.outputs ?? width
        }
        return readout(branch.readout, rows, width: width, mask, parameters, "\(name).readout")
    }

    /// Vectors of tokens, those of a set added up.
    private mutating func vectors(_ tokens: String, _ perElement: Int, _ parameters: NetworkParameters, _ name: String) -> String {
        let shape = parameters.shape(name)
        guard perElement > 1 else {
            return add("Gather", constant(shape, parameters[name], name), tokens, attributes: ["axis": .integer(0)])
        }
        // A row of zeros before the others is what −1 finds.
        let table = constant([shape[0] + 1, shape[1]], [Float](repeating: 0, count: shape[1]) + parameters[name], name)
        return sum(add("Gather", table, add("Add", tokens, integer(1)), attributes: ["axis": .integer(0)]), over: 2)
    }

    /// Rows with a 1 for each token.
    private mutating func ones(_ tokens: String, of count: Int, perElement: Int) -> String {
        let values = constant([2], [0, 1])
        guard perElement > 1 else { return add("OneHot", tokens, integer(count), values) }
        let sets = add("OneHot", add("Add", tokens, integer(1)), integer(count + 1), values)
        return slice(sum(sets, over: 2), axis: 2, 1..<count + 1)
    }
}

extension SequenceNetwork.LayerKind {
    /// Width of its rows; `nil` for that of its input.
    fileprivate var outputs: Int? {
        switch self {
        case .lstm(let units), .gru(let units): units
        case .bidirectionalLSTM(let units), .bidirectionalGRU(let units): 2 * units
        case .selfAttention: nil
        }
    }
}
