/// Precision, recall and false alarms at every threshold a set of scores allows. Equal scores move together, so ties cannot flatter.
public struct ScoreCurve: Sendable, Equatable {
    /// What happens when everything scored at least this high is flagged.
    public struct Point: Sendable, Equatable, Codable {
        /// The lowest flagged score.
        public var score: Double
        /// Decisions against labels.
        public var matrix: ConfusionMatrix
    }

    /// One point for each distinct score, the strictest first.
    public let points: [Point]

    /// Ranks scores against labels, in parallel order. NaN scores count as the lowest. Complexity: O(n log n).
    public init(scores: [Double], labels: [Bool]) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        let clean = scores.map { $0.isNaN ? -Double.infinity : $0 }
        let order = clean.indices.sorted { clean[$0] > clean[$1] }
        var matrix = ConfusionMatrix()
        matrix.falseNegatives = labels.count { $0 }
        matrix.trueNegatives = labels.count - matrix.falseNegatives
        var points: [Point] = []
        for (place, unit) in order.enumerated() {
            if labels[unit] {
                matrix.truePositives += 1
                matrix.falseNegatives -= 1
            } else {
                matrix.falsePositives += 1
                matrix.trueNegatives -= 1
            }
            let isLast = place + 1 == order.count
            if isLast || clean[order[place + 1]] != clean[unit] { points.append(Point(score: clean[unit], matrix: matrix)) }
        }
        self.points = points
    }

    /// Σ (recall - previous recall) · precision, without interpolation; `nil` without an anomaly.
    public var averagePrecision: Double? {
        guard let last = points.last, last.matrix.truePositives > 0 else { return nil }
        var sum = 0.0
        var previous = 0.0
        for point in points {
            let recall = point.matrix.recall ?? 0
            sum += (recall - previous) * (point.matrix.precision ?? 0)
            previous = recall
        }
        return sum
    }

    /// Area under the receiver operating characteristic, ties counting half; `nil` unless both classes occur.
    public var rocArea: Double? {
        guard let last = points.last, last.matrix.truePositives > 0, last.matrix.falsePositives > 0 else { return nil }
        var area = 0.0
        var before = (tpr: 0.0, fpr: 0.0)
        for point in points {
            let now = (tpr: point.matrix.truePositiveRate ?? 0, fpr: point.matrix.falsePositiveRate ?? 0)
            area += (now.fpr - before.fpr) * (now.tpr + before.tpr) / 2
            before = now
        }
        return area
    }

    /// At most `limit` points, evenly picked, first and last included: enough to draw.
    public func thinned(to limit: Int) -> [Point] {
        guard points.count > limit, limit >= 2 else { return points }
        return (0..<limit).map { points[$0 * (points.count - 1) / (limit - 1)] }
    }
}
