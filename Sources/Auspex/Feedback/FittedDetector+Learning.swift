/// What a detector holds against a session, for learning that it is normal.
struct Complaint {
    /// Places whose event the next-event model was wrong about; the number of events stands for the end.
    var wrong: [Int] = []
    /// Places that added anything to the score: what the memory confirms.
    var surprising: [Int] = []
    /// Whether a rule objected.
    var rulesObject = false
    /// Whether a prediction of an event (or, if true, of the end) is good enough.
    var isSatisfied: @Sendable (EventPrediction) -> Bool = { _ in true }

    /// Worst rank among the wrong places by a detector's own model.
    func worstRank(_ detector: FittedDetector, _ session: EventSequence) -> Int? {
        guard let model = detector.model, !wrong.isEmpty else { return nil }
        let predictions = model.predictions(for: [session])[0]
        return wrong.map { $0 < predictions.count ? predictions[$0].rank : 1 }.max()
    }
}

/// A detector after a lesson, and without the model's part of it.
struct Lesson {
    var whole: FittedDetector
    var rulesOnly: FittedDetector
    var changesModel = false
    var changesRules = false
    var steps = 0
    var newTemplates = 0
}

extension FittedDetector {
    /// Events of history the next-event model looks at.
    var historyLength: Int {
        switch model {
        case let model as KeyModel: model.configuration.window
        case let model as NGramModel: model.configuration.historyLength
        default: 0
        }
    }

    /// Share of held-out normal sessions whose strongest surprise is above what counts as unexpected. The ensemble has no bound on a
    /// single event; one in twenty is where evidence starts to be noticed.
    private static let unexpectedShare = 0.05
    /// Places of one session that are confirmed at most, the most surprising first.
    private static let confirmedLimit = 256

    /// What the detector holds against a session that is normal.
    ///
    /// - Parameter margin: an event is unexpected beyond this share of the usual bound: below 1 for sessions that were not reported.
    func complaint(about session: EventSequence, margin: Double = 1) -> Complaint {
        switch detector {
        case let detector as Ensemble: Self.complaint(of: detector, about: session, margin: margin)
        case let detector as TopCandidates:
            {
                let predictions = detector.model.predictions(for: [session])[0]
                let isSatisfied: @Sendable (EventPrediction) -> Bool = { detector.score($0) <= margin * detector.threshold.value }
                let wrong = predictions.indices.filter { !isSatisfied(predictions[$0]) }
                return Complaint(wrong: wrong, surprising: Array(wrong.prefix(Self.confirmedLimit)), isSatisfied: isSatisfied)
            }()
        default: Complaint(rulesObject: true)
        }
    }

    private static func complaint(of ensemble: Ensemble, about session: EventSequence, margin: Double) -> Complaint {
        let (raw, predictions) = Ensemble.rawScores(of: [session], rules: ensemble.state.rules, model: ensemble.model)
        let calibrations = ensemble.state.calibrations
        let surprises = calibrations.surprises(of: raw[0])
        let surprisals = predictions[0].map(\.surprisal)
        let events = session.events.count
        let bounds = (
            order: margin * calibrations.order.bound(share: unexpectedShare), end: margin * calibrations.end.bound(share: unexpectedShare)
        )
        var wrong = surprisals.indices.filter { surprisals[$0] > ($0 < events ? bounds.order : bounds.end) }
        if wrong.isEmpty, margin >= 1, max(surprises.order, surprises.end) > max(surprises.newTemplate, surprises.length, surprises.count) {
            // Nothing stands out alone, yet the order weighs most.
            let worst = surprisals.indices.prefix(events).max { surprisals[$0] < surprisals[$1] }
            wrong = surprises.end > surprises.order ? [events] : worst.map { [$0] } ?? []
        }
        let surprising = surprisals.indices.filter {
            ($0 < events ? calibrations.order : calibrations.end).surprise(of: surprisals[$0]) > 0
        }.sorted { (surprisals[$1], $0) < (surprisals[$0], $1) }.prefix(confirmedLimit)
        // One bound for both: the stricter one where they differ would train the end for nothing.
        let bound = max(bounds.order, wrong == [events] ? bounds.end : bounds.order)
        return Complaint(
            wrong: wrong, surprising: Array(surprising), rulesObject: max(surprises.newTemplate, surprises.length, surprises.count) > 0,
            isSatisfied: { $0.surprisal <= bound })
    }

