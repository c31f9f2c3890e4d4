/// Makes the finding about an unexpected event: what came, how probable it was, and what should have come.
struct OrderFindings {
    /// The model that is asked for the likely successors.
    var model: any NextEventModel
    /// Name told in the finding.
    var detector: String
    /// Successors told.
    var shownCandidates: Int

    /// Finding about the event at a place, or about the end when the place is past the last event.
    func finding(in session: EventSequence, at place: Int, _ prediction: EventPrediction, score: Double, threshold: Double) -> Finding {
        let isEnd = place >= session.events.count
        let isUnknown = !isEnd && prediction.rank == .max
        let candidates = model.candidates(after: session.context(before: min(place, session.events.count)), limit: shownCandidates)
        let what = isEnd ? "end of session" : session.events[place] == .none ? "a record that fits no template" : "\(session.events[place])"
        let observed =
            isUnknown ? "\(what), never seen in training" : "\(what) (\(Self.percent(prediction.probability)), rank \(prediction.rank))"
        let expected = candidates.map { "\($0.template?.description ?? "end of session") \(Self.percent($0.probability))" }
        return Finding(
            reason: isEnd ? .unfinishedSession : isUnknown ? .newTemplate : .unexpectedOrder, detector: detector, event: place,
            score: score, threshold: threshold, observed: observed, expected: expected.joined(separator: ", "), candidates: candidates)
    }

    /// A probability as a short percentage: `83 %`, `0.4 %`, `<0.01 %`.
    private static func percent(_ probability: Double) -> String {
        let value = probability * 100
        if value >= 10 || value == 0 { return "\(Int(value.rounded())) %" }
        if value < 0.01 { return "<0.01 %" }
        return "\((value * 100).rounded() / 100) %"
    }
}
