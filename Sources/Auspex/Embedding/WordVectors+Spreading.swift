import Neural

extension WordVectors {
    /// The same vectors around their mean, with every direction stretched to equal spread.
    ///
    /// Vectors learnt from the few lines of text that templates are share one large direction, how frequent a word is, so that any two of them look alike. What
    /// tells words apart lies in the others.
    ///
    /// - Complexity: O(words · width² + width³).
    func spread() -> WordVectors {
        guard words.count > 1 else { return self }
        let rows = words.map { self[$0]?.map(Double.init) ?? [] }
        var mean = [Double](repeating: 0, count: width)
        for row in rows { for (column, value) in row.enumerated() { mean[column] += value / Double(rows.count) } }
        let centred = rows.map { row in zip(row, mean).map { $0 - $1 } }
        var covariance = [Double](repeating: 0, count: width * width)
        for row in centred {
            for (one, left) in row.enumerated() {
                for (other, right) in row.enumerated() { covariance[one * width + other] += left * right / Double(rows.count) }
            }
        }
        // Numbers that are not finite were refused where the vectors were made.
        guard let axes = try? SymmetricEigenvectors(of: covariance, size: width) else { return self }
        let deviations = axes.values.map { max(0, $0).squareRoot() }, least = Self.leastSpread * (deviations.max() ?? 0)
        guard least > 0 else { return self }
        let spread = centred.flatMap { row in
            (0..<width).map { axis in
                Float(zip(row, axes.vector(axis)).reduce(0) { $0 + $1.0 * $1.1 } / (deviations[axis] + least))
            }
        }
        return WordVectors(words: words, values: spread, width: width)
    }

    /// Directions narrower than this share of the widest are noise, and are not stretched to its size.
    private static let leastSpread = 0.003
}
