import Neural

/// Least squares on event counts with 0 for normal and 1 for anomalous: the plainest baseline with labels.
///
/// The baseline of Chen et al., *LogTransfer*, ISSRE 2020. Where counts determine the coefficients only in part, those of the smallest norm are taken.
///
/// - Complexity: O(rows · cells² + templates³).
public struct LinearRegression: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "linear-regression", summary: "Least squares on event counts, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "baseline of Chen et al., ISSRE 2020",
        weakness: "rare kinds of anomaly, whose value stays below one half, and all that other classifiers of counts do badly with.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Value above which a session is anomalous. Default 0.5.
        public var bound = 0.5
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("bound", bound, 0...10)
            try validateLimits()
        }
    }

    var function: LinearFunction
    /// The bound of the settings.
    public var threshold: Threshold

    /// The value at a row; below 0 there is nothing to object to.
    public func score(of row: CountRow) -> Double { max(0, function.value(of: row)) }

    /// The counts that speak most for it.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        [.classifiedCounts(function.carriers(of: row, columns: columns), probability: nil)]
    }

    /// Whether there is a finite number for each column.
    public func fits(columns count: Int) -> Bool { function.fits(columns: count) }

    /// Least squares by the eigenvectors of the covariance.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> LinearRegression {
        var function = LinearFunction(examples)
        let matrix = examples.matrix, total = matrix.total
        let rows = WeightedRows(matrix, weights: function.weights), width = function.weights.count
        var mean = [Double](repeating: 0, count: width), moments = [Double](repeating: 0, count: width)
        var covariance = [Double](repeating: 0, count: width * width)
        let share = examples.anomalous.reduce(0, +) / total
        for row in 0..<matrix.rows.count {
            let weight = matrix.copies[row] / total, range = rows.starts[row]..<rows.starts[row + 1]
            for first in range {
                let column = rows.columns[first]
                mean[column] += weight * rows.values[first]
                moments[column] += examples.anomalous[row] / total * rows.values[first]
                for second in rows.starts[row]...first {
                    covariance[column * width + rows.columns[second]] += weight * rows.values[first] * rows.values[second]
                }
            }
        }
        for first in 0..<width {
            moments[first] -= mean[first] * share
            for second in 0...first { covariance[first * width + second] -= mean[first] * mean[second] }
        }
        let axes: SymmetricEigenvectors
        do {
            axes = try SymmetricEigenvectors(of: covariance, size: width)
        } catch {
            throw InputError("\(description.name): \(error.message)")
        }
        let smallest = 1e-10 * max(axes.values.last ?? 0, 1e-300)
        for number in 0..<width where axes.values[number] > smallest {
            let axis = Array(axes.vector(number))
            let length = zip(axis, moments).reduce(0) { $0 + $1.0 * $1.1 } / axes.values[number]
            for column in 0..<width { function.coefficients[column] += length * axis[column] }
        }
        function.intercept = share - zip(function.coefficients, mean).reduce(0) { $0 + $1.0 * $1.1 }
        return LinearRegression(function: function, threshold: Threshold(value: configuration.bound, policy: .fixed))
    }
}
