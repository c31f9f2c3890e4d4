/// A fitted detector with its threshold that decides about sessions or windows: what the pipeline and evaluation hold.
public protocol SessionDetector: AnomalyDetector where Unit == EventSequence {
    /// Where a score becomes a decision.
    var threshold: Threshold { get }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    ///
    /// Independent of the order and the size of the batch. Equal sessions are computed once in one call; a batch is cheaper than
    /// as many single calls.
    func verdicts(for sessions: [EventSequence]) -> [Verdict]
}
