/// An incident in words, with its raw lines: what JSON, console and page show.
public struct IncidentReport: Codable, Sendable, Equatable {
    /// One line of the log that shows it.
    public struct Line: Codable, Sendable, Equatable {
        /// The file.
        public var source: String
        /// Line number, from 1.
        public var line: UInt64
        /// The line as it stands in the log; empty where it can no longer be read.
        public var raw: String
        /// What is unusual about it.
        public var why: String
        /// What would have been usual; empty where there is nothing to say.
        public var expected: String

        /// How serious it says it is: `error`; `nil` where it does not say.
        public var level: String?

        /// Creates a line.
        public init(source: String, line: UInt64, raw: String, why: String, expected: String = "", level: String? = nil) {
            self.source = source
            self.line = line
            self.raw = raw
            self.why = why
            self.expected = expected
            self.level = level
        }
    }

    /// Names its kind, for an answer; the same in every run of one model.
    public var id: String
    /// Place in the ranking, from 1.
    public var rank: Int
    /// Higher is worse; nats beyond normal.
    public var score: Double
    /// First moment, ISO 8601 with its offset; `nil` where the log has no times.
    public var start: String?
    /// Last moment.
    public var end: String?
    /// The files it shows in.
    public var sources: [String]
    /// Why, the strongest reason first; see ``EvidenceFamily``.
    public var reasons: [EvidenceFamily]
    /// The most telling line and what is unusual about it, in one sentence.
    public var headline: String
    /// Sessions it touches, at most fifty.
    public var subjects: [String]
    /// The lines that show it, the most telling first.
    public var lines: [Line]
    /// All lines that show it, as far as they were counted.
    public var lineCount: Int
    /// How often the same came again later.
    public var recurrences: Int
    /// Ranks of incidents in other files that are the same fault: at the same time, naming the same request; `nil` where there are none.
    public var related: [Int]?

    /// Creates an incident; fill in what there is.
    public init(
        id: String = "", rank: Int, score: Double, start: String? = nil, end: String? = nil, sources: [String] = [],
        reasons: [EvidenceFamily] = [],
        headline: String = "", subjects: [String] = [], lines: [Line] = [], lineCount: Int = 0, recurrences: Int = 0
    ) {
        self.id = id
        self.rank = rank
        self.score = score
        self.start = start
        self.end = end
        self.sources = sources
        self.reasons = reasons
        self.headline = headline
        self.subjects = subjects
        self.lines = lines
        self.lineCount = lineCount
        self.recurrences = recurrences
    }
}
