/// Invariants of event counts: whole-number equations that almost all sessions fulfil, such as as many closed as opened.
///
/// Lou, Fu, Yang, Xu, Li, *Mining Invariants from Console Logs for System Problem Detection*, USENIX ATC 2010. The number of
/// independent equations is estimated from the eigenvectors of XᵀX; equations are then looked for among ever larger sets of templates. A session
/// that violates any of them is anomalous; the score is how many it violates.
public struct InvariantMining: UnlabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "invariants", summary: "Equations between event counts that almost all sessions fulfil.",
        reasons: [.unusualCount, .newTemplate], paper: "Lou, Fu, Yang, Xu, Li, USENIX ATC 2010",
        weakness: "faults that change the order alone, and logs whose counts are tied by no equation.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Share of the training sessions that fulfil an equation at least, 0…1. Default 0.98 (the paper's).
        public var support = 0.98
        /// Error below which a direction counts as an invariant one when their number is estimated. Default 0.5 (loglizer's).
        public var tolerance = 0.5
        /// Whole numbers tried for the smallest coefficient: 1 to this. Default 3 (loglizer's).
        public var scales = 3
        /// Templates of an equation at most; 0 chooses 3 where there are more than 50 templates and does not bound it where there are fewer.
        public var longest = 0
        /// Sets of templates looked at in all. Default 50 000: the search grows exponentially.
        public var candidateLimit = 50_000
        /// Templates that have a column at most. Default 256.
        public var templateLimit = 256

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("support", support, 0.5...1)
            try SettingBounds.check("tolerance", tolerance, 0...1_000)
            try SettingBounds.check("scales", scales, 1...10)
            try SettingBounds.check("longest", longest, 0...20)
            try SettingBounds.check("candidateLimit", candidateLimit, 1...10_000_000)
            try validateLimits()
        }
    }

    /// An equation Σ coefficient · count = 0.
    public struct Invariant: Codable, Sendable, Equatable {
        /// Columns, ascending.
        public var columns: [Int32]
        /// Coefficient of each, never 0.
        public var coefficients: [Int32]
        /// Share of the training sessions that fulfil it.
        public var support: Double
    }

    /// The equations, shortest first.
    public var invariants: [Invariant] = []
    /// Independent equations there seemed to be.
    public var dimension = 0
    /// Any violated equation is anomalous.
    public var threshold: Threshold { Threshold(value: 0, policy: .fixed) }

    private func values(of row: CountRow) -> [Int] {
        invariants.map { invariant in
            zip(invariant.columns, invariant.coefficients).reduce(0) { $0 + Int($1.1) * row.count(of: $1.0) }
        }
    }

    /// How many equations a row violates.
    public func score(of row: CountRow) -> Double { Double(values(of: row).count { $0 != 0 }) }

    /// The violated equations, those of the fewest templates first.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        zip(invariants, values(of: row)).filter { $0.1 != 0 }.map { invariant, value in
            .invariant(
                zip(invariant.columns, invariant.coefficients).map {
                    .init(template: columns.template(Int($0)), coefficient: Int($1), seen: row.count(of: $0))
                }, value: value, support: invariant.support)
        }
    }

    /// Whether every equation is about columns that exist.
    public func fits(columns count: Int) -> Bool {
        invariants.allSatisfy { invariant in
            !invariant.columns.isEmpty && invariant.columns.count == invariant.coefficients.count
                && invariant.columns.allSatisfy { $0 >= 0 && $0 < count }
                && invariant.coefficients.allSatisfy { $0 != 0 && abs($0) < 1 << 24 }
        }
    }

    /// Equations found, and how many independent ones there seemed to be.
    public var figures: [TrainingFigure: Double] {
        ["invariants.found": Double(invariants.count), "invariants.dimension": Double(dimension)]
    }
}
