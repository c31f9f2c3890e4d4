/// What a person should know about a method before choosing it; `auspex train --list` prints it.
public struct MethodDescription: Sendable, Codable, Equatable {
    /// Something a method cannot do without.
    public enum Need: String, Sendable, Codable, CaseIterable {
        /// Which training data are anomalous.
        case labels
        /// Records tied together by an identifier; without them it judges windows, less well.
        case sessions
        /// The wording of messages, not only which template they fit.
        case text
        /// Times and parameter values.
        case values
    }

    /// What one decision is about.
    public enum Subject: String, Sendable, Codable, CaseIterable {
        /// A raw line.
        case line
        /// A message: a record with its event.
        case message
        /// A stretch of the log.
        case window
        /// Records that share an identifier.
        case session
    }

    /// The name on the command line, in findings and in models.
    public var name: String
    /// What it does, in one sentence.
    public var summary: String
    /// What it needs beside a log.
    public var needs: [Need]
    /// What it judges.
    public var judges: [Subject]
    /// The reasons it gives. The law tests plant faults for them, and accept no other reason in its findings.
    public var reasons: [Reason]
    /// Where it was published; `nil` for what has no paper of its own.
    public var paper: String?
    /// What makes it do badly: words that go on after "does badly with".
    public var weakness: String

    /// Creates a description.
    public init(
        name: String, summary: String, needs: [Need] = [.sessions], judges: [Subject] = [.session, .window], reasons: [Reason],
        paper: String? = nil, weakness: String
    ) {
        self.name = name
        self.summary = summary
        self.needs = needs
        self.judges = judges
        self.reasons = reasons
        self.paper = paper
        self.weakness = weakness
    }
}
