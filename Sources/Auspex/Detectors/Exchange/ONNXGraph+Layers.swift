import Neural

/// Which elements of the sequences are there, for layers over sequences of several lengths. All are `[time × batch …]`.
struct SequenceMask {
    /// How long each sequence is, 32-bit.
    var lengths: String
    /// The same, 64-bit.
    var longLengths: String
    /// 0, 1, 2 … for each element, `[time × 1]`.
    var places: String
    /// 1 where there is an element, `[time × batch × 1]`.
    var present: String
    /// 1 at the last element.
    var last: String
    /// 0 where there is an element, else so far below zero that a softmax gives it nothing.
    var penalty: String
}

extension ONNXGraph {
    /// Works out a mask.
    ///
    /// - Parameter elements: `[time × batch …]`.
    mutating func mask(of elements: String, lengths: String) -> SequenceMask {
        let time = add("Gather", add("Shape", elements), integer(0), attributes: ["axis": .integer(0)])
        let places = widened(add("Range", integer(0), time, integer(1)), at: 1)
        let long = cast(lengths, .int64)
        let present = widened(cast(add("Less", places, long), .float), at: 2)
        let last = widened(cast(add("Equal", places, add("Sub", long, integer(1))), .float), at: 2)
        return SequenceMask(
            lengths: lengths, longLengths: long, places: places, present: present, last: last,
            penalty: add("Mul", add("Sub", present, constant(1)), constant(1e9)))
    }

    /// A layer over rows `[time × batch × width]`.
    ///
    /// - Parameter width: numbers of an input row; weights for more belong to numbers that are always 0.
    mutating func layer(
        _ kind: SequenceNetwork.LayerKind, _ rows: String, width: Int, _ mask: SequenceMask, _ parameters: NetworkParameters, _ name: String
    ) -> String {
        switch kind {
        case .lstm(let units): recurrent("LSTM", rows, width, units, [name], mask, parameters)
        case .gru(let units): recurrent("GRU", rows, width, units, [name], mask, parameters)
        case .bidirectionalLSTM(let units):
            recurrent("LSTM", rows, width, units, ["\(name).onward", "\(name).backward"], mask, parameters)
        case .bidirectionalGRU(let units):
            recurrent("GRU", rows, width, units, ["\(name).onward", "\(name).backward"], mask, parameters)
        case .selfAttention: selfAttention(rows, width, mask, parameters, name)
        }
    }

    /// Gates stand in the order input, output, forget, cell, or update, reset, candidate; each direction after the other.
    private mutating func recurrent(
        _ operation: String, _ rows: String, _ width: Int, _ units: Int, _ names: [String], _ mask: SequenceMask,
        _ parameters: NetworkParameters
    ) -> String {
        let isLSTM = operation == "LSTM", gates = isLSTM ? [0, 3, 1, 2] : [0, 1, 2], count = gates.count
        var weights: [Float] = [], recurrent: [Float] = [], biases: [Float] = []
        for name in names {
            weights += parameters.turned("\(name).input", rows: width, blocks: gates, of: count)
            recurrent += parameters.turned("\(name).recurrent", blocks: isLSTM ? gates : [0, 1], of: isLSTM ? count : 2)
            if !isLSTM { recurrent += parameters.turned("\(name).candidate", blocks: [0], of: 1) }
            biases += parameters.reordered("\(name).bias", blocks: gates) + [Float](repeating: 0, count: count * units)
        }
        let directions = names.count, label = names[0]
        var inputs = [
            rows, constant([directions, count * units, width], weights, "\(label).input"),
            constant([directions, count * units, units], recurrent, "\(label).recurrent"),
        ]
        inputs += [constant([directions, 2 * count * units], biases, "\(label).bias"), mask.lengths]
        let direction = ONNXMessages.Attribute.text(directions == 2 ? "bidirectional" : "forward")
        // ONNX's GRU lets the reset gate act before the product with the candidate's weights unless told otherwise, as ours does.
        let states = add(operation, inputs, attributes: ["hidden_size": .integer(units), "direction": direction])
        return add("Reshape", transposed(states, [0, 2, 1, 3]), integers([0, 0, directions * units]))
    }

    private mutating func selfAttention(
        _ rows: String, _ width: Int, _ mask: SequenceMask, _ parameters: NetworkParameters, _ name: String
    ) -> String {
        let elements = transposed(rows, [1, 0, 2])
        let queries = matrixProduct(elements, parameters, "\(name).queries"), keys = matrixProduct(elements, parameters, "\(name).keys")
        let values = matrixProduct(elements, parameters, "\(name).values")
        let scale = 1 / Float(parameters.shape("\(name).queries")[1]).squareRoot()
        let scores = add("Mul", add("MatMul", queries, transposed(keys, [0, 2, 1])), constant(scale))
        let weights = add("Softmax", add("Add", scores, transposed(mask.penalty, [1, 2, 0])), attributes: ["axis": .integer(-1)])
        return transposed(add("MatMul", weights, values), [1, 0, 2])
    }
}
