/// A way to detect anomalies, with its settings: what it is, how it learns, how it comes back from a model on disk.
///
/// ```swift
/// var method = NGramMethod(seed: 1)
/// method.configuration.model.historyLength = 5
/// let detector = try method.fit(on: normalSessions)
/// ```
/// The type stands in ``MethodRegistry/all``; everything else (the command line, `--set`, bundles, evaluation, the ensemble, law
/// tests) goes through this protocol. What only some methods can do is a protocol of its own, which the *fitted* detector conforms to:
/// ``PredictsNextEvent``, ``LearnsFromFeedback``, ``ExplainsScores``.
public protocol DetectionMethod: Sendable {
    /// Settings: every field with unit, default and source. Field names are what `--set` takes.
    associatedtype Configuration: Codable, Sendable, Equatable
    /// The settings that matter when the method is a member of an ensemble.
    associatedtype MemberConfiguration: Codable, Sendable, Equatable = Configuration
    /// What fitting gives.
    associatedtype Detector: FittedMethod

    /// What a person should know.
    static var description: MethodDescription { get }

    /// The method with default settings.
    ///
    /// - Parameter seed: seed of every random draw.
    init(seed: UInt64)

    /// The settings.
    var configuration: Configuration { get set }

    /// Takes what was typed behind `--set`; fields it does not know stay open for others.
    ///
    /// - Throws: ``InputError`` for a value that does not fit its field.
    mutating func apply(_ settings: inout Settings) throws

    /// Checks the settings before any data is read, as far as that is possible.
    ///
    /// - Throws: ``InputError`` that names the setting and what is allowed.
    func validate() throws

    /// The settings in force as `key = value`, for people.
    var settings: [String: String] { get }

    /// Default settings of the models of delays and values that judge beside this method; `nil` for one that is used alone.
    var valueModels: ValueModels.Configuration? { get }

    /// Whether the evidence about a session's lines may decide in its place: who chose one method wants that method's verdicts.
    var joinsLineEvidence: Bool { get }

    /// How a log without sessions is cut for it; `nil` for the usual windows.
    var window: Windowizer.Configuration? { get }

    /// Events of history in the windows of normal operation that are put aside for updates by feedback.
    var replayedHistory: Int { get }

    /// Learns from normal sessions. Labels are not needed and not seen.
    ///
    /// - Parameter progress: told of epochs; what it throws ends the fit.
    /// - Throws: ``InputError`` when there is nothing to learn from or a setting is out of bounds; whatever `progress` throws.
    func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> Detector

    /// Restores what ``FittedMethod/add(to:)`` wrote.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    static func restore(from components: BundleComponents) throws -> Detector

    /// The names its members may have in an ensemble, which has every name once.
    var memberNames: [String] { get }

    /// The settings that matter in an ensemble.
    var memberConfiguration: MemberConfiguration { get set }

    /// Fits one member of an ensemble for each of several sets of sessions, so that they can be trained side by side.
    ///
    /// - Parameter sets: what each learns from; `context.summary` is about the last set.
    func fitMembers(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any EnsembleMember]

    /// Restores a member that ``EnsembleMember/add(to:)`` wrote.
    static func restoreMember(from components: BundleComponents) throws -> any EnsembleMember
}

extension DetectionMethod {
    /// The name on the command line, in findings and in models.
    public static var name: String { description.name }
    /// The name of a value's method.
    public var name: String { Self.name }
    /// The description of a value's method.
    var description: MethodDescription { Self.description }

    /// Takes what was typed.
    public mutating func apply(_ settings: inout Settings) throws { try settings.apply(to: &configuration) }
    /// Nothing to check before there is data.
    public func validate() throws {}
    /// The settings in force.
    public var settings: [String: String] { Settings.described(configuration) }
    /// No value models.
    public var valueModels: ValueModels.Configuration? { nil }
    /// Its own.
    public var memberNames: [String] { [name] }
    /// Only the method decides.
    public var joinsLineEvidence: Bool { false }
    /// The usual ones.
    public var window: Windowizer.Configuration? { nil }
    /// As many as the key model looks at by default.
    public var replayedHistory: Int { 10 }

    /// Learns from normal sessions, without telling how far it is.
    public func fit(on sessions: [EventSequence], seed: UInt64 = 1) throws -> Detector {
        try fit(on: sessions, context: FittingContext(seed: seed)) { _ in }
    }

    /// A member that is the whole method.
    public func fitMembers(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any EnsembleMember] {
        try sets.enumerated().map { number, sessions in
            let own = number == sets.count - 1 ? context : context.withoutSummary
            return MethodMember(method: Self.self, detector: try fit(on: sessions, context: own, progress: progress))
        }
    }

    /// A member that is the whole method.
    public static func restoreMember(from components: BundleComponents) throws -> any EnsembleMember {
        MethodMember(method: Self.self, detector: try restore(from: components.prefixed(MethodMember.prefix(of: Self.self))))
    }

    /// Takes settings of a member.
    mutating func applyAsMember(_ settings: inout Settings, behind prefix: String?) throws {
        try settings.apply(to: &memberConfiguration, behind: prefix)
    }

    /// The settings in force of a member.
    func memberSettings(behind prefix: String?) -> [String: String] { Settings.described(memberConfiguration, behind: prefix) }
}

extension DetectionMethod where MemberConfiguration == Configuration {
    /// All settings.
    public var memberConfiguration: Configuration {
        get { configuration }
        set { configuration = newValue }
    }
}
