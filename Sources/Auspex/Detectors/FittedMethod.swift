/// What fitting a ``DetectionMethod`` gives: scores, decides, and can be kept in a model.
public protocol FittedMethod: SessionDetector {
    /// What training reached, for the manifest (`loss`, `steps`, …).
    var trainingFigures: [TrainingFigure: Double] { get }

    /// What a person should know of the training, a sentence each.
    var notes: [Note] { get }

    /// Adds what ``DetectionMethod/restore(from:)`` needs.
    func add(to components: inout BundleComponents) throws
}

extension FittedMethod {
    /// Nothing to tell.
    public var trainingFigures: [TrainingFigure: Double] { [:] }
    /// Nothing to tell.
    public var notes: [Note] { [] }
}

/// Capability of a fitted method: it holds next-event models, which explanations ask for likely successors.
public protocol PredictsNextEvent: FittedMethod {
    /// The model; `nil` when this one has none after all.
    var nextEventModel: (any NextEventModel)? { get }

    /// The same detector over other models, such as ones that were corrected by feedback.
    func replacingModels(_ replace: (any NextEventModel) -> any NextEventModel) -> Self
}

/// Capability of a fitted method: it says what it objects to beyond any bound, not only beyond its threshold.
public protocol ExplainsScores: FittedMethod {
    /// What there is to object to in a session, strongest first; empty when the score is at or below the bound.
    func findings(in session: EventSequence, above bound: Double) -> [Finding]
}
