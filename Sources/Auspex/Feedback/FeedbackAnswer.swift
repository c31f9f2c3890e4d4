/// What a person said about one reported session.
public struct FeedbackAnswer: Sendable, Codable, Equatable {
    /// What it was in truth.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        /// A false alarm.
        case normal
        /// A real incident.
        case anomaly
    }

    /// Name of the answer, unique within a model (`feedback-12`).
    public var id: String
    /// The session's identifier.
    public var session: String
    /// What it was in truth.
    public var verdict: Verdict
    /// The person's own words; kept, never read by the program.
    public var note: String?
    /// When it was said, seconds since 1970 UTC; `nil` where no clock was given.
    public var time: Double?

    /// Creates an answer.
    public init(id: String, session: String, verdict: Verdict, note: String? = nil, time: Double? = nil) {
        self.id = id
        self.session = session
        self.verdict = verdict
        self.note = note
        self.time = time
    }
}
