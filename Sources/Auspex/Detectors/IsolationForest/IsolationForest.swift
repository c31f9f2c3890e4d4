import Foundation

/// Isolation forest over event counts: few random splits set a rare combination of counts apart.
///
/// Liu, Ting, Zhou, *Isolation Forest*, ICDM 2008. Each tree splits a sample at random columns and places; the score is 2^(-E[h]/c(ψ)) of the mean
/// path length h. The threshold is the paper's: a share of the training sessions is taken for anomalous.
///
/// - Complexity: fitting O(trees · sample · columns), a row O(trees · log sample).
public struct IsolationForest: UnlabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "isolation-forest", summary: "Event counts that few random splits set apart from all others.",
        reasons: [.unusualCount, .newTemplate], paper: "Liu, Ting, Zhou, ICDM 2008",
        weakness: "faults that change the order alone, and logs whose normal sessions are all alike: a share is always reported.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Trees. Default 100 (the paper's).
        public var trees = 100
        /// Sessions a tree is grown on. Default 256 (the paper's).
        public var sample = 256
        /// Share of the training sessions taken for anomalous, 0…1. Default 0.03 (loglizer's).
        public var contamination = 0.03
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("trees", trees, 1...10_000)
            try SettingBounds.check("sample", sample, 2...65_536)
            try SettingBounds.check("contamination", contamination, 0...1)
            try validateLimits()
        }
    }

    /// First node of each tree.
    var roots: [Int32] = []
    /// Column a node splits; -1 for a leaf.
    var column: [Int32] = []
    /// The left child, taken by counts up to the split; the right one is next to it.
    var child: [Int32] = []
    /// Where a node splits; the path length of a leaf.
    var value: [Double] = []
    /// Mean path length in a tree of the sample's size.
    var average = 0.0
    /// Counts that 98 of 100 training sessions have, by column.
    var low: [Int32] = []
    /// Counts that 98 of 100 training sessions have, by column.
    var high: [Int32] = []
    /// The score a share of the training sessions exceeds.
    public var threshold = Threshold(value: 0, policy: .fixed)

    /// Mean path length of an unsuccessful search in a binary tree of `size` leaves.
    static func averagePath(_ size: Double) -> Double {
        if size <= 1 { return 0 }
        if size <= 2 { return 1 }
        return 2 * (log(size - 1) + 0.577_215_664_901_532_9) - 2 * (size - 1) / size
    }

    /// 2^(-E[h]/c(ψ)) of a row.
    public func score(of row: CountRow) -> Double {
        let cells = row.dense(width: low.count)
        var length = 0.0
        for root in roots {
            var node = Int(root)
            while column[node] >= 0 { node = Int(child[node]) + (Double(cells[Int(column[node])]) <= value[node] ? 0 : 1) }
            length += value[node]
        }
        return average > 0 ? exp2(-length / Double(roots.count) / average) : 0.5
    }

    /// The counts that were split on the way to the row's leaves: those outside the usual range first, then by how short the ways were.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        let cells = row.dense(width: low.count)
        var credit = [Double](repeating: 0, count: low.count)
        for root in roots {
            var node = Int(root), passed: [Int] = []
            while column[node] >= 0 {
                passed.append(Int(column[node]))
                node = Int(child[node]) + (Double(cells[Int(column[node])]) <= value[node] ? 0 : 1)
            }
            for column in passed { credit[column] += 1 / max(1, value[node]) }
        }
        func isOutside(_ column: Int) -> Bool { cells[column] < low[column] || cells[column] > high[column] }
        let order = credit.indices.filter { credit[$0] > 0 }.sorted { (credit[$1], $0) < (credit[$0], $1) }
        let outside = order.filter(isOutside)
        return [
            .rareCounts(
                (outside.isEmpty ? order : outside).prefix(Self.toldLimit).map {
                    .init(template: columns.template($0), seen: Int(cells[$0]), lower: Int(low[$0]), upper: Int(high[$0]))
                })
        ]
    }

    private static let toldLimit = 5

    /// Whether children come after their parents and columns exist: then every way ends.
    public func fits(columns count: Int) -> Bool {
        guard !roots.isEmpty, column.count == child.count, column.count == value.count, low.count == count, high.count == count,
            roots.allSatisfy({ $0 >= 0 && $0 < column.count }), value.allSatisfy(\.isFinite), average.isFinite, average >= 0
        else { return false }
        return column.indices.allSatisfy { node in
            column[node] < 0 || Int(column[node]) < count && Int(child[node]) > node && Int(child[node]) + 1 < column.count
        }
    }

    /// Trees and nodes.
    public var figures: [TrainingFigure: Double] {
        ["isolation-forest.trees": Double(roots.count), "isolation-forest.nodes": Double(column.count)]
    }
}
