import Foundation

extension IsolationForest {
    /// Grows the trees and takes the threshold from the training scores.
    public static func fit(on matrix: CountMatrix, configuration: Configuration, seed: UInt64) throws -> IsolationForest {
        var forest = IsolationForest()
        var source = RandomSource(seed: seed).stream("isolation-forest")
        let ends = matrix.copies.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
        let total = Int(ends.last ?? 0), size = min(configuration.sample, total)
        forest.average = averagePath(Double(size))
        let limit = Int(log2(Double(max(2, size))).rounded(.up))
        for _ in 0..<configuration.trees {
            // Floyd's draw of different sessions; copies of a row are different sessions.
            var chosen: Set<Int> = [], drawn: [Int: Int] = [:]
            for last in (total - size)..<total {
                let pick = Int(source.uniform() * Double(last + 1))
                let session = chosen.insert(pick).inserted ? pick : last
                if session == last { chosen.insert(last) }
                drawn[ends.firstPlace { $0 <= Double(session) }, default: 0] += 1
            }
            let rows = drawn.keys.sorted()
            let cells = rows.map { matrix.rows[$0].dense(width: matrix.columns.count) }
            forest.grow(cells, weights: rows.map { drawn[$0] ?? 0 }, limit: limit, using: &source)
        }
        let usual = matrix.usualCounts(0.01...0.99)
        (forest.low, forest.high) = (usual.map(\.lowerBound), usual.map(\.upperBound))
        let scores = (0..<matrix.rows.count).map { forest.score(of: matrix.rows[$0]) }
        let bound = WeightedQuantile.value(of: scores, weights: matrix.copies, share: 1 - configuration.contamination)
        // The quantile is of the training sessions themselves, not of held-out ones: the paper's choice.
        forest.threshold = Threshold(value: bound, policy: .fixed)
        return forest
    }

    /// One tree, its nodes in breadth first order.
    private mutating func grow(_ cells: [[Int32]], weights: [Int], limit: Int, using source: inout RandomSource) {
        roots.append(Int32(column.count))
        var waiting: [(node: Int, rows: [Int], depth: Int)] = [(column.count, Array(cells.indices), 0)]
        appendLeaf()
        var next = 0
        while next < waiting.count {
            let (node, rows, depth) = waiting[next]
            waiting[next].rows = []
            next += 1
            let varying = depth < limit && rows.count > 1 ? Self.varying(cells, rows) : []
            guard !varying.isEmpty else {
                value[node] = Double(depth) + Self.averagePath(Double(rows.reduce(0) { $0 + weights[$1] }))
                continue
            }
            let chosen = varying[Int(source.uniform() * Double(varying.count))]
            let split = Double(chosen.low) + source.uniform() * Double(chosen.high - chosen.low)
            column[node] = Int32(chosen.column)
            value[node] = split
            child[node] = Int32(column.count)
            for side in [true, false] {
                waiting.append((column.count, rows.filter { (Double(cells[$0][chosen.column]) <= split) == side }, depth + 1))
                appendLeaf()
            }
        }
    }

    private mutating func appendLeaf() {
        column.append(-1)
        child.append(-1)
        value.append(0)
    }

    /// Columns that are not the same in all rows.
    private static func varying(_ cells: [[Int32]], _ rows: [Int]) -> [(column: Int, low: Int32, high: Int32)] {
        var low = cells[rows[0]], high = low
        for row in rows.dropFirst() {
            let own = cells[row]
            for column in own.indices {
                low[column] = min(low[column], own[column])
                high[column] = max(high[column], own[column])
            }
        }
        return low.indices.filter { low[$0] < high[$0] }.map { ($0, low[$0], high[$0]) }
    }
}
