import Foundation

/// A weighted sum of TF-IDF counts, and what makes it high.
struct LinearFunction: Codable, Sendable, Equatable {
    /// What a count of each column weighs, ln(N / n).
    var weights: [Double]
    /// Coefficient of each weighted count.
    var coefficients: [Double]
    /// Added to the sum.
    var intercept: Double
    /// Mean count in normal training sessions, by column.
    var usual: [Double]

    /// A function that is 0 everywhere.
    init(_ examples: LabelledCountMatrix) {
        weights = examples.matrix.inverseDocumentFrequencies()
        coefficients = [Double](repeating: 0, count: weights.count)
        intercept = 0
        usual = examples.matrix.means(examples.normal)
    }

    /// The value at a row.
    func value(of row: CountRow) -> Double {
        var sum = intercept
        for (column, count) in zip(row.columns, row.counts) where Int(column) < weights.count {
            sum += Double(count) * weights[Int(column)] * coefficients[Int(column)]
        }
        return sum
    }

    /// Counts that make the value higher than a normal session's, the one that adds most first.
    func carriers(of row: CountRow, columns: CountColumns) -> [Finding.CountDifference] {
        let seen = row.dense(width: weights.count)
        let shares = seen.indices.map { (Double(seen[$0]) - usual[$0]) * weights[$0] * coefficients[$0] }
        return shares.indices.filter { shares[$0] > 0 }.sorted { (shares[$1], $0) < (shares[$0], $1) }.prefix(5).map {
            .init(template: columns.template($0), seen: Int(seen[$0]), usual: usual[$0])
        }
    }

    /// Whether there is a finite number for each column.
    func fits(columns count: Int) -> Bool {
        weights.count == count && coefficients.count == count && usual.count == count && intercept.isFinite
            && (weights + coefficients + usual).allSatisfy(\.isFinite)
    }
}

/// The rows of a count matrix in TF-IDF, sparse: columns that weigh nothing are left out.
struct WeightedRows {
    var starts = [0]
    var columns: [Int] = []
    var values: [Double] = []

    init(_ matrix: CountMatrix, weights: [Double]) {
        for number in 0..<matrix.rows.count {
            matrix.rows.forEachCell(of: number) { column, count in
                guard weights[column] != 0 else { return }
                columns.append(column)
                values.append(count * weights[column])
            }
            starts.append(columns.count)
        }
    }

    func product(_ row: Int, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        for place in starts[row]..<starts[row + 1] { sum += values[place] * coefficients[columns[place]] }
        return sum
    }
}
