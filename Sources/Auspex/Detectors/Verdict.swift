/// The decision about one session or window, with everything a person needs to understand it.
public struct Verdict: Sendable, Equatable, Codable {
    /// The session's identifier.
    public var session: String
    /// Whether it is anomalous.
    public var isAnomalous: Bool
    /// The detector's score; higher is more anomalous; comparable within one model. Ranking uses it.
    public var score: Double
    /// Evidence, strongest first. Empty for a normal session.
    public var findings: [Finding]

    /// Creates a verdict.
    public init(session: String, isAnomalous: Bool, score: Double, findings: [Finding]) {
        self.session = session
        self.isAnomalous = isAnomalous
        self.score = score
        self.findings = findings
    }
}
