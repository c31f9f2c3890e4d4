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
        let detail: Finding.Detail =
            if place >= session.events.count {
                .unexpectedEnd(probability: prediction.probability, rank: prediction.rank)
            } else if prediction.rank == .max {
                .newTemplate(session.events[place], known: nil)
            } else {
                .unexpectedEvent(session.events[place], probability: prediction.probability, rank: prediction.rank)
            }
        return Finding(
            detail, detector: detector, event: place, score: score, threshold: threshold,
            candidates: model.candidates(after: session.context(before: min(place, session.events.count)), limit: shownCandidates))
    }
}
