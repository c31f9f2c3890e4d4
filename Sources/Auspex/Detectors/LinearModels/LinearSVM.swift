import Foundation

/// A linear support vector machine on event counts, from labelled sessions: few counts decide.
///
/// Liang, Zhang, Xiong, Sahoo, ICDM 2007; penalty and loss as in He, Zhu, He, Lyu, ISSRE 2016: ‖w‖₁ + C·Σ max(0, 1 − y·f)², the intercept penalised like
/// a coefficient. Solved by coordinate descent (Yuan, Chang, Hsieh, Lin, JMLR 2010), one column after the other, so nothing is drawn.
///
/// - Complexity: O(cells) a pass.
public struct LinearSVM: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "svm", summary: "A linear bound between the counts of labelled sessions, with few templates that matter.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Liang, Zhang, Xiong, Sahoo, ICDM 2007",
        weakness: "faults of a kind it was not shown, templates it never saw, and faults that change the order alone.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// What errors cost beside the size of the coefficients. Default 1 (loglizer's).
        public var cost = 1.0
        /// Passes over the columns at most. Default 1000.
        public var passes = 1_000
        /// Share of the first pass's violation of the optimum at which it is done. Default 1e-4.
        public var tolerance = 1e-4
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("cost", cost, 1e-6...1e9)
            try SettingBounds.check("passes", passes, 1...100_000)
            try SettingBounds.check("tolerance", tolerance, 0...1)
            try validateLimits()
        }
    }

    var function: LinearFunction
    /// The bound is where the function is 0.
    public var threshold: Threshold { Threshold(value: 0.5, policy: .fixed) }

    /// The distance to the bound, squeezed into 0…1; one half on the bound.
    public func score(of row: CountRow) -> Double { LogisticRegression.logistic(function.value(of: row)) }

    /// The counts that speak most for it.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        [.classifiedCounts(function.carriers(of: row, columns: columns), probability: nil)]
    }

    /// Whether there is a finite number for each column.
    public func fits(columns count: Int) -> Bool { function.fits(columns: count) }

    /// Coordinate descent with Newton directions and line search.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> LinearSVM {
        var function = LinearFunction(examples)
        let rows = WeightedRows(examples.matrix, weights: function.weights)
        let width = function.weights.count, all = examples.examples
        var cells = [[(example: Int, value: Double)]](repeating: [], count: width + 1)
        for (number, example) in all.enumerated() {
            let sign = example.isAnomalous ? 1.0 : -1.0
            for place in rows.starts[example.row]..<rows.starts[example.row + 1] {
                cells[rows.columns[place]].append((number, sign * rows.values[place]))
            }
            cells[width].append((number, sign))
        }
        let costs = all.map { configuration.cost * $0.copies }
        // 1 − y·f of each example.
        var slack = [Double](repeating: 1, count: all.count)
        var coefficients = [Double](repeating: 0, count: width + 1), first = 0.0
        for pass in 0..<configuration.passes {
            var violation = 0.0
            for column in 0...width where !cells[column].isEmpty {
                violation += Self.update(&coefficients[column], cells[column], costs, &slack)
            }
            if pass == 0 { first = violation }
            if violation <= configuration.tolerance * first { break }
        }
        function.coefficients = Array(coefficients[..<width])
        function.intercept = coefficients[width]
        return LinearSVM(function: function)
    }

    /// One step along a column; how far it was from the optimum before.
    private static func update(
        _ coefficient: inout Double, _ cells: [(example: Int, value: Double)], _ costs: [Double], _ slack: inout [Double]
    ) -> Double {
        var slope = 0.0, bend = 1e-12
        for (example, value) in cells where slack[example] > 0 {
            slope -= 2 * costs[example] * value * slack[example]
            bend += 2 * costs[example] * value * value
        }
        let violation: Double
        if coefficient > 0 {
            violation = abs(slope + 1)
        } else if coefficient < 0 {
            violation = abs(slope - 1)
        } else {
            violation = max(0, max(-1 - slope, slope - 1))
        }
        var step = -coefficient
        if slope + 1 < bend * coefficient {
            step = -(slope + 1) / bend
        } else if slope - 1 > bend * coefficient {
            step = -(slope - 1) / bend
        }
        guard abs(step) > 1e-14 else { return violation }
        let expected = abs(coefficient + step) - abs(coefficient) + slope * step
        for halving in 0..<30 {
            let length = step * exp2(-Double(halving))
            var change = abs(coefficient + length) - abs(coefficient)
            for (example, value) in cells {
                let old = max(0, slack[example]), new = max(0, slack[example] - length * value)
                change += costs[example] * (new * new - old * old)
            }
            guard change <= 0.01 * exp2(-Double(halving)) * expected else { continue }
            for (example, value) in cells { slack[example] -= length * value }
            coefficient += length
            break
        }
        return violation
    }
}
