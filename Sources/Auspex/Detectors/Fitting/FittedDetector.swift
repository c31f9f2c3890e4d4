/// A trained detector of any method, with what evaluation and explanation need beside it.
public struct FittedDetector: Sendable {
    /// The method.
    public let method: any DetectionMethod.Type
    /// What fitting gave: what learning changes and a model keeps.
    public let fitted: any FittedMethod
    /// Scores and decides: ``fitted``, or that with what was said about its reports.
    public let detector: any SessionDetector
    /// What training looked like: the reference lines are fitted on it.
    public let summary: TrainingSummary

    /// Puts the parts together.
    ///
    /// - Parameter detector: decides in the place of `fitted`.
    public init(
        method: any DetectionMethod.Type, fitted: any FittedMethod, summary: TrainingSummary,
        deciding detector: (any SessionDetector)? = nil
    ) {
        self.method = method
        self.fitted = fitted
        self.detector = detector ?? fitted
        self.summary = summary
    }

    /// Whether the detector reads the parameter values of events itself.
    public var readsValues: Bool { method.description.needs.contains(.values) || method.description.judges.contains(.message) }

    /// The next-event model inside, for explanations; `nil` where there is none.
    public var model: (any NextEventModel)? { (fitted as? any PredictsNextEvent)?.nextEventModel }

    /// Adds what ``init(method:components:)`` needs. What was said about the detector is not part of it.
    public func add(to components: inout BundleComponents) throws {
        try components.add(summary)
        try fitted.add(to: &components)
    }

    /// Restores a detector; every part is checked before it is believed.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    public init(method: any DetectionMethod.Type, components: BundleComponents) throws {
        self.init(method: method, fitted: try method.restore(from: components), summary: try components.read(TrainingSummary.self))
    }
}
