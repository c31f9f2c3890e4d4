import Foundation
import Neural

extension PCASpace {
    /// The space, the bound of the Q-statistic, and SPE of each distinct training session with its number of copies.
    static func fit(
        on sessions: [EventSequence], configuration: PCA.Configuration
    ) throws -> (space: PCASpace, bound: Double) {
        guard sessions.contains(where: { !$0.events.isEmpty }) else {
            throw InputError("pca: no training session holds an event; give a log with at least one session")
        }
        let known = TemplateIndex(sessions.lazy.flatMap(\.events))
        let hasWholeSessions = sessions.contains { $0.isComplete && !$0.isContinuation && !$0.events.isEmpty }
        let rows = sessions.filter { !$0.isContinuation && ($0.isComplete || !hasWholeSessions) }
        let distinct = DistinctSessions(rows.isEmpty ? sessions : rows)
        let total = Double(distinct.multiplicities.reduce(0, +))
        let columns = columns(of: distinct, known: known, limit: configuration.templateLimit)
        let width = columns.count
        // Without components it is the raw, centred row that is left.
        let weights = weights(of: distinct, columns: columns, total: total, configuration.weighting)
        let raw = PCASpace(
            known: known, columns: columns, weights: weights, mean: [Double](repeating: 0, count: width), components: [],
            hasWholeSessions: hasWholeSessions)
        var mean = [Double](repeating: 0, count: width)
        for (session, copies) in zip(distinct.sessions, distinct.multiplicities) {
            for (column, value) in raw.residual(of: session).enumerated() { mean[column] += value * Double(copies) / total }
        }
        let axes = try principalAxes(of: distinct, raw.with(mean: mean, components: []), total: total)
        // The last axes have the largest eigenvalues.
        let values = axes.values.map { max(0, $0) }, variance = values.reduce(0, +)
        var kept = 0, share = 0.0
        while kept < width, share < configuration.variance * variance {
            share += values[width - 1 - kept]
            kept += 1
        }
        let components = (0..<kept).flatMap { axes.vector(width - 1 - $0).map(Float.init) }
        let space = raw.with(mean: mean, components: components)
        let rest = values.prefix(width - kept)
        let bound =
            qStatistic(rest.reversed(), quantile: configuration.quantile, scale: variance)
            ?? space.empiricalBound(distinct, share: Self.empiricalShare)
        return (space, bound)
    }

    /// Share of the training sessions below the bound where the Q-statistic is none.
    private static let empiricalShare = 0.999

    private func with(mean: [Double], components: [Float]) -> PCASpace {
        PCASpace(
            known: known, columns: columns, weights: weights, mean: mean, components: components, hasWholeSessions: hasWholeSessions)
    }

    /// Sessions each template occurs in, of all copies.
    private static func documents(of distinct: DistinctSessions) -> [TemplateID: Int] {
        var documents: [TemplateID: Int] = [:]
        for (session, copies) in zip(distinct.sessions, distinct.multiplicities) {
            for template in Set(session.events) { documents[template, default: 0] += copies }
        }
        return documents
    }

    private static func columns(of distinct: DistinctSessions, known: TemplateIndex, limit: Int) -> TemplateIndex {
        let documents = documents(of: distinct)
        let order = known.templates.sorted { (documents[$1] ?? 0, $0) < (documents[$0] ?? 0, $1) }
        return TemplateIndex(order.prefix(limit))
    }

    private static func weights(
        of distinct: DistinctSessions, columns: TemplateIndex, total: Double, _ weighting: PCA.Configuration.Weighting
    ) -> [Double] {
        guard weighting == .tfidf else { return [Double](repeating: 1, count: columns.count) }
        let documents = documents(of: distinct)
        return columns.templates.map { template in
            let count = documents[template] ?? 0
            return count == 0 ? 0 : log(total / Double(count))
        }
    }

    /// Axes of the covariance XᵀX / N of the centred rows.
    private static func principalAxes(of distinct: DistinctSessions, _ centred: PCASpace, total: Double) throws -> SymmetricEigenvectors {
        let width = centred.columns.count
        var covariance = [Double](repeating: 0, count: width * width)
        for (session, copies) in zip(distinct.sessions, distinct.multiplicities) {
            let row = centred.residual(of: session), weight = Double(copies) / total
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
    private func empiricalBound(_ distinct: DistinctSessions, share: Double) -> Double {
        let errors = distinct.sessions.map { residual(of: $0).reduce(0) { $0 + $1 * $1 } }
        let order = errors.indices.sorted { errors[$0] < errors[$1] }
        let wanted = share * Double(distinct.multiplicities.reduce(0, +))
        var seen = 0.0
        for place in order {
            seen += Double(distinct.multiplicities[place])
            if seen >= wanted { return max(errors[place], 1e-9) }
        }
        return max(errors.max() ?? 0, 1e-9)
    }
}
