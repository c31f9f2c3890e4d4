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
/// A detector that learnt unasked is held by what it was: beyond the limits of its policy that reports in any case.
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
    /// What `base` was before it learnt unasked, and the score above which that reports whatever was learnt.
    private let anchor: (detector: any SessionDetector, ceiling: Double)?

    /// Puts a detector and what was said about it together.
    ///
    /// - Parameter anchor: what the detector was before it learnt unasked, and the limits it learnt in (``Adaptation``).
    public init(
        base: any SessionDetector, memory: FeedbackMemory, anchor: (detector: any SessionDetector, policy: AdaptationPolicy)? = nil
    ) {
        self.base = base
        self.memory = memory
        let confirmed = TransitionSet(memory.transitions, window: memory.window)
        corrected = Self.correct(base, confirmed)
        self.anchor = anchor.map { (Self.correct($0.detector, confirmed), $0.policy.ceiling(above: $0.detector.threshold)) }
    }

    private static func correct(_ base: any SessionDetector, _ confirmed: TransitionSet) -> any SessionDetector {
        guard !confirmed.isEmpty, let base = base as? any PredictsNextEvent else { return base }
        return base.replacingModels { ConfirmedModel(base: $0, confirmed: confirmed) }
    }

    /// Where the base detector's score becomes a decision.
    public var threshold: Threshold { base.threshold }

    /// The score of a session that was said to be normal: nothing against it, and never above the threshold.
    private var silence: Double { min(0, threshold.value) }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        var scores = corrected.scores(of: units)
        if let anchor {
            for (place, score) in anchor.detector.scores(of: units).enumerated() where score > anchor.ceiling {
                scores[place] = max(score, scores[place])
            }
        }
        guard !memory.isEmpty else { return scores }
        return zip(units, scores).map { memory.isNormal($0) ? silence : $1 }
    }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        var verdicts = corrected.verdicts(for: sessions)
        if let anchor {
            for (place, verdict) in anchor.detector.verdicts(for: sessions).enumerated() where verdict.score > anchor.ceiling {
                if !verdicts[place].isAnomalous { verdicts[place] = verdict }
                verdicts[place].score = max(verdict.score, verdicts[place].score)
            }
        }
        guard !memory.isEmpty else { return verdicts }
        return zip(sessions, verdicts).map { session, verdict in
            memory.isNormal(session) ? Verdict(subject: session.subject, isAnomalous: false, score: silence, findings: []) : verdict
        }
    }
}
