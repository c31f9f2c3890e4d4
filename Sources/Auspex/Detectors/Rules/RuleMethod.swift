/// A rule as a method: the rule's own settings beside those of its threshold.
public struct RuleMethod<Rule: SequenceRule>: DetectionMethod {
    /// Settings of a rule and of its threshold, in one namespace.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Of the rule.
        public var rule: Rule.Configuration
        /// Of its threshold.
        public var threshold: RuleDetector<Rule>.ThresholdConfiguration

        /// Creates settings.
        public init(
            rule: Rule.Configuration = Rule.defaultConfiguration, threshold: RuleDetector<Rule>.ThresholdConfiguration = .init()
        ) {
            self.rule = rule
            self.threshold = threshold
        }

        /// Reads both from one object.
        public init(from decoder: any Decoder) throws {
            rule = try Rule.Configuration(from: decoder)
            threshold = try RuleDetector<Rule>.ThresholdConfiguration(from: decoder)
        }

        /// Writes both into one object.
        public func encode(to encoder: any Encoder) throws {
            try rule.encode(to: encoder)
            try threshold.encode(to: encoder)
        }
    }

    /// What a person should know.
    public static var description: MethodDescription { Rule.description }
    /// The settings.
    public var configuration: Configuration

    /// Creates the method.
    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// The method with default settings; it draws nothing but folds, from the context's seed.
    public init(seed: UInt64) { self.init(Configuration()) }

    /// Learns rule and threshold from normal sessions.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> RuleDetector<Rule> {
        let rule = try context.rule(Rule.self, on: sessions, configuration.rule)
        return try RuleDetector.fit(
            rule, on: sessions, configuration: configuration.rule, threshold: configuration.threshold, seed: context.seed)
    }

    /// Restores rule and threshold.
    public static func restore(from components: BundleComponents) throws -> RuleDetector<Rule> {
        try components.read(RuleDetector<Rule>.self)
    }

    /// The rule's own settings: an ensemble has no use for its threshold.
    public var memberConfiguration: Rule.Configuration {
        get { configuration.rule }
        set { configuration.rule = newValue }
    }

    /// Fits the rule alone.
    public func fitMembers(
        on sets: [[EventSequence]], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> [any EnsembleMember] {
        try sets.enumerated().map { number, sessions in
            let own = number == sets.count - 1 ? context : context.withoutSummary
            return RuleMember(rule: try own.rule(Rule.self, on: sessions, configuration.rule))
        }
    }

    /// Restores the rule alone.
    public static func restoreMember(from components: BundleComponents) throws -> any EnsembleMember {
        RuleMember(rule: try components.read(Rule.self))
    }
}
