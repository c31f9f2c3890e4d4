import Neural

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The LSTM of one key: foretells the key's next vector from its last ones.
///
/// Shapes: a row has one number for each ``Layout/Column``; rows are normalised by the training part and clipped to ±``clip`` as inputs and
/// targets, so that one absurd value cannot drag the state along.
struct ValueForecast: Sendable, Equatable {
    /// Mean and deviation.
    struct Scale: Sendable, Codable, Equatable {
        var mean: Double
        var deviation: Double

        init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = deviation
        }

        init(_ values: [Double]) {
            // A sum of many equal numbers is not their multiple: rounding would make a constant vary.
            if let first = values.first, values.allSatisfy({ $0 == first }) {
                mean = first
                deviation = 0
                return
            }
            let count = Double(max(1, values.count))
            let mean = values.reduce(0) { $0 + $1 / count }
            self.mean = mean
            deviation = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }.squareRoot()
        }
    }

    /// Which numbers make a row, and how they are normalised: everything but weights.
    struct Layout: Sendable, Codable, Equatable {
        /// One number of a row.
        struct Column: Sendable, Codable, Equatable {
            /// Index of the parameter; -1 for the delay.
            var parameter: Int
            /// The word this column is 1 for, in an enumeration.
            var word: UInt64?
            /// Whether ln(1 + x) is taken first.
            var isLogarithmic = false
            var scale: Scale
        }

        var columns: [Column]
        /// Previous keys with a scale of their own for the delay, ascending, and those scales.
        var previous: [TemplateID] = []
        var delayScales: [Scale] = []

        /// The most columns.
        static let limit = 64

        /// Adds one normalised row; absent values are NaN.
        func append(previous key: TemplateID?, delay: Double, values: ArraySlice<EventValue>, to rows: inout [Float]) {
            for column in columns {
                var scale = column.scale
                var value: Double
                if column.parameter < 0 {
                    value = delay
                    if let key, let place = previous.firstIndex(of: key) { scale = delayScales[place] }
                } else {
                    let stored = column.parameter < values.count ? values[values.startIndex + column.parameter] : .absent
                    if let word = column.word {
                        value = stored.isAbsent ? .nan : stored.bits == word ? 1 : 0
                    } else {
                        value = stored.number ?? .nan
                    }
                }
                if column.isLogarithmic { value = Self.logarithm(value) }
                rows.append(Float((value - scale.mean) / scale.deviation))
            }
        }

        /// ln(1 + x), odd around zero.
        static func logarithm(_ value: Double) -> Double { value < 0 ? -log1p(-value) : log1p(value) }

        /// A number of a row in original units.
        func original(_ value: Float, column index: Int, previous key: TemplateID?) -> Double {
            let column = columns[index]
            var scale = column.scale
            if column.parameter < 0, let key, let place = previous.firstIndex(of: key) { scale = delayScales[place] }
            let number = Double(value) * scale.deviation + scale.mean
            guard column.isLogarithmic else { return number }
            return number < 0 ? -expm1(-number) : expm1(number)
        }
    }

    /// Largest magnitude of a normalised input or target.
    static let clip: Float = 10
    /// Rows of a series computed from one start; earlier rows are read first as far as the window goes.
    static let blockRows = 32
    /// Nodes of one pass at most: bounds the memory.
    static let passNodes = 8_192

    var layout: Layout
    /// Rows of history.
    var window: Int
    var network: RecurrentNetwork
    /// What is usual for the mean squared error over a row's numbers.
    var error: ValueInterval?
    /// What is usual for each column's difference, where it is judged by itself.
    var residuals: [ValueInterval?]
    /// Between which numbers the predictions of held-out rows lay, by column; later ones are drawn back to them, since nothing is known about an
    /// LSTM's errors elsewhere. Empty until that is known.
    var foretold: [ClosedRange<Float>] = []

    /// Rows of one key, by series.
    struct Series: Sendable {
        var rows: [Float] = []
        /// Number of the first row of each series, and of the end.
        var starts: [Int] = [0]

        /// Ends a series.
        mutating func close(width: Int) {
            let count = rows.count / max(1, width)
            if count > starts[starts.count - 1] { starts.append(count) }
        }
    }

    /// Rows computed together: `warm` rows of history first, then `count` rows from `first` on.
    struct Block {
        var first: Int
        var warm: Int
        var count: Int
        /// Whether an earlier row of the series stands before the history.
        var hasBefore: Bool

        var length: Int { warm + count }
    }

    /// Cuts series into blocks.
    static func blocks(_ starts: [Int], window: Int) -> [Block] {
        var result: [Block] = []
        for (start, end) in zip(starts, starts.dropFirst()) {
            for first in stride(from: start, to: end, by: blockRows) {
                let warm = min(window, first - start)
                result.append(Block(first: first, warm: warm, count: min(blockRows, end - first), hasBefore: first - warm > start))
            }
        }
        return result
    }

    /// The blocks of one pass as sequences, and where the wanted outputs are.
    struct Pass {
        var sequences: SequenceBatch
        var inputs: [Float] = []
        var nodes: [Int32] = []
        /// Row of each wanted node.
        var targets: [Int] = []

        init(_ unsorted: [Block], rows: [Float], width: Int) {
            let blocks = unsorted.sorted { $0.length > $1.length }
            sequences = .chains(fallingLengths: blocks.map(\.length))
            for level in 0..<sequences.levelCount {
                for (node, block) in zip(sequences.nodes(ofLevel: level), blocks) {
                    // Node `level` reads the row before the one it foretells.
                    let row = block.first - block.warm + level
                    if level >= block.warm {
                        nodes.append(Int32(node))
                        targets.append(row)
                    }
                    if level == 0, !block.hasBefore {
                        for _ in 0..<width { inputs.append(0) }
                    } else {
                        for index in (row - 1) * width..<row * width {
                            let value = rows[index]
                            inputs.append(value.isNaN ? 0 : min(max(value, -ValueForecast.clip), ValueForecast.clip))
                        }
                    }
                }
            }
        }
    }

    /// Foretells every row of these series: `[rows × columns]`, normalised.
    ///
    /// - Complexity: 1.3 steps of the LSTM a row of a long series, one a row of short ones; all series go through the same matrix products.
    func predictions(_ series: Series, workspace: inout RecurrentNetwork.Workspace) -> [Float] {
        let width = layout.columns.count
        var result = [Float](repeating: 0, count: series.rows.count)
        let blocks = Self.blocks(series.starts, window: window)
        var next = 0
        while next < blocks.count {
            var end = next, nodes = 0
            while end < blocks.count, end == next || nodes + blocks[end].length <= Self.passNodes {
                nodes += blocks[end].length
                end += 1
            }
            let pass = Pass(Array(blocks[next..<end]), rows: series.rows, width: width)
            network.forward(pass.sequences, values: pass.inputs, at: pass.nodes, workspace: &workspace, independentRows: true)
            let outputs = workspace.outputs
            for (node, row) in pass.targets.enumerated() {
                for column in 0..<width {
                    let value = outputs[node * width + column]
                    result[row * width + column] =
                        foretold.isEmpty ? value : min(max(value, foretold[column].lowerBound), foretold[column].upperBound)
                }
            }
            next = end
        }
        return result
    }

    /// Mean squared difference of one row over the numbers it has; NaN when it has none.
    @inline(__always)
    static func error(_ rows: [Float], _ predictions: [Float], row: Int, width: Int) -> Double {
        var sum = 0.0, count = 0.0
        for index in row * width..<(row + 1) * width where !rows[index].isNaN {
            let difference = Double(predictions[index] - rows[index])
            sum += difference * difference
            count += 1
        }
        return count > 0 ? sum / count : .nan
    }
}
