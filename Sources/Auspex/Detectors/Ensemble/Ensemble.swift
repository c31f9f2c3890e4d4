/// A next-event model and rules that share one false-alarm budget; every reason is kept. The default detector.
///
/// ```swift
/// let ensemble = try Ensemble.fit(on: normalSessions, label: "ngram", seed: 1) { try NGramModel.fit(on: $0) }
/// let verdicts = ensemble.verdicts(for: newSessions)
/// ```
/// **Score.** Each kind of ``Evidence`` has a raw score. On training sessions held out by cross-fitting it becomes a surprise, -ln of
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
    public static let name = "ensemble"

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Tolerated share of flagged normal sessions, all reasons together. One in 500 by default: a person can look at two sessions
        /// in a thousand.
        public var falseAlarmTarget: Double
        /// Parts the training sessions are cut into for cross-fitting; each needs one more fit of the next-event model on the other
        /// parts.
        public var folds: Int
        /// Distinct sequences held out at most, all folds together.
        public var heldOutLimit: Int
        /// A kind of evidence is told as a finding when at most this share of held-out normal sessions shows it as strongly.
        public var evidenceShare: Double
        /// Rule settings.
        public var countVector: CountVectorRule.Configuration
        /// Likely successors told with a finding about order.
        public var shownCandidates: Int
        /// Findings told for one session, strongest first.
        public var findingLimit: Int

        /// Creates settings.
        public init(
            falseAlarmTarget: Double = 0.002, folds: Int = 3, heldOutLimit: Int = 20_000, evidenceShare: Double = 0.01,
            countVector: CountVectorRule.Configuration = CountVectorRule.defaultConfiguration, shownCandidates: Int = 5,
            findingLimit: Int = 10
        ) {
            self.falseAlarmTarget = falseAlarmTarget
            self.folds = folds
            self.heldOutLimit = heldOutLimit
            self.evidenceShare = evidenceShare
            self.countVector = countVector
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
            try countVector.validate()
        }
    }

    /// The model that predicts.
    public let model: any NextEventModel
    /// What was learnt beside it.
    public let state: State

    /// Puts a stored model and its state together.
    public init(model: any NextEventModel, state: State) {
        self.model = model
        self.state = state
    }

    /// Raw scores of every kind of evidence, for each session; also the predictions, from which findings are made.
    static func rawScores(
        of sessions: [EventSequence], rules: TrainingSummary, model: any NextEventModel
    ) -> (scores: [EvidenceScores], predictions: [[EventPrediction]]) {
        let predictions = model.predictions(for: sessions)
        let unknown = rules.newTemplate.scores(of: sessions)
        let lengths = rules.sessionLength.scores(of: sessions)
        let counts = rules.countVector.scores(of: sessions)
        let scores = sessions.indices.map { number in
            let events = sessions[number].events.count
            var scores = EvidenceScores(newTemplate: unknown[number], length: lengths[number], count: counts[number])
            for (place, prediction) in predictions[number].enumerated() {
                let surprisal = prediction.surprisal
                if place < events { scores.order = max(scores.order, surprisal) } else { scores.end = surprisal }
            }
            return scores
        }
        return (scores, predictions)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        let distinct = DistinctSessions(units)
        let raw = Self.rawScores(of: distinct.sessions, rules: state.rules, model: model).scores
        return distinct.spread(raw.map(state.score))
    }
}
