/// A decision tree over event counts, from labelled sessions; its rules are its explanations.
///
/// Chen, Zheng, Lloyd, Jordan, Brewer, *Failure Diagnosis Using Decision Trees*, ICAC 2004; grown by the Gini impurity to pure leaves, as in He, Zhu, He, Lyu,
/// ISSRE 2016. Counts are taken as they are: a weight would change no split, but one of 0 would hide a template that comes in every session.
///
/// - Complexity: O(rows · templates · depth).
public struct DecisionTree: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "decision-tree", summary: "Rules about event counts, learnt from labelled sessions.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Chen, Zheng, Lloyd, Jordan, Brewer, ICAC 2004",
        weakness: "faults of a kind it was not shown, templates it never saw, and faults that change the order alone.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Sessions of a leaf at least. Default 1.
        public var leaf = 1
        /// Splits one after the other at most. Default 64: as good as unbounded.
        public var depth = 64
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("leaf", leaf, 1...1_000_000)
            try SettingBounds.check("depth", depth, 1...10_000)
            try validateLimits()
        }
    }

    var tree: CountTree
    var width: Int
    /// Half of a leaf's sessions.
    public var threshold: Threshold { Threshold(value: 0.5, policy: .fixed) }

    /// Share of anomalous sessions in the row's leaf.
    public func score(of row: CountRow) -> Double { tree.share(of: row.dense(width: width)) }

    /// The rule that holds, its conditions on one template put together.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        let cells = row.dense(width: width)
        var conditions: [Finding.CountInterval] = [], places: [Int32: Int] = [:]
        for node in tree.path(of: cells) where tree.column[node] >= 0 {
            let column = tree.column[node], seen = cells[Int(column)]
            let place = places[column] ?? conditions.count
            if place == conditions.count {
                places[column] = place
                conditions.append(.init(template: columns.template(Int(column)), seen: Int(seen), lower: nil, upper: nil))
            }
            let bound = Int(tree.split[node].rounded(.down))
            if Double(seen) <= tree.split[node] {
                conditions[place].upper = min(conditions[place].upper ?? .max, bound)
            } else {
                conditions[place].lower = max(conditions[place].lower ?? .min, bound + 1)
            }
        }
        return [.rule(conditions, probability: score)]
    }

    /// Whether the tree is one, over these columns.
    public func fits(columns count: Int) -> Bool { width == count && tree.fits(columns: count) }

    /// Nodes of the tree.
    public var figures: [TrainingFigure: Double] { ["decision-tree.nodes": Double(tree.column.count)] }

    /// Grows the tree; draws nothing.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> DecisionTree {
        var source = RandomSource(seed: seed)
        let rows = TreeRows(examples)
        return DecisionTree(
            tree: CountTree(rows, limits: .init(leaf: Double(configuration.leaf), depth: configuration.depth), using: &source),
            width: rows.width)
    }
}
