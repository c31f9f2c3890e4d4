import Foundation
import Neural

/// Logistic regression on event counts, from labelled sessions.
///
/// Bodik, Goldszmidt, Fox, Woodard, Andersen, EuroSys 2010; features and penalty as in He, Zhu, He, Lyu, ISSRE 2016: TF-IDF counts, ½‖w‖² + C·Σ loss.
/// Newton's method finds the one minimum, so nothing is drawn.
///
/// - Complexity: O(rows · cells² + templates³) a step.
public struct LogisticRegression: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "logistic-regression", summary: "A weighted sum of event counts, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Bodik, Goldszmidt, Fox, Woodard, Andersen, EuroSys 2010",
        weakness: "faults of a kind it was not shown, templates it never saw, and faults that change the order alone.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// What errors cost beside the size of the coefficients. Default 100 (loglizer's).
        public var cost = 100.0
        /// Newton steps at most. Default 100.
        public var iterations = 100
        /// Largest partial derivative, per unit of cost, at which it is done. Default 1e-6.
        public var tolerance = 1e-6
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("cost", cost, 1e-6...1e9)
            try SettingBounds.check("iterations", iterations, 1...10_000)
            try SettingBounds.check("tolerance", tolerance, 0...1)
            try validateLimits()
        }
    }

    var function: LinearFunction
    /// A probability of one half.
    public var threshold: Threshold { Threshold(value: 0.5, policy: .fixed) }

    /// Probability that a session with these counts is anomalous.
    public func score(of row: CountRow) -> Double { Self.logistic(function.value(of: row)) }

    /// The counts that speak most for it.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        [.classifiedCounts(function.carriers(of: row, columns: columns), probability: score)]
    }

    /// Whether there is a finite number for each column.
    public func fits(columns count: Int) -> Bool { function.fits(columns: count) }

    static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

    /// Newton's method with step halving.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> LogisticRegression {
        var function = LinearFunction(examples)
        let rows = WeightedRows(examples.matrix, weights: function.weights)
        let width = function.weights.count, size = width + 1, cost = configuration.cost
        func loss(_ function: LinearFunction) -> Double {
            var sum = 0.5 * function.coefficients.reduce(0) { $0 + $1 * $1 }
            for example in examples.examples {
                let value = rows.product(example.row, function.coefficients) + function.intercept
                let margin = example.isAnomalous ? value : -value
                sum += cost * example.copies * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
            }
            return sum
        }
        var current = loss(function)
        for _ in 0..<configuration.iterations {
            var gradient = function.coefficients + [0], curvature = [Double](repeating: 0, count: size * size)
            for place in 0..<width { curvature[place * size + place] = 1 }
            curvature[size * size - 1] = 1e-10
            for row in 0..<examples.matrix.rows.count {
                let chance = logistic(rows.product(row, function.coefficients) + function.intercept)
                let error = cost * (examples.matrix.copies[row] * chance - examples.anomalous[row])
                let bend = cost * examples.matrix.copies[row] * chance * (1 - chance)
                let range = rows.starts[row]..<rows.starts[row + 1]
                gradient[width] += error
                curvature[size * size - 1] += bend
                for first in range {
                    let scaled = bend * rows.values[first], column = rows.columns[first]
                    gradient[column] += error * rows.values[first]
                    curvature[width * size + column] += scaled
                    for second in rows.starts[row]...first {
                        curvature[column * size + rows.columns[second]] += scaled * rows.values[second]
                    }
                }
            }
            if gradient.allSatisfy({ abs($0) <= configuration.tolerance * cost }) { break }
            let step = try SymmetricSystem.solve(curvature, gradient, for: description.name)
            var length = 1.0, next = function, value = current
            while length > 1e-10 {
                for place in 0..<width { next.coefficients[place] = function.coefficients[place] - length * step[place] }
                next.intercept = function.intercept - length * step[width]
                value = loss(next)
                if value < current { break }
                length /= 2
            }
            // No shorter step helps: rounding is all that is left.
            guard value < current else { break }
            (function, current) = (next, value)
        }
        return LogisticRegression(function: function)
    }
}
