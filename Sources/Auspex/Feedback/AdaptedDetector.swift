/// What a detector became by learning unasked; see ``Adaptation``.
public struct AdaptedDetector: Sendable {
    /// The detector; answers are not applied.
    public let detector: FittedDetector
    /// The limits it learnt in.
    public let policy: AdaptationPolicy
    /// What happened.
    public let figures: Adaptation.Figures

    /// Puts the parts together.
    public init(detector: FittedDetector, policy: AdaptationPolicy, figures: Adaptation.Figures) {
        self.detector = detector.withoutFeedback
        self.policy = policy
        self.figures = figures
    }
}

extension AdaptedDetector {
    /// Begins the names of the detector's own components, beside those of the detector it came from.
    private static let prefix = "adapted-"

    private struct Limits: BundleComponent, Codable {
        static var componentName: String { "adapted" }

        var policy: AdaptationPolicy
        var figures: Adaptation.Figures
    }

    /// Adds what ``init(method:components:)`` needs.
    func add(to components: inout BundleComponents) throws {
        try components.add(Limits(policy: policy, figures: figures))
        var own = BundleComponents()
        try detector.add(to: &own)
        components.add(own, prefix: Self.prefix)
    }

    /// Restores what is in a model; `nil` when there is none.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    init?(method: any DetectionMethod.Type, components: BundleComponents) throws {
        guard let limits = try components.readIfPresent(Limits.self) else { return nil }
        do {
            self.init(
                detector: try FittedDetector(method: method, components: components.prefixed(Self.prefix)), policy: limits.policy,
                figures: limits.figures)
        } catch let error as InputError {
            throw InputError("what the model learnt unasked: \(error.message)")
        }
    }
}
