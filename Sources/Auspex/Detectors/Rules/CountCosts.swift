import Foundation

/// What a difference of d occurrences costs, for each column, and the nearest-vector search under these costs.
///
/// Costs are 0 for d = 0 and never fall with d. Linear costs are a slope; learnt ones a step function over ``levels``.
struct CountCosts: Sendable, Equatable, Codable {
    /// Differences at which a learnt cost may step up.
    static let levels = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128]
    /// The step of each difference below the last level.
    private static let steps: [Int] = (0..<128).map { difference in levels.lastIndex { $0 <= difference } ?? 0 }

    /// One slope a column; empty when costs are learnt.
    private(set) var slopes: [Double] = []
    /// ``levels`` costs a column; empty when costs are linear.
    private(set) var table: [Double] = []

    /// Costs as they are.
    init(slopes: [Double], table: [Double]) {
        self.slopes = slopes
        self.table = table
    }

    /// Linear costs.
    init(slopes: [Double]) { self.slopes = slopes }

    /// Costs from observed differences: `exceeding[column * levels + step]` of `total` new normal vectors differed by at least that level.
    ///
    /// Half a case is added to each count (Krichevsky–Trofimov), so that what never happened is rare, not impossible. Beyond the largest
    /// difference seen the cost grows on linearly, one nat for each mean difference of that template (an exponential tail).
    init(exceeding: [Int], total: Int) {
        table = exceeding.map { -log(min(1, (Double($0) + 0.5) / (Double(total) + 1))) }
        for start in stride(from: 0, to: exceeding.count, by: Self.levels.count) {
            let seen = exceeding[start..<start + Self.levels.count]
            guard let unseen = seen.firstIndex(of: 0) else { continue }
            // Σ P(|d| ≥ level) · (level - level before) is the mean difference.
            let widths = zip(Self.levels, [0] + Self.levels).map { $0 - $1 }
            let sum = zip(seen, widths).reduce(0) { $0 + $1.0 * $1.1 }
            let mean = max(1, Double(sum) / Double(max(1, exceeding[start])))
            for step in unseen..<start + Self.levels.count {
                table[step] += Double(Self.levels[step - start] - Self.levels[unseen - start]) / mean
            }
        }
    }

    /// Costs that count differing templates first and occurrences second.
    init(perTemplate: Double, columnCount: Int) {
        table = (0..<columnCount).flatMap { _ in Self.levels.map { perTemplate + Double($0) } }
    }

    /// The cost of a difference.
    func cost(of difference: Int, column: Int) -> Double {
        guard difference > 0 else { return 0 }
        if !slopes.isEmpty { return slopes[column] * Double(difference) }
        let step = difference < Self.steps.count ? Self.steps[difference] : Self.levels.count - 1
        return table[column * Self.levels.count + step]
    }

    /// The first nearest row of a range, leaving one out.
    ///
    /// The query is spread into `scratch` (all zero before and after), so that a row costs its own entries only:
    /// d(x, v) = Σ cost(x_k) + Σ over v's entries of (cost(x_k - v_k) - cost(x_k)).
    func nearest(
        to query: CountRows.Row, in rows: CountRows, _ range: Range<Int>, without left: Int?, oneSided: Bool, scratch: inout [Int32]
    ) -> (distance: Double, row: Int?) {
        var alone = 0.0
        for (column, count) in zip(query.columns, query.counts) {
            scratch[Int(column)] = count
            alone += cost(of: Int(count), column: Int(column))
        }
        defer { for column in query.columns { scratch[Int(column)] = 0 } }
        var best = Double.infinity
        var bestRow: Int?
        for row in range where row != left {
            var distance = alone
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                let column = Int(rows.columns[entry])
                let seen = Int(scratch[column])
                let difference = seen - Int(rows.counts[entry])
                distance += cost(of: oneSided ? max(0, difference) : abs(difference), column: column)
                if seen > 0 { distance -= cost(of: seen, column: column) }
            }
            if distance < best {
                best = distance
                bestRow = row
            }
        }
        return bestRow == nil ? (alone, nil) : (max(0, best < Self.rounding ? 0 : best), bestRow)
    }

    /// Sums that should cancel leave less than this.
    private static let rounding = 1e-9

    /// Whether the numbers are usable for a number of columns: what must hold before stored costs are used.
    func isValid(columnCount: Int) -> Bool {
        (slopes + table).allSatisfy { $0.isFinite && $0 >= 0 }
            && ((slopes.count == columnCount && table.isEmpty) || (slopes.isEmpty && table.count == columnCount * Self.levels.count))
    }
}
