/// Labelled counts as trees are grown on: all cells, and what each row weighs.
struct TreeRows {
    let width: Int
    let cells: [Int32]
    var normal: [Double]
    var anomalous: [Double]

    init(_ examples: LabelledCountMatrix) {
        width = examples.matrix.columns.count
        cells = examples.matrix.dense()
        normal = examples.normal
        anomalous = examples.anomalous
    }

    var all: [Int] { normal.indices.filter { normal[$0] + anomalous[$0] > 0 } }
}

extension CountTree {
    /// How far a tree grows.
    struct Limits {
        /// Sessions of a leaf at least.
        var leaf: Double
        /// Splits from the root to a leaf at most.
        var depth: Int
        /// Columns looked at for a split, drawn anew for each; `nil` looks at all.
        var columns: Int?
    }

    private struct Split {
        var column: Int
        var place: Double
        var impurity: Double
    }

    /// Grows a tree by the Gini impurity (Breiman, Friedman, Olshen, Stone 1984). Of equal splits the one of the first column at the lowest count is
    /// taken, so without drawn columns nothing is random.
    init(_ rows: TreeRows, limits: Limits, using source: inout RandomSource) {
        var waiting: [(node: Int, rows: [Int], depth: Int)] = [(0, rows.all, 0)]
        append(rows, waiting[0].rows)
        var next = 0
        while next < waiting.count {
            let (node, own, depth) = waiting[next]
            waiting[next].rows = []
            next += 1
            guard depth < limits.depth, share[node] > 0, share[node] < 1,
                let best = Self.best(rows, own, limits, using: &source)
            else { continue }
            column[node] = Int32(best.column)
            split[node] = best.place
            child[node] = Int32(column.count)
            for isLeft in [true, false] {
                let part = own.filter { (Double(rows.cells[$0 * rows.width + best.column]) <= best.place) == isLeft }
                waiting.append((column.count, part, depth + 1))
                append(rows, part)
            }
        }
    }

    private mutating func append(_ rows: TreeRows, _ own: [Int]) {
        let normal = own.reduce(0) { $0 + rows.normal[$1] }, anomalous = own.reduce(0) { $0 + rows.anomalous[$1] }
        column.append(-1)
        child.append(-1)
        split.append(0)
        share.append(normal + anomalous > 0 ? anomalous / (normal + anomalous) : 0)
    }

    /// The split with the least impurity, even where it is no better than none: two columns may say together what neither says alone.
    private static func best(_ rows: TreeRows, _ own: [Int], _ limits: Limits, using source: inout RandomSource) -> Split? {
        var order = Array(0..<rows.width), best: Split?, looked = 0
        for place in order.indices {
            if limits.columns != nil {
                let other = place + Int(source.uniform() * Double(order.count - place))
                order.swapAt(place, other)
            }
            guard let split = split(rows, own, order[place], limits.leaf) else { continue }
            if best.map({ split.impurity < $0.impurity - 1e-12 }) ?? true { best = split }
            looked += 1
            if let wanted = limits.columns, looked >= wanted { break }
        }
        return best
    }

    /// The best place to split one column; `nil` where its counts are all the same or a side would be too small.
    private static func split(_ rows: TreeRows, _ own: [Int], _ column: Int, _ leaf: Double) -> Split? {
        var low = Int32.max, high = Int32.min
        for row in own {
            let count = rows.cells[row * rows.width + column]
            low = min(low, count)
            high = max(high, count)
        }
        guard low < high else { return nil }
        var sums: [(count: Int32, normal: Double, anomalous: Double)] = []
        if Int(high) - Int(low) < 4 * own.count + 16 {
            sums = (low...high).map { ($0, 0, 0) }
            for row in own {
                let place = Int(rows.cells[row * rows.width + column] - low)
                sums[place].normal += rows.normal[row]
                sums[place].anomalous += rows.anomalous[row]
            }
        } else {
            sums = own.map { (rows.cells[$0 * rows.width + column], rows.normal[$0], rows.anomalous[$0]) }.sorted { $0.count < $1.count }
        }
        sums.removeAll { $0.normal + $0.anomalous == 0 }
        let normal = sums.reduce(0) { $0 + $1.normal }, anomalous = sums.reduce(0) { $0 + $1.anomalous }
        var left = (normal: 0.0, anomalous: 0.0), best: Split?
        for place in sums.indices.dropLast() {
            left.normal += sums[place].normal
            left.anomalous += sums[place].anomalous
            guard sums[place].count < sums[place + 1].count else { continue }
            let right = (normal: normal - left.normal, anomalous: anomalous - left.anomalous)
            let (first, second) = (left.normal + left.anomalous, right.normal + right.anomalous)
            guard first >= leaf, second >= leaf else { continue }
            // Up to a constant: sessions times Gini impurity of both sides.
            let impurity = 2 * left.normal * left.anomalous / first + 2 * right.normal * right.anomalous / second
            if best.map({ impurity < $0.impurity - 1e-12 }) ?? true {
                let middle = (Double(sums[place].count) + Double(sums[place + 1].count)) / 2
                best = Split(column: column, place: middle, impurity: impurity)
            }
        }
        return best
    }
}
