/// A next-event model in an ensemble: surprisal of the least expected event, and of the end of a complete session, in nats.
struct NextEventMember: EnsembleMember {
    let name: String
    let model: any NextEventModel
    /// Why this model, where there was a choice; known after training only.
    var choice: NextEventChoice?

    /// Numbers of the kinds.
    static let order = 0, end = 1

    var kinds: [EvidenceKind] { [EvidenceKind(name + ".order"), EvidenceKind(name + ".end")] }

    func evidence(of sessions: [EventSequence]) -> MemberEvidence {
        let predictions = model.predictions(for: sessions)
        let scores = zip(sessions, predictions).map { session, predictions in
            let events = session.events.count
            var scores = [0.0, 0.0]
            for (place, prediction) in predictions.enumerated() {
                let surprisal = prediction.surprisal
                if place < events { scores[Self.order] = max(scores[Self.order], surprisal) } else { scores[Self.end] = surprisal }
            }
            return scores
        }
        return MemberEvidence(scores: scores, predictions: predictions)
    }

    func findings(
        of kind: Int, in session: EventSequence, predictions: [EventPrediction], above bound: Double, limits: FindingLimits
    ) -> [Finding] {
        // A session that was cut off has no end that could be judged.
        var places = predictions.count > session.events.count ? [session.events.count] : []
        if kind == Self.order {
            // Unknown events are told by the rule about new templates.
            let surprisals = predictions.prefix(session.events.count).map(\.surprisal)
            places = surprisals.indices.filter { surprisals[$0] > bound && predictions[$0].rank != .max }
                .sorted { (surprisals[$1], $0) < (surprisals[$0], $1) }
        }
        let order = OrderFindings(model: model, detector: name, shownCandidates: limits.candidates)
        return places.prefix(limits.findings).map { place in
            order.finding(in: session, at: place, predictions[place], score: predictions[place].surprisal, threshold: bound)
        }
    }

    var nextEventModel: (any NextEventModel)? { model }

    func replacingModel(_ replace: (any NextEventModel) -> any NextEventModel) -> any EnsembleMember {
        NextEventMember(name: name, model: replace(model), choice: choice)
    }

    var trainingFigures: [TrainingFigure: Double] { model.trainingFigures.merging(choice?.figures ?? [:]) { $1 } }

    var notes: [Note] { choice.map { [$0.note] } ?? [] }

    func add(to components: inout BundleComponents) throws { try model.add(to: &components) }
}
