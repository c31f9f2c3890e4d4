/// Several fitted methods that share one false-alarm budget; every reason is kept. By default a next-event model and three rules.
///
/// ```swift
/// let ensemble = try EnsembleMethod(model: NGramMethod()).fit(on: normalSessions)
/// let verdicts = ensemble.verdicts(for: newSessions)
/// ```
/// **Score.** Each kind of evidence (``EnsembleMember/kinds``) has a raw score. On training sessions held out by cross-fitting it becomes a surprise, -ln of
/// the share of normal sessions that scored at least as high, and the session's score is the *sum* of its surprises: Fisher's method
/// of combining tests (Statistical Methods for Research Workers, 1932, §21.1). Fisher's χ² law would need independent evidence, so the
/// threshold comes from the held-out sums themselves: the smallest that keeps the share of flagged held-out sessions within
/// ``Configuration/falseAlarmTarget``. Dependence, ties and the number of kinds are thereby paid for.
///
/// **Why a sum.** With separate thresholds each kind spends its part of the budget on its own outliers: sessions with a new but
/// harmless count vector, sessions with a rare but harmless order. A sum asks for more than one kind can say alone when the others say
/// "ordinary" (surprise 0): a new count vector whose every event and end the sequence model expected is let through, and so is a rare
/// interleaving whose counts are exactly those of a thousand others. Both vouch for each other, and the budget freed lowers the
/// threshold for sessions where several kinds agree.
///
/// **What it assumes.** Training sessions are normal (a few anomalies cost some of the budget, not more) and like those to come. No
/// label is used. Windows without session ids need nothing special: nearly every held-out window has a new count vector too, so that
/// surprises nobody.
///
/// Does badly when fewer than about 1 / falseAlarmTarget training sessions are there: the threshold is then the highest held-out sum.
public struct Ensemble: SessionDetector {
    /// Name in findings, bundles and on the command line.
    public static var name: String { EnsembleMethod.name }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Tolerated share of flagged normal sessions, all reasons together. One in 500 by default: a person can look at two sessions
        /// in a thousand.
        public var falseAlarmTarget: Double
        /// Parts the training sessions are cut into for cross-fitting; each needs one more fit of every member on the other parts.
        public var folds: Int
        /// Distinct sequences held out at most, all folds together.
        public var heldOutLimit: Int
        /// A kind of evidence is told as a finding when at most this share of held-out normal sessions shows it as strongly.
        public var evidenceShare: Double
        /// Likely successors told with a finding about order.
        public var shownCandidates: Int
        /// Findings told for one session, strongest first.
        public var findingLimit: Int

        /// Creates settings.
        public init(
            falseAlarmTarget: Double = 0.002, folds: Int = 3, heldOutLimit: Int = 20_000, evidenceShare: Double = 0.01,
            shownCandidates: Int = 5, findingLimit: Int = 10
        ) {
            self.falseAlarmTarget = falseAlarmTarget
            self.folds = folds
            self.heldOutLimit = heldOutLimit
            self.evidenceShare = evidenceShare
            self.shownCandidates = shownCandidates
            self.findingLimit = findingLimit
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            try SettingBounds.check("falseAlarmTarget", falseAlarmTarget, 0...1)
            try SettingBounds.check("folds", folds, 2...1_000)
            try SettingBounds.check("heldOutLimit", heldOutLimit, 2...1_000_000_000)
            try SettingBounds.check("evidenceShare", evidenceShare, 0...1)
            try SettingBounds.check("shownCandidates", shownCandidates, 0...1_000)
            try SettingBounds.check("findingLimit", findingLimit, 1...1_000)
        }
    }

    /// What is weighed, in the order evidence is summed.
    public let members: [any EnsembleMember]
    /// What was learnt beside them.
    public let state: State
    /// All kinds of evidence, in order.
    let sources: [Source]

    /// A kind of evidence, where it comes from and how unusual its scores are.
    struct Source: Sendable {
        /// Number of the member.
        var member: Int
        /// Number of the kind among the member's.
        var kind: Int
        /// Whether it is told first.
        var isCause: Bool
        var calibration: EvidenceCalibration
    }

    /// Puts fitted members and their state together.
    init(members: [any EnsembleMember], state: State) {
        self.members = members
        self.state = state
        sources = members.enumerated().flatMap { member, weighed in
            weighed.kinds.enumerated().map { kind, evidence in
                guard let calibration = state.calibrations[evidence.name] else {
                    preconditionFailure("the ensemble has no calibration for \(evidence.name)")
                }
                return Source(member: member, kind: kind, isCause: evidence.isCause, calibration: calibration)
            }
        }
    }

    /// Raw scores of every kind of evidence for each session, and the predictions behind them for each member and session.
    static func evidence(
        of sessions: [EventSequence], by members: [any EnsembleMember]
    ) -> (scores: [[Double]], predictions: [[[EventPrediction]]]) {
        let all = members.map { $0.evidence(of: sessions) }
        let scores = sessions.indices.map { session in all.flatMap { $0.scores[session] } }
        return (scores, all.map(\.predictions))
    }

    /// Surprise of each kind, in nats.
    func surprises(of scores: [Double]) -> [Double] { zip(sources, scores).map { $0.calibration.surprise(of: $1) } }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        let distinct = DistinctSessions(units)
        let raw = Self.evidence(of: distinct.sessions, by: members).scores
        return distinct.spread(raw.map { Self.sum(surprises(of: $0)) })
    }
}