    /// The detector after it was told that a session is normal; only what objected learns.
    func learning(
        _ session: EventSequence, _ complaint: Complaint, _ replay: NormalWindows, _ configuration: FeedbackLearner.Configuration,
        using source: inout RandomSource
    ) -> Lesson {
        var lesson = Lesson(whole: self, rulesOnly: self)
        var learnt = model
        if !complaint.wrong.isEmpty {
            switch model {
            case let model as KeyModel:
                let update = model.learning(
                    session, wrong: complaint.wrong, replay: replay, configuration: configuration, using: &source,
                    isSatisfied: complaint.isSatisfied)
                learnt = update.model
                lesson.steps = update.steps
                lesson.newTemplates = update.model.vocabulary.count - model.vocabulary.count
                lesson.changesModel = update.steps > 0 || lesson.newTemplates > 0
            case let model as NGramModel:
                let updated = model.learning(session)
                learnt = updated
                lesson.newTemplates = updated.index.count - model.index.count
                lesson.changesModel = true
            default: break
            }
        }
        switch detector {
        case let detector as Ensemble:
            let state = complaint.rulesObject ? detector.state.learning(session) : detector.state
            lesson.changesRules = complaint.rulesObject
            lesson.rulesOnly = replacing(Ensemble(model: detector.model, state: state), model: model)
            lesson.whole = replacing(Ensemble(model: learnt ?? detector.model, state: state), model: learnt)
        case let detector as TopCandidates:
            lesson.whole = replacing(TopCandidates(model: learnt ?? detector.model, state: detector.state), model: learnt)
        case let detector as any LearningDetector:
            lesson.changesRules = true
            lesson.rulesOnly = replacing(detector.learning(session), model: nil)
            lesson.whole = lesson.rulesOnly
        default: break
        }
        return lesson
    }

    /// The same detector with another threshold.
    func moving(to threshold: Threshold) -> FittedDetector {
        switch detector {
        case let detector as Ensemble: replacing(Ensemble(model: detector.model, state: detector.state.moving(to: threshold)), model: model)
        case let detector as TopCandidates:
            {
                var state = detector.state
                state.threshold = threshold
                return replacing(TopCandidates(model: detector.model, state: state), model: model)
            }()
        case let detector as any LearningDetector: replacing(detector.moving(to: threshold), model: model)
        default: self
        }
    }

    private func replacing(_ detector: any SessionDetector, model: (any NextEventModel)?) -> FittedDetector {
        FittedDetector(kind: kind, detector: detector, model: model, summary: summary)
    }
}

/// A rule that stands alone, as something that learns.
private protocol LearningDetector: SessionDetector {
    func learning(_ session: EventSequence) -> Self
    func moving(to threshold: Threshold) -> Self
}

extension RuleDetector: LearningDetector where Rule: LearningRule {
    func learning(_ session: EventSequence) -> RuleDetector { RuleDetector(rule: rule.learning(session), threshold: threshold) }
    func moving(to threshold: Threshold) -> RuleDetector { RuleDetector(rule: rule, threshold: threshold) }
}

extension Ensemble.State {
    /// The same calibrations and threshold with rules that have seen one more normal session.
    func learning(_ session: EventSequence) -> Ensemble.State {
        Ensemble.State(
            configuration: configuration, label: label, rules: rules.learning(session), calibrations: calibrations, threshold: threshold,
            heldOutFalseAlarms: heldOutFalseAlarms)
    }

    /// The same with another threshold.
    func moving(to threshold: Threshold) -> Ensemble.State {
        Ensemble.State(
            configuration: configuration, label: label, rules: rules, calibrations: calibrations, threshold: threshold,
            heldOutFalseAlarms: heldOutFalseAlarms)
    }
}
