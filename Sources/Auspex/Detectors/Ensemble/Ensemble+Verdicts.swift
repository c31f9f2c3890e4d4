extension Ensemble {
    /// The decision about each session, in order, with evidence for the anomalous ones. Equal sessions are computed once.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        let distinct = DistinctSessions(sessions)
        let evidence = Self.evidence(of: distinct.sessions, by: members)
        let verdicts = distinct.sessions.indices.map { group in
            let surprises = surprises(of: evidence.scores[group])
            let score = Self.sum(surprises)
            guard state.threshold.flags(score) else { return Verdict(subject: .unnamed, isAnomalous: false, score: score, findings: []) }
            return Verdict(
                subject: .unnamed, isAnomalous: true, score: score,
                findings: findings(in: distinct.sessions[group], evidence.scores[group], surprises) {
                    evidence.predictions[$0].isEmpty ? [] : evidence.predictions[$0][group]
                })
        }
        return zip(sessions, distinct.groups).map { session, group in
            var verdict = verdicts[group]
            verdict.subject = session.subject
            return verdict
        }
    }

    /// Every kind of evidence that is rare among normal sessions, and in any case the strongest; causes first, then the strongest kind.
    ///
    /// - Parameter predictions: of a member, by its number.
    private func findings(
        in session: EventSequence, _ scores: [Double], _ surprises: [Double], predictions: (Int) -> [EventPrediction]
    ) -> [Finding] {
        let ranked = surprises.indices.filter { surprises[$0] > 0 }.sorted { surprises[$0] > surprises[$1] }
        let limits = FindingLimits(findings: state.configuration.findingLimit, candidates: state.configuration.shownCandidates)
        var findings: [Finding] = []
        func tell(_ number: Int, above bound: Double) {
            let source = sources[number]
            findings += members[source.member].findings(
                of: source.kind, in: session, predictions: predictions(source.member), above: min(bound, scores[number].nextDown),
                limits: limits)
        }
        for (place, number) in (ranked.filter { sources[$0].isCause } + ranked.filter { !sources[$0].isCause }).enumerated() {
            let bound = sources[number].calibration.bound(share: state.configuration.evidenceShare)
            if place == 0 || scores[number] > bound { tell(number, above: bound) }
        }
        // Nothing is rare by itself, and together it is: then the strongest kind that has something to show.
        for number in ranked where findings.isEmpty { tell(number, above: scores[number]) }
        return Array(findings.prefix(state.configuration.findingLimit))
    }
}
