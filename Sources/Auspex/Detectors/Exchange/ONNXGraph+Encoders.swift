import Neural

extension ONNXGraph {
    /// What autoencoders make of words: the tokens that a classifier reads, `[batch × tokens]`.
    ///
    /// - Parameter words: numbers of words, `[batch × length]`, 0 where there is none.
    mutating func tokens(ofWords words: String, by encoders: NetworkProgram.Encoders) -> String {
        let row = add("Div", cast(words, .float), constant(Float(encoders.scale)))
        let outputs = encoders.networks.map { network in
            let logits = decision(row, network.configuration, NetworkParameters(network))
            guard let scale = encoders.outputScale else {
                return add("Mul", add("Softmax", logits, attributes: ["axis": .integer(-1)]), constant(Float(encoders.length)))
            }
            return add("Div", add("Relu", logits), constant(Float(scale)))
        }
        let steps = outputs.enumerated().map { number, output in
            let step = add("Floor", add("Add", add("Mul", output, constant(Float(encoders.resolution))), constant(0.5)))
            let bounded = add("Clip", step, constant(0), constant(Float(encoders.levels - 1)))
            return encoders.usesNearest ? bounded : add("Add", bounded, constant(Float(number * encoders.levels)))
        }
        guard encoders.usesNearest else { return cast(add("Concat", steps, attributes: ["axis": .integer(1)]), .int64) }
        // The one that tells the row best: the smallest cross-entropy, the first of equal ones.
        let losses = outputs.map { output in
            let sum = add("ReduceSum", output, integers([1]), attributes: ["keepdims": .integer(1)])
            let share = add("Div", output, add("Max", sum, constant(1e-12)))
            let logarithm = add("Log", add("Max", share, constant(1e-7)))
            return add("Neg", add("ReduceSum", add("Mul", row, logarithm), integers([1]), attributes: ["keepdims": .integer(1)]))
        }
        let nearest = add(
            "ArgMin", add("Concat", losses, attributes: ["axis": .integer(1)]), attributes: ["axis": .integer(1), "keepdims": .integer(0)])
        let choice = add("OneHot", nearest, integer(steps.count), constant([2], [0, 1]))
        var tokens = ""
        for (number, step) in steps.enumerated() {
            let own = add("Mul", step, slice(choice, axis: 1, number..<number + 1))
            tokens = tokens.isEmpty ? own : add("Add", tokens, own)
        }
        return cast(tokens, .int64)
    }
}
