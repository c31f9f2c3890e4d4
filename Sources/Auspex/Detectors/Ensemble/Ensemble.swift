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
/// **Held out one by one.** What counts is how strange the *next* session will be to a model of these. A sequence that came once is judged by a model
/// that never saw it; one with copies by a model that saw those, as it will see the next copy. A session's own score is no part of the
/// calibration its sum is made with. So of n held-out sessions of which k lie beyond the threshold the next one joins them with probability
/// (k + 1) / (n + 1), if it is like them (the jackknife; Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005, chapter 2).
///
/// **Few sessions.** A target of 0.2 % is less than one of 300 sessions. A threshold at the strangest of them says where that one happens to lie, and an
/// ensemble that asks for more than one odd normal session shows is silent. So ``Configuration/rank`` sessions may lie beyond, but not more
/// than ``Configuration/rankShare`` of them where that is more than one.
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
/// Does badly when few training sessions are there: with n of them no threshold is surer than one false alarm in n + 1, and up to
/// ``Configuration/rank`` are taken into the bargain.
public struct Ensemble: SessionDetector {
    /// Name in findings, bundles and on the command line.
    public static var name: String { EnsembleMethod.name }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Tolerated share of flagged normal sessions, all reasons together. One in 500 by default: a person can look at two sessions
        /// in a thousand.
        public var falseAlarmTarget: Double
        /// Held-out sessions that may lie beyond the threshold where the target is less than so many. Default 5, found on normal sessions with faults
        /// put into them (docs/decisions/0044); 0 keeps to the target.
        public var rank: Int
        /// The largest share of the held-out sessions that ``rank`` may allow, if it is more than one session. Default 0.02.
        public var rankShare: Double
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
            falseAlarmTarget: Double = 0.002, rank: Int = 5, rankShare: Double = 0.02, folds: Int = 3, heldOutLimit: Int = 20_000,
            evidenceShare: Double = 0.01, shownCandidates: Int = 5, findingLimit: Int = 10
        ) {
            self.falseAlarmTarget = falseAlarmTarget
            self.rank = rank
            self.rankShare = rankShare
            self.folds = folds
            self.heldOutLimit = heldOutLimit
            self.evidenceShare = evidenceShare
            self.shownCandidates = shownCandidates
            self.findingLimit = findingLimit
        }

        /// Reads stored settings. Models of earlier versions kept to the target however few sessions there were.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                falseAlarmTarget: try container.decode(Double.self, forKey: .falseAlarmTarget),
                rank: try container.decodeIfPresent(Int.self, forKey: .rank) ?? 0,
                rankShare: try container.decodeIfPresent(Double.self, forKey: .rankShare) ?? 0,
                folds: try container.decode(Int.self, forKey: .folds), heldOutLimit: try container.decode(Int.self, forKey: .heldOutLimit),
                evidenceShare: try container.decode(Double.self, forKey: .evidenceShare),
                shownCandidates: try container.decode(Int.self, forKey: .shownCandidates),
                findingLimit: try container.decode(Int.self, forKey: .findingLimit))
        }

        /// How many of so many held-out normal sessions may lie beyond the threshold. Those that were left out because they look anomalous lie there
        /// already.
        func allowed(among count: Int, leftOut: Int = 0) -> Double {
            let target = falseAlarmTarget * Double(count)
            guard rank > 0 else { return target }
            return max(target, 1, min(Double(rank), rankShare * Double(count)) - Double(leftOut))
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            try SettingBounds.check("falseAlarmTarget", falseAlarmTarget, 0...1)
            try SettingBounds.check("rank", rank, 0...1_000_000)
            try SettingBounds.check("rankShare", rankShare, 0...1)
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
