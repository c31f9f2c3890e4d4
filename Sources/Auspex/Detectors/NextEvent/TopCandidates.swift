/// A next-event model and a bound: an event is normal when it is among the g most probable successors of the events before it, or, with
/// ``Decision/probability``, when it is not less probable than a bound.
///
/// The decision rules of DeepLog (Du, Li, Zheng, Srikumar, CCS 2017, section 3.1) and of its n-gram baseline. By rank a session's
/// score is its worst rank, refined by probability: `rank - 0.999 · p`, so that it exceeds g exactly when an event is outside the
/// candidates. By probability it is the surprisal of its least probable event in nats, -ln p. The end of a complete session is an
/// event like others; an event outside the vocabulary is beyond every bound.
///
/// Ranks say something only where the model orders what it has never seen at a place: label smoothing towards continuation counts does that
/// for the key model. Without it nine candidates are most of a small vocabulary and an event that never came there passes by chance.
/// Probabilities see how improbable an event is, but need a model whose small probabilities are meant.
public struct TopCandidates: SessionDetector {
    /// Name in findings, bundles and on the command line.
    public static let name = "topCandidates"

    /// What makes an event unexpected.
    public enum Decision: String, Codable, Sendable, CaseIterable {
        /// Its rank is above g.
        case rank
        /// Its probability is below a bound chosen like g.
        case probability
    }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// What makes an event unexpected, unless candidates are given: they imply ``Decision/rank``.
        public var decision: Decision
        /// Accepted candidates g; `nil` = the smallest for which held-out normal sessions keep the target. The paper's choice is 9.
        public var candidates: Int?
        /// Tolerated share of flagged held-out normal sessions when the bound is chosen. Held-out sequences are new to the model; where most
        /// sessions repeat old ones the share in operation is lower (HDFS: 0.2 % for 0.5 %).
        public var falseAlarmTarget: Double
        /// Parts the training sessions are cut into to choose the bound; each needs one more fit of the model on the other parts.
        public var folds: Int
        /// Distinct sequences held out at most, all folds together.
        public var heldOutLimit: Int
        /// Candidates told with a finding.
        public var shownCandidates: Int
        /// Findings told for one session, strongest first.
        public var findingLimit: Int

        var rule: Decision { candidates == nil ? decision : .rank }

