/// A trained detector of any kind, with what evaluation and explanation need beside it.
public struct FittedDetector: Sendable {
    /// The method.
    public let kind: DetectorKind
    /// Scores and decides.
    public let detector: any SessionDetector
    /// The next-event model inside, for explanations; `nil` for a rule.
    public let model: (any NextEventModel)?
    /// What training looked like: the reference lines are fitted on it.
    public let summary: TrainingSummary

    /// Puts the parts together.
    public init(kind: DetectorKind, detector: any SessionDetector, model: (any NextEventModel)?, summary: TrainingSummary) {
        self.kind = kind
        self.detector = detector
        self.model = model
        self.summary = summary
    }
}
