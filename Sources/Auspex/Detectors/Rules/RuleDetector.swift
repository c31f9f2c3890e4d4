/// A rule with its threshold: a detector in its own right.
///
/// The threshold keeps false alarms on held-out normal sessions at or below a target: the rule is fitted on all folds but one and
/// scores the one left out, in turn. Folds are cut by distinct sequence, so that what is held out is new to the rule.
public struct RuleDetector<Rule: SequenceRule>: FittedMethod, ExplainsScores, LearnsFromFeedback, BundleComponent, Codable {
    /// Name in findings, bundles and on the command line.
    public static var name: String { Rule.name }
    /// Name in a model.
    public static var componentName: String { "detector" }

    /// The fitted rule.
    public let rule: Rule
    /// When it speaks.
    public let threshold: Threshold

    /// Creates a detector from its parts.
    public init(rule: Rule, threshold: Threshold) {
        self.rule = rule
        self.threshold = threshold
    }

    /// How a rule that stands alone chooses its threshold.
    public struct ThresholdConfiguration: Codable, Sendable, Equatable {
        /// Tolerated share of flagged held-out normal sessions.
        public var falseAlarmTarget: Double
        /// Parts of the training sessions held out in turn.
        public var folds: Int

        /// Creates settings.
        public init(falseAlarmTarget: Double = 0.002, folds: Int = 5) {
            self.falseAlarmTarget = falseAlarmTarget
            self.folds = folds
        }
    }

    /// Learns the threshold of a rule from the normal sessions it was fitted on.
    ///
    /// - Throws: ``InputError`` when a setting is out of bounds.
    static func fit(
        _ rule: Rule, on sessions: [EventSequence], configuration: Rule.Configuration, threshold: ThresholdConfiguration, seed: UInt64
    ) throws -> RuleDetector {
        let falseAlarmTarget = threshold.falseAlarmTarget, folds = threshold.folds
        try SettingBounds.check("falseAlarmTarget", falseAlarmTarget, 0...1)
        try SettingBounds.check("folds", folds, 2...1_000)
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

    /// What the rule objects to beyond a bound.
    public func findings(in session: EventSequence, above bound: Double) -> [Finding] { rule.findings(in: session, above: bound) }

    /// Adds rule and threshold.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }

    /// The rule objects as a whole; no event of its own is wrong.
    public func objections(to session: EventSequence, margin: Double) -> Objections { Objections(othersObject: true) }

    /// The rule takes the session in.
    public func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate {
        var update = DetectorUpdate(unchanged: RuleDetector(rule: rule.learning(session), threshold: threshold))
        update.changesOthers = true
        return update
    }

    /// The same rule with another threshold.
    public func withThreshold(_ threshold: Threshold) -> RuleDetector { RuleDetector(rule: rule, threshold: threshold) }

    /// The decision about each session, in order, with evidence for the anomalous ones. Equal sessions are computed once.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, scores(of: sessions)).map { session, score in
            let isAnomalous = threshold.flags(score)
            return Verdict(
                subject: session.subject, isAnomalous: isAnomalous, score: score,
                findings: isAnomalous ? rule.findings(in: session, above: threshold.value) : [])
        }
    }
}