        /// Creates settings.
        public init(
            decision: Decision = .rank, candidates: Int? = nil, falseAlarmTarget: Double = 0.005, folds: Int = 3,
            heldOutLimit: Int = 20_000, shownCandidates: Int = 5, findingLimit: Int = 10
        ) {
            self.decision = decision
            self.candidates = candidates
            self.falseAlarmTarget = falseAlarmTarget
            self.folds = folds
            self.heldOutLimit = heldOutLimit
            self.shownCandidates = shownCandidates
            self.findingLimit = findingLimit
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            if let candidates { try SettingBounds.check("candidates", candidates, 1...1_000_000) }
            try SettingBounds.check("falseAlarmTarget", falseAlarmTarget, 0...1)
            try SettingBounds.check("folds", folds, 2...1_000)
            try SettingBounds.check("heldOutLimit", heldOutLimit, 2...1_000_000_000)
            try SettingBounds.check("shownCandidates", shownCandidates, 0...1_000)
            try SettingBounds.check("findingLimit", findingLimit, 1...1_000)
        }
    }

    /// What was learnt beside the model; stored in the bundle.
    public struct State: Codable, Sendable, Equatable {
        /// Settings.
        public var configuration: Configuration
        /// Name told in findings (`deeplog`, `ngram`).
        public var label: String
        /// The bound on the score: g by rank, nats by probability.
        public var threshold: Threshold

        /// Creates a state.
        public init(configuration: Configuration, label: String, threshold: Threshold) {
            self.configuration = configuration
            self.label = label
            self.threshold = threshold
        }

        /// Accepted candidates g; `nil` when the decision is by probability.
        public var candidates: Int? {
            configuration.rule == .rank && !threshold.value.isNaN ? Int(max(0, min(threshold.value, TopCandidates.unknownRank))) : nil
        }
    }

    /// The model that ranks.
    public let model: any NextEventModel
    /// What was learnt beside it.
    public let state: State

    /// Puts a stored model and its state together.
    public init(model: any NextEventModel, state: State) {
        self.model = model
        self.state = state
    }

    /// Rank given to events outside the vocabulary; beyond every g.
    static let unknownRank = 1e6
    /// Weight of the probability in the score; below 1 so that ranks stay apart.
    private static let refinement = 0.999

    /// Fits a model and, unless given, chooses the bound: each part of the distinct sequences is held out in turn, a model of the rest
    /// scores it, and the bound is the smallest for which at most the target share of all sessions has an event outside. The model is
    /// then fitted on everything.
    ///
    /// - Parameters:
    ///   - label: name told in findings.
    ///   - seed: for the choice of what is held out.
    ///   - models: fits a next-event model on each of several sets of sessions; the last set is everything.
    /// - Throws: ``InputError`` when there is nothing to learn from.
    static func fit(
        on sessions: [EventSequence], configuration: Configuration, label: String, seed: UInt64,
        models: ([[EventSequence]]) throws -> [any NextEventModel]
    ) throws -> TopCandidates {
        try configuration.validate()
        if let candidates = configuration.candidates {
            let state = State(configuration: configuration, label: label, threshold: Threshold(value: Double(candidates), policy: .fixed))
            return TopCandidates(model: try models([sessions])[0], state: state)
        }
        var state = State(configuration: configuration, label: label, threshold: Threshold(value: .greatestFiniteMagnitude, policy: .fixed))
        var held: [Double] = []
        let crossFit = CrossFit(sessions, folds: configuration.folds, heldOutLimit: configuration.heldOutLimit, seed: seed)
        let folds = crossFit.folds.filter { fold in fold.training.contains { !$0.events.isEmpty } }
        let fitted = try models(folds.map(\.training) + [sessions])
        for (fold, model) in zip(folds, fitted) {
            let scores = TopCandidates(model: model, state: state).scores(of: fold.heldOut)
            held += zip(scores, fold.weights).flatMap { repeatElement($0, count: $1) }
        }
        state.threshold = Threshold.falseAlarm(target: configuration.falseAlarmTarget, normalScores: held)
        state.threshold.value = min(state.threshold.value, .greatestFiniteMagnitude)  // infinity has no JSON
        if configuration.rule == .rank { state.threshold.value = min(max(1, state.threshold.value.rounded(.up)), unknownRank - 1) }
        return TopCandidates(model: fitted[folds.count], state: state)
    }

    func score(_ prediction: EventPrediction) -> Double {
        switch state.configuration.rule {
        case .rank: min(Double(prediction.rank), Self.unknownRank) - Self.refinement * prediction.probability
        case .probability: prediction.rank == .max ? Self.unknownRank : prediction.surprisal
        }
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        let distinct = DistinctSessions(units)
        let predictions = model.predictions(for: distinct.sessions)
        return distinct.spread(predictions.map { $0.map(score).max() ?? 0 })
    }

    /// The decision about each session, in order, with evidence for the anomalous ones. Equal sessions are computed once.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        let distinct = DistinctSessions(sessions)
        let predictions = model.predictions(for: distinct.sessions)
        let verdicts = zip(distinct.sessions, predictions).map { session, predictions in
            let scores = predictions.map(score)
            let score = scores.max() ?? 0
            guard state.threshold.flags(score) else {
                return Verdict(subject: session.subject, isAnomalous: false, score: score, findings: [])
            }
            let places = scores.indices.filter { state.threshold.flags(scores[$0]) }.sorted { (scores[$1], $0) < (scores[$0], $1) }
            let order = OrderFindings(model: model, detector: state.label, shownCandidates: state.configuration.shownCandidates)
            return Verdict(
                subject: session.subject, isAnomalous: true, score: score,
                findings: places.prefix(state.configuration.findingLimit).map {
                    order.finding(in: session, at: $0, predictions[$0], score: scores[$0], threshold: state.threshold.value)
                })
        }
        return zip(sessions, distinct.groups).map { session, group in
            var verdict = verdicts[group]
            verdict.subject = session.subject
            return verdict
        }
    }
}
