/// A model of event counts that needs no labels, as a method.
public struct CountMethod<Model: UnlabelledCountModel>: DetectionMethod {
    /// What a person should know.
    public static var description: MethodDescription { Model.description }
    /// The settings.
    public var configuration: Model.Configuration

    /// Creates the method.
    public init(_ configuration: Model.Configuration) { self.configuration = configuration }

    /// The method with default settings; what it draws, it draws from the context's seed.
    public init(seed: UInt64) { self.init(Model.Configuration()) }

    /// Checks the settings.
    public func validate() throws { try configuration.validate() }

    /// Counts events and learns from the counts.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> CountDetector<Model> {
        try configuration.validate()
        let matrix = try CountMatrix(
            sessions, for: Self.name, templateLimit: configuration.templateLimit, rowLimit: configuration.rowLimit)
        return CountDetector(
            columns: matrix.columns, model: try Model.fit(on: matrix, configuration: configuration, seed: context.seed))
    }

    /// Restores columns and model.
    public static func restore(from components: BundleComponents) throws -> CountDetector<Model> {
        try components.read(CountDetector<Model>.self)
    }
}

/// A model of event counts that learns from labelled sessions, as a method.
public struct LabelledCountMethod<Model: LabelledCountModel>: SupervisedMethod {
    /// What a person should know.
    public static var description: MethodDescription { Model.description }
    /// The settings.
    public var configuration: Model.Configuration

    /// Creates the method.
    public init(_ configuration: Model.Configuration) { self.configuration = configuration }

    /// The method with default settings; what it draws, it draws from the context's seed.
    public init(seed: UInt64) { self.init(Model.Configuration()) }

    /// Checks the settings.
    public func validate() throws { try configuration.validate() }

    /// Counts events and learns from the counts and labels.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> CountDetector<Model> {
        try configuration.validate()
        try examples.checkKinds(for: Self.name)
        let matrix = try LabelledCountMatrix(
            examples, for: Self.name, templateLimit: configuration.templateLimit, rowLimit: configuration.rowLimit)
        return CountDetector(
            columns: matrix.matrix.columns, model: try Model.fit(on: matrix, configuration: configuration, seed: context.seed))
    }

    /// Restores columns and model.
    public static func restore(from components: BundleComponents) throws -> CountDetector<Model> {
        try components.read(CountDetector<Model>.self)
    }
}
