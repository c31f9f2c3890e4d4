/// A detector that is one plain statement about sessions, fitted in one pass over normal ones.
///
/// Score 0 means *nothing to object to*; a score above 0 is an objection, and findings say it in words. Sessions that were cut off
/// by the end of the input (``EventSequence/isComplete`` is false) are judged only by what is already wrong. Rules about a session as a
/// whole say nothing about the further parts of a long one (``EventSequence/isContinuation``): its first part was judged.
public protocol SequenceRule: AnomalyDetector, BundleComponent, Codable, Equatable where Unit == EventSequence {
    /// The rule's settings.
    associatedtype Configuration: Codable, Sendable, Equatable

    /// Default settings.
    static var defaultConfiguration: Configuration { get }

    /// What a person should know about the rule as a method of its own.
    static var description: MethodDescription { get }

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    static func fit(on sessions: [EventSequence], configuration: Configuration) throws -> Self

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    func findings(in session: EventSequence, above threshold: Double) -> [Finding]

    /// The rule as if it had also seen this session; what the session shows is no objection any more.
    func learning(_ session: EventSequence) -> Self
}

extension SequenceRule {
    /// Name in findings, bundles and on the command line.
    public static var name: String { description.name }
    /// Name of the rule in a model.
    public static var componentName: String { name }

    /// Learns from normal sessions with default settings.
    public static func fit(on sessions: [EventSequence]) throws -> Self {
        try fit(on: sessions, configuration: defaultConfiguration)
    }

    /// The sessions whose length and counts say something: those that are no further part of another, unless there are no others.
    static func withBeginnings(_ sessions: [EventSequence]) -> [EventSequence] {
        guard sessions.contains(where: \.isContinuation) else { return sessions }
        let beginnings = sessions.filter { !$0.isContinuation && !$0.events.isEmpty }
        return beginnings.isEmpty ? sessions : beginnings
    }

    /// Throws when there is nothing to learn from.
    static func requireEvents(_ sessions: [EventSequence]) throws {
        guard sessions.contains(where: { !$0.events.isEmpty }) else {
            throw InputError("\(name): no training session holds an event; give a log with at least one session")
        }
    }
}

/// Settings of a rule that has none.
public struct NoConfiguration: Codable, Sendable, Equatable {
    /// Creates the only value.
    public init() {}
}
