/// What a method learnt from a count matrix: judges one row.
///
/// ``CountDetector`` does the rest: which sessions have counts that can be judged, templates training never saw, verdicts, storage.
public protocol CountModel: Codable, Sendable, Equatable {
    /// The settings.
    associatedtype Configuration: CountConfiguration

    /// What a person should know.
    static var description: MethodDescription { get }

    /// Where a score becomes a decision.
    var threshold: Threshold { get }

    /// How anomalous a row is; higher is more anomalous, 0 for nothing to object to.
    func score(of row: CountRow) -> Double

    /// What makes it so, strongest first; never empty.
    func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail]

    /// Whether the parts fit each other and a number of columns: what must hold before a stored model is used.
    func fits(columns count: Int) -> Bool

    /// What training reached.
    var figures: [TrainingFigure: Double] { get }
}

extension CountModel {
    /// Nothing to tell.
    public var figures: [TrainingFigure: Double] { [:] }
    /// Whether templates training never saw are objected to.
    static var reportsNewTemplates: Bool { description.reasons.contains(.newTemplate) }
}

/// A model of counts that learns without labels.
public protocol UnlabelledCountModel: CountModel {
    /// Learns from a matrix.
    static func fit(on matrix: CountMatrix, configuration: Configuration, seed: UInt64) throws -> Self
}

/// A model of counts that learns from labelled rows.
public protocol LabelledCountModel: CountModel {
    /// Learns from a matrix of both kinds.
    static func fit(on examples: LabelledCountMatrix, configuration: Configuration, seed: UInt64) throws -> Self
}

/// Settings of a model of counts.
public protocol CountConfiguration: Codable, Sendable, Equatable {
    /// Defaults.
    init()
    /// Templates that have a column at most, those in the most sessions first.
    var templateLimit: Int { get }
    /// Distinct rows that are learnt from at most, the most frequent ones.
    var rowLimit: Int { get }
    /// Checks every value against its bounds.
    func validate() throws(InputError)
}

extension CountConfiguration {
    /// Distinct rows at most: 100 000.
    public var rowLimit: Int { 100_000 }

    /// Checks what all of them have.
    func validateLimits() throws(InputError) {
        try SettingBounds.check("templateLimit", templateLimit, 1...8_192)
    }
}
