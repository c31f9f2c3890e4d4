/// A random forest over event counts, from labelled sessions: many trees on redrawn sessions, each split among few columns.
///
/// Breiman, *Random Forests*, Machine Learning 2001: as many sessions as there are, drawn with replacement; √columns looked at for a split; the mean of the
/// leaves' shares.
public struct RandomForest: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "random-forest", summary: "Many trees over event counts, learnt from labelled sessions, that vote.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Breiman, Machine Learning 2001",
        weakness: "faults of a kind it was not shown, templates it never saw, and faults that change the order alone.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Trees. Default 100.
        public var trees = 100
        /// Sessions of a leaf at least. Default 1.
        public var leaf = 1
        /// Sessions drawn for a tree at most. Default 100 000.
        public var sample = 100_000
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("trees", trees, 1...2_000)
            try SettingBounds.check("leaf", leaf, 1...1_000_000)
            try SettingBounds.check("sample", sample, 2...10_000_000)
            try validateLimits()
        }
    }

    var trees: [CountTree]
    var usual: [Double]
    /// Half of the votes.
    public var threshold: Threshold { Threshold(value: 0.5, policy: .fixed) }

    /// Mean of the shares in the row's leaves.
    public func score(of row: CountRow) -> Double {
        let cells = row.dense(width: usual.count)
        return trees.reduce(0) { $0 + $1.share(of: cells) } / Double(trees.count)
    }

    /// The counts by which the shares rose on the way to the leaves, the largest rise first.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        let cells = row.dense(width: usual.count)
        var rises = [Double](repeating: 0, count: usual.count)
        for tree in trees {
            let path = tree.path(of: cells)
            for (node, next) in zip(path, path.dropFirst()) { rises[Int(tree.column[node])] += tree.share[next] - tree.share[node] }
        }
        let order = rises.indices.filter { rises[$0] > 0 }.sorted { (rises[$1], $0) < (rises[$0], $1) }
        let told = order.prefix(5).map {
            Finding.CountDifference(template: columns.template($0), seen: Int(cells[$0]), usual: usual[$0])
        }
        return [.classifiedCounts(Array(told), probability: score)]
    }

    /// Whether every tree is one, over these columns.
    public func fits(columns count: Int) -> Bool {
        !trees.isEmpty && usual.count == count && usual.allSatisfy(\.isFinite) && trees.allSatisfy { $0.fits(columns: count) }
    }

    /// Trees and nodes.
    public var figures: [TrainingFigure: Double] {
        ["random-forest.trees": Double(trees.count), "random-forest.nodes": Double(trees.reduce(0) { $0 + $1.column.count })]
    }

    /// Grows the trees.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> RandomForest {
        var source = RandomSource(seed: seed).stream("random-forest")
        let rows = TreeRows(examples), all = examples.examples
        let ends = all.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1.copies) }
        let total = ends.last ?? 0, columns = max(1, Int(Double(rows.width).squareRoot()))
        let trees = (0..<configuration.trees).map { _ in
            var drawn = rows
            drawn.normal = [Double](repeating: 0, count: rows.normal.count)
            drawn.anomalous = drawn.normal
            for _ in 0..<min(configuration.sample, Int(total)) {
                let target = source.uniform() * total
                let example = all[min(all.count - 1, ends.firstPlace { $0 <= target })]
                if example.isAnomalous { drawn.anomalous[example.row] += 1 } else { drawn.normal[example.row] += 1 }
            }
            return CountTree(drawn, limits: .init(leaf: Double(configuration.leaf), depth: 64, columns: columns), using: &source)
        }
        return RandomForest(trees: trees, usual: examples.matrix.means(examples.normal))
    }
}
