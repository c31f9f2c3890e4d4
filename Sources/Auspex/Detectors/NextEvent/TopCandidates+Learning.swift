extension TopCandidates.State: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "detector" }
}

extension TopCandidates: FittedMethod {
    /// The accepted candidates g, as a threshold on the score.
    public var threshold: Threshold { state.threshold }

    /// What training of the model reached.
    public var trainingFigures: [TrainingFigure: Double] { model.trainingFigures }

    /// Adds state and model.
    public func add(to components: inout BundleComponents) throws {
        try components.add(state)
        try model.add(to: &components)
    }
}

extension TopCandidates: PredictsNextEvent {
    /// The model that ranks.
    public var nextEventModel: (any NextEventModel)? { model }

    /// The same bound over another model.
    public func replacingModels(_ replace: (any NextEventModel) -> any NextEventModel) -> TopCandidates {
        TopCandidates(model: replace(model), state: state)
    }
}

extension TopCandidates: LearnsFromFeedback {
    /// Every event outside the bound is wrong.
    public func objections(to session: EventSequence, margin: Double) -> Objections {
        let predictions = model.predictions(for: [session])[0]
        let isSatisfied: @Sendable (EventPrediction) -> Bool = { self.score($0) <= margin * self.threshold.value }
        let wrong = predictions.indices.filter { !isSatisfied(predictions[$0]) }
        return Objections(wrong: wrong, surprising: Array(wrong.prefix(Objections.confirmedLimit)), isSatisfied: isSatisfied)
    }

    /// The model learns what was wrong.
    public func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate {
        var update = DetectorUpdate(unchanged: self)
        guard !objections.wrong.isEmpty else { return update }
        let learnt = model.updated(
            by: session, wrong: objections.wrong, replay: replay, settings: settings, using: &source, isSatisfied: objections.isSatisfied)
        update.whole = TopCandidates(model: learnt.model, state: state)
        update.changesModel = learnt.hasChanged
        update.steps = learnt.steps
        update.newTemplates = learnt.newTemplates
        return update
    }

    /// The same with another bound.
    public func withThreshold(_ threshold: Threshold) -> TopCandidates {
        var state = state
        state.threshold = threshold
        return TopCandidates(model: model, state: state)
    }
}
