/// The nearest labelled count vectors decide.
///
/// With one neighbour over distinct vectors it is the strong reference of Yu, Yao, Lu, Zhang, Zhou, *Deep Learning or Classical Machine Learning? An Empirical Study on
/// Log-Based Anomaly Detection*, ICSE 2024. Distance: sum of absolute differences of counts; templates training never saw count as differences.
///
/// - Complexity: O(distinct vectors) a row at most; vectors whose number of events differs by more than the best distance are not looked at.
public struct NearestNeighbours: LabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "knn", summary: "The nearest labelled count vectors decide.",
        needs: [.labels, .sessions], reasons: [.classifier], paper: "Yu, Yao, Lu, Zhang, Zhou, ICSE 2024",
        weakness: "faults that change the order alone, and long sessions, whose counts vary by themselves.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Whether nearer neighbours count more.
        public enum Weighting: String, Codable, Sendable {
            /// All the same.
            case uniform
            /// By the inverse of their distance, and by how rare their kind is (the way of Wang et al., IJSEKE 2020).
            case distance
        }

        /// Distinct vectors that decide. Default 1.
        public var neighbours = 1
        /// Whether nearer neighbours count more. Default uniform.
        public var weighting = Weighting.uniform
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("neighbours", neighbours, 1...1_000)
            try validateLimits()
        }
    }

    var configuration: Configuration
    /// Vectors of each kind, by the number of events: normal ones, then anomalous ones.
    var vectors: [CountRows]
    /// Events of each vector, ascending.
    var totals: [[Int]]
    /// Columns.
    var width: Int
    /// Ties are anomalous.
    public var threshold: Threshold { Threshold(value: 0.5.nextDown, policy: .fixed) }

    /// The nearest vectors of a kind: their distances, ascending, and which is the first.
    private func nearest(_ kind: Int, to row: CountRow, count: Int) -> (distances: [Int], first: Int) {
        let totals = totals[kind], vectors = vectors[kind], wanted = row.total
        var above = totals.firstPlace { $0 < wanted }, below = above - 1
        var distances: [Int] = [], first = -1
        while above < totals.count || below >= 0 {
            let up = above < totals.count ? totals[above] - wanted : Int.max
            let down = below >= 0 ? wanted - totals[below] : Int.max
            if distances.count == count, let worst = distances.last, min(up, down) >= worst { break }
            let number = up <= down ? above : below
            if up <= down { above += 1 } else { below -= 1 }
            let distance = vectors.distance(of: number, to: row)
            guard distances.count < count || distance < distances[count - 1] else { continue }
            let place = distances.firstIndex { $0 > distance } ?? distances.count
            distances.insert(distance, at: place)
            if place == 0 { first = number }
            if distances.count > count { distances.removeLast() }
        }
        return (distances, first)
    }

    /// How near anomalous vectors are beside normal ones, 0…1; one half where they are as near.
    public func score(of row: CountRow) -> Double {
        let count = configuration.neighbours
        let normal = nearest(0, to: row, count: count).distances, anomalous = nearest(1, to: row, count: count).distances
        if count == 1 {
            let sum = normal[0] + anomalous[0]
            return sum == 0 ? 0.5 : Double(normal[0]) / Double(sum)
        }
        var near = normal.map { (distance: $0, isAnomalous: false) }
        near += anomalous.map { (distance: $0, isAnomalous: true) }
        near.sort { $0.distance == $1.distance ? $0.isAnomalous && !$1.isAnomalous : $0.distance < $1.distance }
        var votes = (normal: 0.0, anomalous: 0.0)
        for (distance, isAnomalous) in near.prefix(count) {
            var weight = 1.0
            if configuration.weighting == .distance {
                weight = 1 / (Double(distance) + 1e-6) / Double(vectors[isAnomalous ? 1 : 0].count)
            }
            if isAnomalous { votes.anomalous += weight } else { votes.normal += weight }
        }
        return votes.anomalous / (votes.normal + votes.anomalous)
    }

    /// How the counts differ from those of the nearest normal vector.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        let normal = vectors[0][nearest(0, to: row, count: 1).first]
        var different: [Finding.CountDifference] = []
        for column in Set(row.columns).union(normal.columns).sorted() {
            let seen = row.count(of: column), usual = normal.count(of: column)
            if seen != usual { different.append(.init(template: columns.template(Int(column)), seen: seen, usual: Double(usual))) }
        }
        func size(_ difference: Finding.CountDifference) -> Double { abs(Double(difference.seen) - difference.usual) }
        let order = different.indices.sorted { (left: Int, right: Int) -> Bool in
            let (first, second) = (size(different[left]), size(different[right]))
            return first == second ? left < right : first > second
        }
        let told = order.prefix(5).map { different[$0] }
        return [.classifiedCounts(told, probability: configuration.neighbours == 1 ? nil : score)]
    }

    /// Whether there are vectors of both kinds over these columns.
    public func fits(columns count: Int) -> Bool {
        guard width == count, (1...1_000).contains(configuration.neighbours), vectors.count == 2, totals.count == 2 else { return false }
        for (rows, own) in zip(vectors, totals) {
            guard rows.isValid(columnCount: count + 1), rows.count > 0, own.count == rows.count else { return false }
            guard own == (0..<rows.count).map({ rows[$0].total }), own == own.sorted() else { return false }
        }
        return true
    }

    /// Vectors of each kind.
    public var figures: [TrainingFigure: Double] {
        ["knn.normalVectors": Double(vectors[0].count), "knn.anomalousVectors": Double(vectors[1].count)]
    }

    /// Keeps the distinct vectors of each kind.
    public static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> NearestNeighbours {
        let rows = examples.matrix.rows
        var vectors: [CountRows] = [], totals: [[Int]] = []
        for weights in [examples.normal, examples.anomalous] {
            let kept = weights.indices.filter { weights[$0] > 0 }.map { (row: rows[$0], number: $0) }
                .sorted { ($0.row.total, $0.number) < ($1.row.total, $1.number) }
            var own = CountRows()
            for (row, _) in kept { own.append(row) }
            vectors.append(own)
            totals.append(kept.map(\.row.total))
        }
        return NearestNeighbours(
            configuration: configuration, vectors: vectors, totals: totals, width: examples.matrix.columns.count)
    }
}
