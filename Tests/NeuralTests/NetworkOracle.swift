import Neural

/// A ``SequenceNetwork`` in double precision, one sequence at a time, by the formulas: what finite differences are taken of.
struct NetworkOracle {
    let configuration: SequenceNetwork.Configuration
    let slices: [String: ParameterSlice]
    var values: [Double]

    init(_ network: SequenceNetwork) {
        configuration = network.configuration
        slices = Dictionary(uniqueKeysWithValues: network.parameters.slices.map { ($0.name, $0) })
        values = network.parameters.values.map(Double.init)
    }

    typealias Rows = [[Double]]

    private func row(_ name: String, _ row: Int) -> [Double] {
        let slice = slices[name]!, width = slice.shape.last!
        return (0..<width).map { values[slice.offset + row * width + $0] }
    }

    private func times(_ x: [Double], _ name: String) -> [Double] {
        let slice = slices[name]!, width = slice.shape.last!
        var result = [Double](repeating: 0, count: width)
        for (index, value) in x.enumerated() {
            for column in 0..<width { result[column] += value * values[slice.offset + index * width + column] }
        }
        return result
    }

    private func sum(_ parts: [Double]...) -> [Double] {
        parts[0].indices.map { column in parts.reduce(0) { $0 + $1[column] } }
    }

    private func lstm(_ name: String, _ inputs: Rows) -> Rows {
        let units = slices["\(name).recurrent"]!.shape[0]
        var h = [Double](repeating: 0, count: units), c = h
        return inputs.map { x in
            let z = sum(times(x, "\(name).input"), times(h, "\(name).recurrent"), row("\(name).bias", 0))
            for unit in 0..<units {
                c[unit] = Oracle.sigmoid(z[units + unit]) * c[unit] + Oracle.sigmoid(z[unit]) * hyperbolicTangent(z[2 * units + unit])
            }
            h = (0..<units).map { Oracle.sigmoid(z[3 * units + $0]) * hyperbolicTangent(c[$0]) }
            return h
        }
    }

    private func gru(_ name: String, _ inputs: Rows) -> Rows {
        let units = slices["\(name).candidate"]!.shape[0]
        var h = [Double](repeating: 0, count: units)
        return inputs.map { x in
            let read = sum(times(x, "\(name).input"), row("\(name).bias", 0)), before = times(h, "\(name).recurrent")
            let z = (0..<units).map { Oracle.sigmoid(read[$0] + before[$0]) }
            let r = (0..<units).map { Oracle.sigmoid(read[units + $0] + before[units + $0]) }
            let pulled = times((0..<units).map { r[$0] * h[$0] }, "\(name).candidate")
            h = (0..<units).map { z[$0] * h[$0] + (1 - z[$0]) * hyperbolicTangent(read[2 * units + $0] + pulled[$0]) }
            return h
        }
    }

    private func softmax(_ x: [Double]) -> [Double] {
        let all = x.map { exponential($0 - x.max()!) }, total = all.reduce(0, +)
        return all.map { $0 / total }
    }

    private func attention(_ name: String, _ inputs: Rows) -> Rows {
        let q = inputs.map { times($0, "\(name).queries") }, k = inputs.map { times($0, "\(name).keys") }
        let v = inputs.map { times($0, "\(name).values") }, width = Double(q[0].count).squareRoot()
        return q.map { query in
            let weights = softmax(k.map { key in zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / width })
            return v[0].indices.map { column in zip(weights, v).reduce(0) { $0 + $1.0 * $1.1[column] } }
        }
    }

    private func readout(_ kind: Readout.Kind, _ name: String, _ rows: Rows) -> [Double] {
        let width = rows[0].count, mean = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
        switch kind {
        case .last: return rows.last!
        case .bothEnds: return Array(rows.last![..<(width / 2)]) + Array(rows[0][(width / 2)...])
        case .mean: return mean
        case .meanAndLast: return mean + rows.last!
        case .attention:
            let hidden = rows.map { sum(times($0, "\(name).attention.weights"), row("\(name).attention.bias", 0)).map(hyperbolicTangent) }
            let vector = slices["\(name).attention.vector"]!
            let weights = softmax(
                hidden.map { row in row.indices.reduce(0) { $0 + row[$1] * values[vector.offset + $1] } })
            return (0..<width).map { column in zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[column] } }
        case .convolutions(let heights, _):
            return heights.flatMap { height -> [Double] in
                let zeros = Rows(repeating: [Double](repeating: 0, count: width), count: max(0, height - rows.count))
                let padded = zeros + rows
                let answers = (0...padded.count - height).map { first in
                    sum(
                        times(padded[first..<first + height].flatMap { $0 }, "\(name).convolution\(height).weights"),
                        row("\(name).convolution\(height).bias", 0)
                    ).map { $0 > 0 ? $0 : 0.01 * $0 }
                }
                return answers[0].indices.map { column in answers.map { $0[column] }.max()! }
            }
        case .positions(let count):
            return (0..<count).flatMap { $0 < rows.count ? rows[$0] : [Double](repeating: 0, count: width) }
        }
    }

    /// The output for one sequence: for each branch its tokens (sets of them) and its numbers, and the extra numbers.
    func outputs(tokens: [[[Int32]]], numbers: [Rows], extra: [Double]) -> [Double] {
        var joined: [Double] = []
        for (number, branch) in configuration.branches.enumerated() {
            let name = "branch\(number)", length = max(tokens[number].count, numbers[number].count)
            var rows: Rows = (0..<length).map { place in
                var row: [Double] = []
                if branch.embedding > 0 {
                    row = [Double](repeating: 0, count: branch.embedding)
                    for token in tokens[number][place] where token >= 0 { row = sum(row, self.row("\(name).embedding.table", Int(token))) }
                } else if branch.tokens > 0 {
                    row = [Double](repeating: 0, count: branch.tokens)
                    for token in tokens[number][place] where token >= 0 { row[Int(token)] += 1 }
                }
                return row + (branch.values > 0 ? numbers[number][place] : [])
            }
            for (layer, kind) in branch.layers.enumerated() {
                let label = "\(name).layer\(layer)"
                func both(_ run: (String, Rows) -> Rows) -> Rows {
                    zip(run("\(label).onward", rows), run("\(label).backward", rows.reversed()).reversed()).map { $0 + $1 }
                }
                switch kind {
                case .lstm: rows = lstm(label, rows)
                case .gru: rows = gru(label, rows)
                case .bidirectionalLSTM: rows = both(lstm)
                case .bidirectionalGRU: rows = both(gru)
                case .selfAttention: rows = attention(label, rows)
                }
            }
            joined += readout(branch.readout, "\(name).readout", rows)
        }
        joined += extra
        for number in configuration.hidden.indices {
            joined = sum(times(joined, "hidden\(number).weights"), row("hidden\(number).bias", 0)).map {
                $0 > 0 ? $0 : Double(configuration.slope) * $0
            }
        }
        return sum(times(joined, "output.weights"), row("output.bias", 0))
    }
}
