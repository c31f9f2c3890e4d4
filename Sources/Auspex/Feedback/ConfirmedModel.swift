/// A next-event model whose surprise is taken back where a person said that an event was normal after the events before it.
///
/// Such an event is predicted with rank 1 and probability 1: no evidence. Everything else is the model's own. Scoring stays free of
/// learning; the base model is untouched, and it is what is stored and what learns.
struct ConfirmedModel: NextEventModel {
    let base: any NextEventModel
    let confirmed: TransitionSet

    var historyLength: Int { base.historyLength }
    var trainingFigures: [TrainingFigure: Double] { base.trainingFigures }

    func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] {
        var all = base.predictions(for: sessions)
        guard !confirmed.isEmpty else { return all }
        for number in all.indices {
            for place in all[number].indices where all[number][place].rank > 1 || all[number][place].probability < 0.5 {
                if confirmed.contains(sessions[number], at: place) { all[number][place] = EventPrediction(rank: 1, probability: 1) }
            }
        }
        return all
    }

    func candidates(after context: [TemplateID], limit: Int) -> [Candidate] { base.candidates(after: context, limit: limit) }

    func add(to components: inout BundleComponents) throws { try base.add(to: &components) }

    func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate {
        var update = base.updated(
            by: session, wrong: wrong, replay: replay, settings: settings, using: &source, isSatisfied: isSatisfied)
        update.model = ConfirmedModel(base: update.model, confirmed: confirmed)
        return update
    }
}
