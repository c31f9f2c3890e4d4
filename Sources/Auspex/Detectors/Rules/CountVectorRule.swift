import Foundation

/// Objects to sessions whose event counts were never seen together. Score: distance to the nearest training count vector.
///
/// The distance of two vectors is a sum over templates of what a difference of d occurrences costs; see ``Weighting``. Distinct training
/// vectors are kept (a few dozen on HDFS), at most ``Configuration/vectorLimit`` of them. A session that was cut off is charged only for
/// events it has *too many* of, against every training vector. Further parts of a long session are not compared.
///
/// Does badly on windows without session ids, where nearly every vector is new; the threshold must then come from held-out windows.
///
/// - Complexity: an exact vector costs one hash look-up; any other O(entries of all kept vectors).
public struct CountVectorRule: SequenceRule {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "countVector", summary: "Distance to the nearest count vector of training.", reasons: [.unusualCount],
        weakness: "windows without session ids, where nearly every vector is new.")
    /// Default settings.
    public static let defaultConfiguration = Configuration()

    /// What a difference of d occurrences of a template costs.
    public enum Weighting: String, Codable, Sendable, CaseIterable {
        /// d, for each template alike: the plain rule of the literature.
        case plain
        /// d · (1 + ln(N / n)) for a template in n of N training sessions: rare templates weigh more, none weighs nothing.
        case idf
        /// -ln P(|difference| ≥ d), learnt by leaving out each distinct training vector in turn and comparing it with the nearest of the
        /// others: each was new once, so the way they differ is the way a *normal* new vector differs. Templates that come any number of
        /// times (retries, reads) cost little; a template that always comes three times costs much.
        case variability
    }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// What differences cost.
        public var weighting: Weighting
        /// Distinct vectors kept, the most frequent first, then the earliest.
        public var vectorLimit: Int
        /// Vectors left out in turn to learn ``Weighting/variability``; more cost time, O(sample · vectors).
        public var sampleLimit: Int

        /// Creates settings.
        public init(weighting: Weighting = .variability, vectorLimit: Int = 4096, sampleLimit: Int = 512) {
            self.weighting = weighting
            self.vectorLimit = vectorLimit
            self.sampleLimit = sampleLimit
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            try SettingBounds.check("vectorLimit", vectorLimit, 1...10_000_000)
            try SettingBounds.check("sampleLimit", sampleLimit, 1...10_000_000)
        }
    }

    /// Settings it was fitted with.
    public let configuration: Configuration
    /// The known templates; the column after the last stands for all unknown ones.
    let index: TemplateIndex
    /// Kept vectors, complete sessions' ones first.
    let rows: CountRows
    /// How many of the first rows come from complete sessions.
    let completeRows: Int
    /// What differences cost, for each column.
    let costs: CountCosts
    /// Exact vectors of complete sessions, as columns and counts.
    let exact: Set<CountRows.Row>

    init(configuration: Configuration, index: TemplateIndex, rows: CountRows, completeRows: Int, costs: CountCosts) {
        self.configuration = configuration
        self.index = index
        self.rows = rows
        self.completeRows = completeRows
        self.costs = costs
        exact = Set((0..<Self.comparable(completeRows, of: rows)).map { rows[$0] })
    }

    /// Rows a complete session is compared with: complete ones, or all where no training session was complete.
    private static func comparable(_ completeRows: Int, of rows: CountRows) -> Int { completeRows > 0 ? completeRows : rows.count }

    /// Number of distinct training vectors kept.
    public var vectorCount: Int { rows.count }

    /// A session's counts by column, ascending.
    func row(of session: EventSequence) -> CountRows.Row {
        CountRows.Row(columns: session.events.map { index[$0] ?? index.count })
    }

    /// Distance to and number of the nearest training vector; `nil` number when none is kept.
    func nearest(to row: CountRows.Row, isComplete: Bool, scratch: inout [Int32]) -> (distance: Double, row: Int?) {
        if isComplete, exact.contains(row) { return (0, nil) }
        let last = isComplete ? Self.comparable(completeRows, of: rows) : rows.count
        return costs.nearest(to: row, in: rows, 0..<last, without: nil, oneSided: !isComplete, scratch: &scratch)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        var scratch = [Int32](repeating: 0, count: index.count + 1)
        var memo: [CountRows.Row: Double] = [:]
        return units.map { session in
            guard !session.isContinuation else { return 0 }
            let row = row(of: session)
            if !session.isComplete { return nearest(to: row, isComplete: false, scratch: &scratch).distance }
            if let known = memo[row] { return known }
            let distance = nearest(to: row, isComplete: true, scratch: &scratch).distance
            memo[row] = distance
            return distance
        }
    }

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    public func findings(in session: EventSequence, above threshold: Double) -> [Finding] {
        var scratch = [Int32](repeating: 0, count: index.count + 1)
        let row = row(of: session)
        let (score, number) = nearest(to: row, isComplete: session.isComplete, scratch: &scratch)
        guard score > threshold, let number, !session.isContinuation else { return [] }
        let normal = rows[number]
        let columns = Set(row.columns).union(normal.columns)
        let differences = columns.map { (column: $0, seen: row.count(of: $0), usual: normal.count(of: $0)) }
            .filter { $0.seen > $0.usual || (session.isComplete && $0.seen < $0.usual) }
            .sorted {
                let left = costs.cost(of: abs($0.seen - $0.usual), column: Int($0.column))
                let right = costs.cost(of: abs($1.seen - $1.usual), column: Int($1.column))
                return (right, $0.column) < (left, $1.column)
            }
        let told = differences.prefix(Self.differenceLimit).map { difference in
            Finding.CountDifference(
                template: Int(difference.column) < index.count ? index.templates[Int(difference.column)] : .none, seen: difference.seen,
                usual: Double(difference.usual))
        }
        return [Finding(.counts(told, more: differences.count - told.count), detector: Self.name, score: score, threshold: threshold)]
    }

    private static let differenceLimit = 5

    /// Whether both say the same about every session.
    public static func == (left: CountVectorRule, right: CountVectorRule) -> Bool {
        left.configuration == right.configuration && left.index == right.index && left.rows == right.rows
            && left.completeRows == right.completeRows && left.costs == right.costs
    }
}
