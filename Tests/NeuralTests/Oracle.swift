import Neural

/// The stacked LSTM with linear output in double precision, one sequence at a time, without sharing, BLAS or kernels: the oracle that
/// finite differences are taken of.
struct Oracle {
    let configuration: RecurrentNetwork.Configuration
    let slices: [String: ParameterSlice]
    var values: [Double]

    init(_ network: RecurrentNetwork) {
        configuration = network.configuration
        slices = Dictionary(uniqueKeysWithValues: network.parameters.slices.map { ($0.name, $0) })
        values = network.parameters.values.map(Double.init)
    }

    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

    private func parameter(_ name: String, _ row: Int, _ column: Int) -> Double {
        let slice = slices[name]!
        return values[slice.offset + row * slice.shape[slice.shape.count - 1] + column]
    }

    /// Outputs after the whole sequence; `inputs` are one-hot or number rows.
    func outputs(_ inputs: [[Double]]) -> [Double] {
        let units = configuration.units
        var sequence = inputs
        for layer in 0..<configuration.layers {
            var hidden = [Double](repeating: 0, count: units), cell = hidden
            sequence = sequence.map { x in
                var z = (0..<4 * units).map { parameter("lstm\(layer).bias", 0, $0) }
                for column in 0..<4 * units {
                    for row in x.indices where x[row] != 0 { z[column] += x[row] * parameter("lstm\(layer).input", row, column) }
                    for row in 0..<units { z[column] += hidden[row] * parameter("lstm\(layer).recurrent", row, column) }
                }
                for unit in 0..<units {
                    cell[unit] =
                        Self.sigmoid(z[units + unit]) * cell[unit] + Self.sigmoid(z[unit]) * hyperbolicTangent(z[2 * units + unit])
                }
                hidden = (0..<units).map { Self.sigmoid(z[3 * units + $0]) * hyperbolicTangent(cell[$0]) }
                return hidden
            }
        }
        let top = sequence.last!
        return (0..<configuration.outputs).map { column in
            (0..<units).reduce(parameter("output.bias", 0, column)) { $0 + top[$1] * parameter("output.weights", $1, column) }
        }
    }

    /// −ln softmax at a class.
    func crossEntropy(_ inputs: [[Double]], _ target: Int) -> Double {
        let logits = outputs(inputs), largest = logits.max()!
        return largest + logarithm(logits.reduce(0) { $0 + exponential($1 - largest) }) - logits[target]
    }

    /// Sum of squared differences.
    func squaredError(_ inputs: [[Double]], _ wanted: [Double]) -> Double {
        zip(outputs(inputs), wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    /// Central differences of a loss by every parameter.
    func gradient(step: Double = 1e-5, _ loss: (Oracle) -> Double) -> [Double] {
        values.indices.map { index in
            var up = self, down = self
            up.values[index] += step
            down.values[index] -= step
            return (loss(up) - loss(down)) / (2 * step)
        }
    }
}
