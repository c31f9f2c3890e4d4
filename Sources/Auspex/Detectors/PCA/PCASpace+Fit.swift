import Foundation
import Neural

extension PCASpace {
    /// The space, the bound of the Q-statistic, and SPE of each distinct training session with its number of copies.
    static func fit(
        on sessions: [EventSequence], configuration: PCA.Configuration
    ) throws -> (space: PCASpace, bound: Double) {
        let matrix = try CountMatrix(sessions, for: PCA.name, templateLimit: configuration.templateLimit, rowLimit: rowLimit)
        let width = matrix.columns.count, total = matrix.total
        // Without components it is the raw, centred row that is left.
        let weights =
            configuration.weighting == .tfidf ? matrix.inverseDocumentFrequencies() : [Double](repeating: 1, count: width)
        let mean = zip(matrix.means(matrix.copies), weights).map { $0 * $1 }
        let raw = PCASpace(counted: matrix.columns, weights: weights, mean: mean, components: [])
        let axes = try principalAxes(of: matrix, raw, total: total)
        // The last axes have the largest eigenvalues.
        let values = axes.values.map { max(0, $0) }, variance = values.reduce(0, +)
        var kept = 0, share = 0.0
        while kept < width, share < configuration.variance * variance {
            share += values[width - 1 - kept]
            kept += 1
        }
        let components = (0..<kept).flatMap { axes.vector(width - 1 - $0).map(Float.init) }
        let space = PCASpace(counted: matrix.columns, weights: weights, mean: mean, components: components)
        let rest = values.prefix(width - kept)
        let bound =
            qStatistic(rest.reversed(), quantile: configuration.quantile, scale: variance)
            ?? space.empiricalBound(matrix, share: Self.empiricalShare)
        return (space, bound)
    }

    /// Share of the training sessions below the bound where the Q-statistic is none.
    private static let empiricalShare = 0.999
    /// Distinct count vectors learnt from at most.
    private static let rowLimit = 1_000_000

    /// The residual of a row of a matrix.
    private func residual(of row: CountRow) -> [Double] { residual(of: row.dense(width: columns.count).map(Double.init)) }

    /// Axes of the covariance XᵀX / N of the centred rows.
    private static func principalAxes(of matrix: CountMatrix, _ centred: PCASpace, total: Double) throws -> SymmetricEigenvectors {
        let width = centred.columns.count
        var covariance = [Double](repeating: 0, count: width * width)
        for number in 0..<matrix.rows.count {
            let row = centred.residual(of: matrix.rows[number]), weight = matrix.copies[number] / total
            for first in 0..<width where row[first] != 0 {
                let scaled = row[first] * weight
                for second in 0...first { covariance[first * width + second] += scaled * row[second] }
            }
        }
        for first in 0..<width { for second in 0..<first { covariance[second * width + first] = covariance[first * width + second] } }
        do {
            return try SymmetricEigenvectors(of: covariance, size: width)
        } catch {
            throw InputError("pca: \(error.message)")
        }
    }

    /// Bound of the squared prediction error at a standard normal quantile (Jackson, Mudholkar, Technometrics 1979); `nil` where the formula
    /// does not hold.
    ///
    /// - Parameters:
    ///   - rest: eigenvalues outside the normal space, descending.
    ///   - scale: sum of all eigenvalues; what is a tiny part of it is rounding.
    static func qStatistic(_ rest: some Sequence<Double>, quantile: Double, scale: Double) -> Double? {
        var sums = (first: 0.0, second: 0.0, third: 0.0)
        for value in rest {
            sums.first += value
            sums.second += value * value
            sums.third += value * value * value
        }
        // Nothing is left of the variance: any error beyond rounding is strange.
        let tolerance = max(1e-9, 1e-6 * scale)
        guard sums.first > 1e-9 * max(scale, 1e-300), sums.second > 0 else { return tolerance }
        let power = 1 - 2 * sums.first * sums.third / (3 * sums.second * sums.second)
        guard power > 0 else { return nil }
        let base =
            quantile * (2 * sums.second * power * power).squareRoot() / sums.first + 1
            + sums.second * power * (power - 1) / (sums.first * sums.first)
        guard base > 0 else { return nil }
        let bound = sums.first * pow(base, 1 / power)
        return bound.isFinite ? max(bound, tolerance) : nil
    }

    /// The error that a share of the training sessions does not exceed.
    private func empiricalBound(_ matrix: CountMatrix, share: Double) -> Double {
        let errors = (0..<matrix.rows.count).map { residual(of: matrix.rows[$0]).reduce(0) { $0 + $1 * $1 } }
        let order = errors.indices.sorted { errors[$0] < errors[$1] }
        let wanted = share * matrix.total
        var seen = 0.0
        for place in order {
            seen += matrix.copies[place]
            if seen >= wanted { return max(errors[place], 1e-9) }
        }
        return max(errors.max() ?? 0, 1e-9)
    }
}
