/// Turns scores into decisions: a score *above* the value is anomalous.
public struct Threshold: Sendable, Equatable, Codable {
    /// How the value was chosen.
    public enum Policy: Sendable, Equatable, Codable {
        /// Given by the user or by a method's paper.
        case fixed
        /// The smallest value that keeps the share of flagged *normal* validation units at or below the target.
        case falseAlarmTarget(Double)
        /// A quantile of the validation scores.
        case quantile(Double)
        /// The value with the largest F1 on labelled validation units.
        case bestF1
    }

    /// Scores above this are anomalous.
    public var value: Double
    /// How the value was chosen.
    public var policy: Policy

    /// Creates a threshold.
    public init(value: Double, policy: Policy) {
        self.value = value
        self.policy = policy
    }

    /// The smallest threshold for which at most `target` of these normal scores are flagged.
    ///
    /// - Parameters:
    ///   - target: tolerated share of false alarms, 0…1.
    ///   - scores: scores of held-out normal units; when empty the threshold is infinite (nothing can be flagged honestly).
    public static func falseAlarm(target: Double, normalScores scores: [Double]) -> Threshold {
        guard !scores.isEmpty else { return Threshold(value: .infinity, policy: .falseAlarmTarget(target)) }
        let sorted = scores.sorted()
        let allowed = Int((target * Double(sorted.count)).rounded(.down))
        return Threshold(value: sorted[max(0, sorted.count - 1 - allowed)], policy: .falseAlarmTarget(target))
    }

    /// Whether a score is anomalous.
    public func flags(_ score: Double) -> Bool { score > value }
}
