import Auspex
import TestSupport

/// Small fitted detectors of every kind, and sessions they report.
enum FeedbackCase: String, CaseIterable, Sendable {
    case ensemble, ngramEnsemble, deeplog, ngram, newTemplate, sessionLength, countVector, bigram, frequentKeys, pca

    /// Normal operation put aside and a detector of this kind, fitted on the rest.
    func fitted(seed: UInt64 = 3) throws -> (detector: FittedDetector, basis: HeldOutNormal) {
        let small = ["units=12", "layers=1", "steps=150", "epochs=1", "window=6"]
        let plan =
            switch self {
            case .ensemble: try DetectorPlan(detector: "ensemble", settings: ["folds=2"] + small, seed: seed)
            case .ngramEnsemble: try DetectorPlan(detector: "ensemble", settings: ["model=ngram"], seed: seed)
            case .deeplog: try DetectorPlan(detector: "deeplog", settings: ["candidates=3"] + small, seed: seed)
            case .ngram: try DetectorPlan(detector: "ngram", settings: ["candidates=3"], seed: seed)
            default: try DetectorPlan(detector: rawValue, settings: [], seed: seed)
            }
        let split = HeldOutNormal.split(LawSessions.normal, window: plan.method.replayedHistory, seed: seed)
        return (try plan.fit(on: split.training), split.basis)
    }

    /// A learner over it.
    func learner(_ configuration: FeedbackLearner.Configuration = .init()) throws -> FeedbackLearner {
        let (detector, basis) = try fitted()
        return FeedbackLearner(detector: detector, basis: basis, configuration: configuration)
    }
}

/// Sessions with something new in each: a template, an order, counts, a length, an early end.
let oddSessions: [EventSequence] = [
    LawSessions.session([1, 2, 3, 77, 5, 6], id: "new template"), LawSessions.session([1, 2, 5, 3, 6, 3], id: "order"),
    LawSessions.session([1, 2, 3, 3, 3, 3, 4, 4, 4, 3, 3, 3, 5, 6], id: "long"), LawSessions.session([1, 2, 3], id: "early end"),
    LawSessions.session([2, 1, 3, 4, 6, 5, 5], id: "counts"), LawSessions.session([6, 5, 3, 2, 1], id: "backwards"),
]

extension FeedbackLearner {
    /// Says that a session was normal, or not.
    @discardableResult
    mutating func say(_ verdict: FeedbackAnswer.Verdict, about session: EventSequence) throws -> FeedbackOutcome {
        try take(FeedbackAnswer(id: memory.nextID, session: session.id, verdict: verdict), about: session)
    }
}
