import Neural

extension ONNXGraph {
    /// From rows `[time × batch × width]` to one row for each sequence.
    mutating func readout(
        _ kind: Readout.Kind, _ rows: String, width: Int, _ mask: SequenceMask, _ parameters: NetworkParameters, _ name: String
    ) -> String {
        switch kind {
        case .last: return chosen(rows, by: mask.last)
        case .mean: return mean(rows, mask)
        case .meanAndLast:
            let mean = mean(rows, mask)
            return add("Concat", mean, chosen(rows, by: mask.last), attributes: ["axis": .integer(1)])
        case .bothEnds:
            let onward = chosen(slice(rows, axis: 2, 0..<width / 2), by: mask.last)
            let first = add("Gather", slice(rows, axis: 2, width / 2..<width), integer(0), attributes: ["axis": .integer(0)])
            return add("Concat", onward, first, attributes: ["axis": .integer(1)])
        case .attention:
            let hidden = add("Tanh", dense(rows, parameters, "\(name).attention"))
            let vector = parameters["\(name).attention.vector"]
            let scores = add("MatMul", hidden, constant([vector.count, 1], vector, "\(name).attention.vector"))
            let weights = add("Softmax", add("Add", scores, mask.penalty), attributes: ["axis": .integer(0)])
            return chosen(rows, by: weights)
        case .convolutions(let heights, let filters):
            let found = heights.map { convolution(rows, height: $0, width: width, filters: filters, mask, parameters, name) }
            return found.count == 1 ? found[0] : add("Concat", found, attributes: ["axis": .integer(1)])
        case .positions(let count):
            // Room behind for sequences that are shorter.
            let padded = add("Pad", add("Mul", rows, mask.present), integers([0, 0, 0, count, 0, 0]))
            return add("Reshape", transposed(slice(padded, axis: 0, 0..<count), [1, 0, 2]), integers([0, count * width]))
        }
    }

    private mutating func chosen(_ rows: String, by weights: String) -> String { sum(add("Mul", rows, weights), over: 0) }

    private mutating func mean(_ rows: String, _ mask: SequenceMask) -> String {
        add("Div", chosen(rows, by: mask.present), widened(cast(mask.longLengths, .float), at: 1))
    }

    /// The largest answer of each filter over the places where it stands fully on the sequence, the last one in any case.
    private mutating func convolution(
        _ rows: String, height: Int, width: Int, filters: Int, _ mask: SequenceMask, _ parameters: NetworkParameters, _ readout: String
    ) -> String {
        let name = "\(readout).convolution\(height)", ours = parameters["\(name).weights"]
        var weights: [Float] = []
        for filter in 0..<filters {
            for column in 0..<width { for place in 0..<height { weights.append(ours[(place * width + column) * filters + filter]) } }
        }
        let answers = add(
            "Conv", transposed(rows, [1, 2, 0]), constant([filters, width, height], weights, "\(name).weights"),
            constant([filters], parameters["\(name).bias"], "\(name).bias"), attributes: ["pads": .integers([height - 1, 0])])
        let bent = add("LeakyRelu", answers, attributes: ["alpha": .number(0.01)])
        let first = add("Sub", add("Min", mask.longLengths, integer(height)), integer(1))
        let stands = add("And", add("Less", mask.places, mask.longLengths), add("GreaterOrEqual", mask.places, first))
        let silent = add("Where", widened(transposed(stands, [1, 0]), at: 1), bent, constant(-.greatestFiniteMagnitude))
        return add("ReduceMax", silent, attributes: ["axes": .integers([2]), "keepdims": .integer(0)])
    }
}
