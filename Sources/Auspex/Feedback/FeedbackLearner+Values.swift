extension FeedbackLearner {
    /// Events of one session that are learnt from, at most; the memory knows all of them.
    private static let learntEvents = 64

    /// What the value models report of a session besides some events, and nothing that was said to be normal.
    func unusualValues(of session: EventSequence, besides refused: Set<Int>) -> [ValueEvidence] {
        guard let values else { return [] }
        return values.evidence(for: [session]) { _, event in !refused.contains(event) }[0].filter { !memory.isNormal($0) }
    }

    /// Lets the value models learn what was unusual, if that was normal.
    ///
    /// The models stand only if they report no more of the normal sessions put aside than before (and the tolerated rise), and every
    /// confirmed unusual delay or value that was found is still found. Else the memory alone answers.
    ///
    /// - Parameter refused: events the sequence detector was wrong about; values after them prove nothing about usual ones, and only the memory
    ///   learns them.
    /// - Returns: what the memory shall know.
    mutating func learnValues(
        _ unusual: [ValueEvidence], of session: EventSequence, besides refused: Set<Int>, _ verdict: FeedbackAnswer.Verdict,
        _ outcome: inout FeedbackOutcome
    ) -> [ConfirmedValue] {
        guard let old = values, !unusual.isEmpty else { return [] }
        var confirmed = ConfirmedValue.outermost(of: unusual)
        guard verdict == .normal else { return confirmed }
        let found = confirmedAnomalies(by: old)
        // A number between the usual range and the confirmed one may belong to a confirmed anomaly: then only exactly this number is
        // confirmed.
        let hidden = found.contains { anomaly in
            anomaly.evidence.allSatisfy { evidence in memory.isNormal(evidence) || confirmed.contains { $0.covers(evidence) } }
        }
        if hidden { confirmed = ConfirmedValue.exact(of: unusual) }
        var learnt = old
        let events = Set(unusual.lazy.map(\.event).filter { !refused.contains($0) }.prefix(Self.learntEvents)).sorted()
        guard !events.isEmpty else { return confirmed }
        for event in events { learnt.learn(normal: session, at: event) }
        let allowed = basis.unusualValues(by: old) + Int(configuration.tolerance * Double(basis.detailed.count))
        let stillFound = Set(confirmedAnomalies(by: learnt).map(\.place))
        if basis.unusualValues(by: learnt) <= allowed, found.allSatisfy({ stillFound.contains($0.place) }) {
            values = learnt
            outcome.values = .accepted
        } else {
            outcome.values = .refused
        }
        return confirmed
    }

    /// Confirmed anomalies whose delays or values are reported, with what is reported.
    private func confirmedAnomalies(by values: ValueModels) -> [(place: Int, evidence: [ValueEvidence])] {
        let places = memory.entries.indices.filter {
            memory.entries[$0].answer.verdict == .anomaly && memory.entries[$0].details != nil
        }
        guard !places.isEmpty else { return [] }
        let found = values.evidence(for: places.map { memory.entries[$0].sequence })
        return zip(places, found).filter { !$0.1.isEmpty }.map { ($0, $1) }
    }
}
