/// Everything a report page shows, as a plain value: no clock, no file and no detector is asked while rendering.
///
/// ```swift
/// var model = ReportModel(title: "app.log")
/// model.totals = .init(lines: 20_000, sessions: 1_043, anomalies: 1, templates: 15)
/// model.anomalies = [.init(id: "blk_1", score: 8.5, reasons: [.newTemplate])]
/// try write(HTMLReport.render(model))
/// ```
public struct ReportModel: Codable, Sendable, Equatable {
    /// A named fact: `Seed` `1`, `Data hash` `9f…`.
    public struct Fact: Codable, Sendable, Equatable {
        /// What it is.
        public var name: String
        /// Its value, as shown.
        public var value: String

        /// Creates a fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The numbers of the first screen.
    public struct Totals: Codable, Sendable, Equatable {
        /// Lines read.
        public var lines: Int
        /// Sessions (or windows) judged.
        public var sessions: Int
        /// Of these, anomalous ones. May exceed the number of ``ReportModel/anomalies``, if not all are handed over.
        public var anomalies: Int
        /// Templates seen.
        public var templates: Int
        /// Of these, templates not seen in training.
        public var newTemplates: Int
        /// Lines that did not fit the format.
        public var unparsedLines: Int

        /// Creates totals.
        public init(
            lines: Int = 0, sessions: Int = 0, anomalies: Int = 0, templates: Int = 0, newTemplates: Int = 0, unparsedLines: Int = 0
        ) {
            self.lines = lines
            self.sessions = sessions
            self.anomalies = anomalies
            self.templates = templates
            self.newTemplates = newTemplates
            self.unparsedLines = unparsedLines
        }
    }

    /// Heading, usually the input's name.
    public var title: String
    /// What was judged and when, in words (`app.log, 20,000 lines, judged 2026-11-21 by model week47`).
    public var subtitle: String
    /// What a verdict is about, in the singular: `session`, `window`, `line`.
    public var unit: String
    /// How the format was chosen, a sentence.
    public var formatChoice: String
    /// How sessions were chosen, a sentence.
    public var sessionChoice: String
    /// How the threshold was chosen, a sentence.
    public var thresholdChoice: String
    /// The numbers of the first screen.
    public var totals: Totals
    /// Things the reader must know before believing the page.
    public var warnings: [String]
    /// Lines and anomalies over time; `nil` leaves the chart out.
    public var timeline: Timeline?
    /// What a person is told first: evidence joined, the worst first.
    public var incidents: [IncidentReport]
    /// Anomalies, the worst first.
    public var anomalies: [Anomaly]
    /// Why, for all anomalies, those not handed over too: how many have which main reason; empty counts those handed over.
    public var reasons: [Reason: Int]
    /// The tasks' workflows, in the order ``Diagnosis/workflow`` counts them.
    public var workflows: [DrawnTask]
    /// Templates; any order.
    public var templates: [Template]
    /// Distribution of the scores; `nil` leaves the chart out.
    public var scores: ScoreHistogram?
    /// Precision–recall curve, where labels exist.
    public var precisionRecall: PrecisionRecall?
    /// Figures and reference lines, where labels exist.
    public var evaluation: Evaluation?
    /// Lines that did not fit the format, by reason.
    public var unparsed: [Unparsed]
    /// Seed, data hash, split, command: what is needed to get the same page again.
    public var provenance: [Fact]
    /// Version of the program, as shown.
    public var toolVersion: String

    /// Creates an empty model; fill in what there is.
    public init(title: String, subtitle: String = "", unit: String = "session", toolVersion: String = "") {
        self.title = title
        self.subtitle = subtitle
        self.unit = unit
        self.toolVersion = toolVersion
        formatChoice = ""
        sessionChoice = ""
        thresholdChoice = ""
        totals = Totals()
        warnings = []
        timeline = nil
        incidents = []
        anomalies = []
        reasons = [:]
        workflows = []
        templates = []
        scores = nil
        precisionRecall = nil
        evaluation = nil
        unparsed = []
        provenance = []
    }
}
