/// The decision about a session, a window, a message or a line, with everything a person needs to understand it.
public struct Verdict: Sendable, Equatable {
    /// What it is about.
    public var subject: Subject
    /// Whether it is anomalous.
    public var isAnomalous: Bool
    /// The detector's score; higher is more anomalous; comparable within one model. Ranking uses it.
    public var score: Double
    /// Evidence, strongest first. Empty for a normal subject.
    public var findings: [Finding]

    /// Creates a verdict.
    public init(subject: Subject, isAnomalous: Bool, score: Double, findings: [Finding]) {
        self.subject = subject
        self.isAnomalous = isAnomalous
        self.score = score
        self.findings = findings
    }

    /// The subject's name.
    public var session: String { subject.name }
}

extension Verdict: Codable {
    private enum CodingKeys: String, CodingKey { case session, kind, isAnomalous, score, findings }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            subject: Subject(
                kind: try container.decodeIfPresent(Subject.Kind.self, forKey: .kind) ?? .session,
                name: try container.decode(String.self, forKey: .session)),
            isAnomalous: try container.decode(Bool.self, forKey: .isAnomalous), score: try container.decode(Double.self, forKey: .score),
            findings: try container.decode([Finding].self, forKey: .findings))
    }

    /// Stores the subject's name and, unless it is a session, its kind. Where its records are is stored beside the verdict, if at all.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(session, forKey: .session)
        if subject.kind != .session { try container.encode(subject.kind, forKey: .kind) }
        try container.encode(isAnomalous, forKey: .isAnomalous)
        try container.encode(score, forKey: .score)
        try container.encode(findings, forKey: .findings)
    }
}
