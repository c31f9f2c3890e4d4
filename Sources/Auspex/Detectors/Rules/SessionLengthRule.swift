import Foundation

/// Objects to sessions shorter or longer than any in training. Score: |ln(length / nearest bound)|, 0 inside the range.
///
/// A trivial rule that many published sequence models unknowingly implement through padding; kept apart so that its share is seen.
/// Sessions that were cut off are never too short; of a session in parts only the first part is judged. It does badly where one long-running session stretches the range.
public struct SessionLengthRule: SequenceRule {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "sessionLength", summary: "Objects to sessions shorter or longer than any in training.", reasons: [.unseenLength],
        weakness: "one long-running session in training: it stretches the range.")
    /// Default settings.
    public static let defaultConfiguration = NoConfiguration()

    /// Events of the shortest complete training session (0 when none was complete).
    public private(set) var shortest: Int
    /// Events of the longest training session.
    public private(set) var longest: Int

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence], configuration: NoConfiguration) throws -> SessionLengthRule {
        try requireEvents(sessions)
        let sessions = withBeginnings(sessions)
        return SessionLengthRule(
            shortest: sessions.lazy.filter(\.isComplete).map(\.events.count).min() ?? 0,
            longest: sessions.lazy.map(\.events.count).max() ?? 0)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] { units.map(score) }

    private func score(_ session: EventSequence) -> Double {
        guard !session.isContinuation else { return 0 }
        let length = session.events.count
        if length > longest { return log(Double(length) / Double(max(1, longest))) }
        if length < shortest, session.isComplete { return log((Double(shortest) + 1) / (Double(length) + 1)) }
        return 0
    }

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    public func findings(in session: EventSequence, above threshold: Double) -> [Finding] {
        let score = score(session)
        guard score > threshold else { return [] }
        return [
            Finding(
                .length(session.events.count, usual: min(shortest, longest)...longest), detector: Self.name, score: score,
                threshold: threshold)
        ]
    }
}
