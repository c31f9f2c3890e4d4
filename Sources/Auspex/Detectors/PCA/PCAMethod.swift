/// PCA as a method.
public struct PCAMethod: DetectionMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "pca", summary: "Event counts outside the principal components of the usual ones.",
        reasons: [.unusualCount, .newTemplate],
        paper: "Xu, Huang, Fox, Patterson, Jordan, SOSP 2009; Jackson, Mudholkar, Technometrics 1979",
        weakness: "faults that change the order alone, templates of every session that are missing, and counts that vary freely.")

    /// The settings.
    public var configuration: PCA.Configuration

    /// Creates the method.
    public init(_ configuration: PCA.Configuration = PCA.Configuration()) { self.configuration = configuration }

    /// The method with default settings; it draws nothing.
    public init(seed: UInt64) { self.init() }

    /// Checks the settings.
    public func validate() throws { try configuration.validate() }

    /// Learns the normal space and its bound.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> PCA {
        try configuration.validate()
        let (space, bound) = try PCASpace.fit(on: sessions, configuration: configuration)
        return PCA(space: space, threshold: Threshold(value: bound, policy: .fixed))
    }

    /// Restores space and bound.
    public static func restore(from components: BundleComponents) throws -> PCA { try components.read(PCA.self) }
}
