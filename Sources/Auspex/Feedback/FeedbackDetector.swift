/// A fitted detector that knows what was said about its reports: a false alarm is never raised twice.
///
/// 1. A sequence that was said to be normal scores 0 and is normal, whatever the detector says.
/// 2. An event that was said to be normal after the events before it counts as fully expected (``ConfirmedTransition``), in any
///    session. For the ensemble that makes its surprise 0; for top-g decisions its rank 1. What is left decides: a session
///    that is strange for another reason is still reported, with that reason.
///
/// Templates that training never saw count against a session until ``FeedbackLearner/Configuration/templateSupport`` confirmed sessions
/// held them. Count vectors, lengths, neighbours and templates of such sessions are not looked up here: the rules themselves have learnt them
/// (``FeedbackLearner``).
///
/// Decisions about times and parameter values are not silenced by this detector: two sessions of equal events can differ in them
/// (``ConfirmedValue``).
public struct FeedbackDetector: SessionDetector {
    /// Name in findings, bundles and on the command line.
    public static let name = "feedback"

    /// The detector as it was fitted or updated: what a bundle stores.
    public let base: any SessionDetector
    /// What was said.
    public let memory: FeedbackMemory
    private let corrected: any SessionDetector

    /// Puts a detector and what was said about it together.
    public init(base: any SessionDetector, memory: FeedbackMemory) {
        self.base = base
        self.memory = memory
        let confirmed = TransitionSet(memory.transitions, window: memory.window)
        switch base {
        case _ where confirmed.isEmpty: corrected = base
        case let base as Ensemble:
            corrected = Ensemble(model: ConfirmedModel(base: base.model, confirmed: confirmed), state: base.state)
        case let base as TopCandidates:
            corrected = TopCandidates(model: ConfirmedModel(base: base.model, confirmed: confirmed), state: base.state)
        default: corrected = base
        }
    }

    /// Where the base detector's score becomes a decision.
    public var threshold: Threshold { base.threshold }

    /// The score of a session that was said to be normal: nothing against it, and never above the threshold.
    private var silence: Double { min(0, threshold.value) }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        guard !memory.isEmpty else { return corrected.scores(of: units) }
        return zip(units, corrected.scores(of: units)).map { memory.isNormal($0) ? silence : $1 }
    }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        guard !memory.isEmpty else { return corrected.verdicts(for: sessions) }
        return zip(sessions, corrected.verdicts(for: sessions)).map { session, verdict in
            memory.isNormal(session) ? Verdict(session: session.id, isAnomalous: false, score: silence, findings: []) : verdict
        }
    }
}

extension FittedDetector {
    /// The same detector, heeding what was said about it.
    public func heeding(_ memory: FeedbackMemory) -> FittedDetector {
        let bare = (detector as? FeedbackDetector)?.base ?? detector
        return FittedDetector(
            kind: kind, detector: memory.isEmpty ? bare : FeedbackDetector(base: bare, memory: memory), model: model, summary: summary)
    }

    /// The detector without what was said about it: what learning changes and a bundle stores.
    public var bare: FittedDetector { heeding(FeedbackMemory()) }
}
