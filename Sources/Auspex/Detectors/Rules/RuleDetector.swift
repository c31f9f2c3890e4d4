/// A rule with its threshold: a detector in its own right.
///
/// The threshold keeps false alarms on held-out normal sessions at or below a target: the rule is fitted on all folds but one and
/// scores the one left out, in turn. Folds are cut by distinct sequence, so that what is held out is new to the rule.
public struct RuleDetector<Rule: SequenceRule>: SessionDetector, Codable {
    /// Name in findings, bundles and on the command line.
    public static var name: String { Rule.name }

    /// The fitted rule.
    public let rule: Rule
    /// When it speaks.
    public let threshold: Threshold

    /// Creates a detector from its parts.
    public init(rule: Rule, threshold: Threshold) {
        self.rule = rule
        self.threshold = threshold
    }

    /// Learns rule and threshold from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(
        on sessions: [EventSequence], configuration: Rule.Configuration = Rule.defaultConfiguration, falseAlarmTarget: Double = 0.002,
        folds: Int = 5, seed: UInt64 = 1
    ) throws -> RuleDetector {
        try SettingBounds.check("falseAlarmTarget", falseAlarmTarget, 0...1)
        try SettingBounds.check("folds", folds, 2...1_000)
        let rule = try Rule.fit(on: sessions, configuration: configuration)
        var held: [Double] = []
        for fold in CrossFit(sessions, folds: folds, seed: seed).folds {
            let scores = try Rule.fit(on: fold.training, configuration: configuration).scores(of: fold.heldOut)
            for (score, weight) in zip(scores, fold.weights) { held += repeatElement(score, count: weight) }
        }
        var threshold = Threshold.falseAlarm(target: falseAlarmTarget, normalScores: held)
        threshold.value = min(threshold.value, .greatestFiniteMagnitude)  // infinity has no JSON
        return RuleDetector(rule: rule, threshold: threshold)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] { rule.scores(of: units) }

    /// The decision about each session, in order, with evidence for the anomalous ones. Equal sessions are computed once.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, scores(of: sessions)).map { session, score in
            let isAnomalous = threshold.flags(score)
            return Verdict(
                session: session.id, isAnomalous: isAnomalous, score: score,
                findings: isAnomalous ? rule.findings(in: session, above: threshold.value) : [])
        }
    }
}
