/// A detector that is one plain statement about sessions, fitted in one pass over normal ones.
///
/// Score 0 means *nothing to object to*; a score above 0 is an objection, and findings say it in words. Sessions that were cut off
/// by the end of the input (``EventSequence/isComplete`` is false) are judged only by what is already wrong. Rules about a session as a
/// whole say nothing about the further parts of a long one (``EventSequence/isContinuation``): its first part was judged.
public protocol SequenceRule: AnomalyDetector, Codable, Equatable where Unit == EventSequence {
    /// The rule's settings.
    associatedtype Configuration: Codable, Sendable, Equatable

    /// Default settings.
    static var defaultConfiguration: Configuration { get }

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    static func fit(on sessions: [EventSequence], configuration: Configuration) throws -> Self

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    func findings(in session: EventSequence, above threshold: Double) -> [Finding]
}

extension SequenceRule {
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
