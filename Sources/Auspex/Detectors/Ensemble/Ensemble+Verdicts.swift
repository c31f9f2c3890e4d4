extension Ensemble {
    /// The decision about each session, in order, with evidence for the anomalous ones. Equal sessions are computed once.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        let distinct = DistinctSessions(sessions)
        let (raw, predictions) = Self.rawScores(of: distinct.sessions, rules: state.rules, model: model)
        let verdicts = distinct.sessions.indices.map { group in
            let score = state.score(of: raw[group])
            guard state.threshold.flags(score) else { return Verdict(session: "", isAnomalous: false, score: score, findings: []) }
            return Verdict(
                session: "", isAnomalous: true, score: score,
                findings: findings(in: distinct.sessions[group], raw[group], predictions[group]))
        }
        return zip(sessions, distinct.groups).map { session, group in
            var verdict = verdicts[group]
            verdict.session = session.id
            return verdict
        }
    }

    /// Every kind of evidence that is rare among normal sessions, and in any case the strongest; strongest kind first. New templates come
    /// before all others: they are the cause where counts and order look strange as well.
    private func findings(in session: EventSequence, _ raw: EvidenceScores, _ predictions: [EventPrediction]) -> [Finding] {
        let surprises = state.surprises(of: raw)
        let ranked = Evidence.allCases.filter { surprises[$0] > 0 }.sorted { surprises[$0] > surprises[$1] }
        var findings: [Finding] = []
        for (place, evidence) in (ranked.filter { $0 == .newTemplate } + ranked.filter { $0 != .newTemplate }).enumerated() {
            let score = raw[evidence]
            let bound = state.calibrations[evidence].bound(share: state.configuration.evidenceShare)
            guard place == 0 || score > bound else { continue }
            findings += told(evidence, in: session, score: score, bound: min(bound, score.nextDown), predictions)
        }
        return Array(findings.prefix(state.configuration.findingLimit))
    }

    private func told(
        _ evidence: Evidence, in session: EventSequence, score: Double, bound: Double, _ predictions: [EventPrediction]
    ) -> [Finding] {
        switch evidence {
        case .newTemplate: return state.rules.newTemplate.findings(in: session, above: bound)
        case .length: return state.rules.sessionLength.findings(in: session, above: bound)
        case .count: return state.rules.countVector.findings(in: session, above: bound)
        case .order:
            // Unknown events are told by their own rule.
            let surprisals = predictions.prefix(session.events.count).map(\.surprisal)
            let places = surprisals.indices.filter { surprisals[$0] > bound && predictions[$0].rank != .max }
            return order(session, places.sorted { (surprisals[$1], $0) < (surprisals[$0], $1) }, bound, predictions)
        case .end: return order(session, [session.events.count], bound, predictions)
        }
    }

    private func order(_ session: EventSequence, _ places: [Int], _ bound: Double, _ predictions: [EventPrediction]) -> [Finding] {
        let order = OrderFindings(model: model, detector: state.label, shownCandidates: state.configuration.shownCandidates)
        return places.prefix(state.configuration.findingLimit).map { place in
            order.finding(in: session, at: place, predictions[place], score: predictions[place].surprisal, threshold: bound)
        }
    }
}
