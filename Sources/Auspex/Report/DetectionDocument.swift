/// The machine-readable result of `scan` and `detect`.
public struct DetectionDocument: Sendable, Encodable {
    /// One anomaly; those after the first hundred or so are told without their records.
    public struct Anomaly: Sendable, Encodable {
        /// Place in the ranking, from 1.
        public var rank: Int
        /// The session's identifier (or the window's name).
        public var session: String
        /// Number of the part, for a session that was too long for one piece.
        public var part: Int?
        /// The score; higher is more anomalous.
        public var score: Double
        /// Why, the strongest reason first.
        public var reasons: [Reason]
        /// The strongest finding in one sentence.
        public var headline: String?
        /// When it began, UTC.
        public var time: String?
        /// Evidence, strongest first.
        public var findings: [ReportModel.Finding]?
        /// The records, oldest first.
        public var events: [ReportModel.Event]?
        /// Where in which task it went wrong, when the model has workflows.
        public var diagnosis: ReportModel.Diagnosis?
    }

    /// Version of the program.
    public var version = auspexVersion
    /// What one verdict is about: `session` or `window`.
    public var unit: String
    /// What was read.
    public var input: InputSummary
    /// Choices made on the way: format, sessions, threshold.
    public var notes: [Note]
    /// What deserves attention.
    public var warnings: [String]
    /// Lines read.
    public var lines: UInt64
    /// Events judged.
    public var events: Int
    /// Sessions judged.
    public var sessions: Int
    /// Anomalous ones among them.
    public var anomalousSessions: Int
    /// The decision threshold.
    public var threshold: Double
    /// Anomalous sessions by their strongest reason.
    public var reasons: [String: Int]
    /// What a person is told first: evidence joined, worst first.
    public var incidents: [IncidentReport]
    /// Anomalies with the same story, worst first.
    public var groups: [Group]
    /// Anomalies, worst first.
    public var anomalies: [Anomaly]
    /// Templates training never saw.
    public var newTemplates: [UnknownTemplates.Template]
    /// Every session with score and decision, where asked for.
    public var verdicts: [SessionVerdict]?
    /// Seed of the model.
    public var seed: UInt64
    /// Wall seconds.
    public var seconds: Double
    /// Lines a second of wall time.
    public var linesPerSecond: Double?
    /// Largest resident memory, bytes.
    public var peakMemory: Int

    /// Anomalies with the same story.
    public struct Group: Sendable, Encodable {
        /// How many.
        public var count: Int
        /// The story in one sentence.
        public var headline: String
        /// Why.
        public var reasons: [Reason]
        /// The first identifiers, worst first.
        public var sessions: [String]
    }

    /// The decision about one session, normal or not.
    public struct SessionVerdict: Sendable, Encodable {
        /// The session's identifier.
        public var session: String
        /// Number of the part, for a session that was too long for one piece.
        public var part: Int?
        /// The score.
        public var score: Double
        /// The decision.
        public var isAnomalous: Bool
    }

    /// Puts a result together.
    ///
    /// - Parameters:
    ///   - explained: the first anomalies of `result`, explained.
    ///   - incidents: all incidents of `result`, in words.
    ///   - includesAll: list every session with its decision.
    public init(
        result: DetectionResult, explained: [ReportModel.Anomaly], incidents: [IncidentReport] = [], notes: [Note], seed: UInt64,
        seconds: Double, peakMemory: Int,
        includesAll: Bool = false
    ) {
        unit = result.unit.rawValue
        input = result.input
        self.notes = notes
        self.incidents = incidents
        warnings = result.warnings
        lines = result.input.lines
        events = result.events
        sessions = result.sessions
        anomalousSessions = result.anomalyCount
        threshold = result.threshold.value
        reasons = Dictionary(uniqueKeysWithValues: result.reasons.map { ($0.key.rawValue, $0.value) })
        groups = AnomalyGroup.groups(of: explained).map {
            Group(count: $0.count, headline: $0.example.headline, reasons: $0.example.reasons, sessions: $0.sessions)
        }
        anomalies = result.anomalies.enumerated().map { place, session in
            let told = place < explained.count ? explained[place] : nil
            var reasons: [Reason] = []
            for finding in session.verdict.findings where !reasons.contains(finding.reason) { reasons.append(finding.reason) }
            return Anomaly(
                rank: place + 1, session: session.verdict.session, part: session.part > 0 ? session.part : nil,
                score: session.verdict.score, reasons: reasons, headline: told?.headline,
                time: told.flatMap { $0.time.isEmpty ? nil : $0.time }, findings: told?.findings, events: told?.events,
                diagnosis: told?.diagnosis)
        }
        newTemplates = result.unknownTemplates.templates
        verdicts =
            includesAll
            ? result.all.map {
                SessionVerdict(
                    session: $0.verdict.session, part: $0.part > 0 ? $0.part : nil, score: $0.verdict.score,
                    isAnomalous: $0.verdict.isAnomalous)
            }
            : nil
        self.seed = seed
        self.seconds = seconds
        linesPerSecond = seconds > 0 ? Double(lines) / seconds : nil
        self.peakMemory = peakMemory
    }
}
