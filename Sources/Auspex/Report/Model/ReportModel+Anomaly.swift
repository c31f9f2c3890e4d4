extension ReportModel {
    /// One anomalous session with its evidence and its records.
    public struct Anomaly: Codable, Sendable, Equatable {
        /// The session's identifier.
        public var id: String
        /// Number of the part, for a session that was too long for one piece; `nil` for a session in one piece.
        public var part: Int?
        /// The score; higher is more anomalous.
        public var score: Double
        /// Why, the strongest reason first, each once.
        public var reasons: [Reason]
        /// One sentence for the list; empty takes the first finding's words.
        public var headline: String
        /// When it began, as shown; empty where the log has no times.
        public var time: String
        /// The same in seconds since 1970 UTC.
        public var begin: Double?
        /// What is known about it from labels (`wrongOrder`, `normal`); empty where there are none.
        public var label: String
        /// The evidence, strongest first.
        public var findings: [Finding]
        /// The session's records, oldest first.
        public var events: [Event]
        /// Where in which task it went wrong; `nil` when the model has no workflows.
        public var diagnosis: Diagnosis?

        /// Creates an anomaly.
        public init(
            id: String, part: Int? = nil, score: Double, reasons: [Reason], headline: String = "", time: String = "",
            label: String = "", findings: [Finding] = [], events: [Event] = [], diagnosis: Diagnosis? = nil
        ) {
            self.id = id
            self.part = part
            self.score = score
            self.reasons = reasons
            self.headline = headline
            self.time = time
            self.label = label
            self.findings = findings
            self.events = events
            self.diagnosis = diagnosis
        }
    }

    /// One piece of evidence in words.
    public struct Finding: Codable, Sendable, Equatable {
        /// The reason the reader sees.
        public var reason: Reason
        /// Which detector says so.
        public var detector: String
        /// What is unusual, as data names it: `unexpectedEvent`, `counts`, `value`, …
        public var kind: String
        /// Ids of the templates it is about, each once; `new` for one training never saw.
        public var templates: [String]
        /// What was seen, a phrase or sentence.
        public var observed: String
        /// What should have been there instead.
        public var expected: String
        /// Index of the event in ``Anomaly/events`` it is about; `nil` for the session as a whole.
        public var event: Int?
        /// The likely steps at this place, best first.
        public var candidates: [Candidate]
        /// The numbers of a finding about a delay or a parameter.
        public var value: Value?

        /// Creates a finding.
        public init(
            reason: Reason, detector: String, kind: String = "", templates: [String] = [], observed: String, expected: String,
            event: Int? = nil,
            candidates: [Candidate] = [], value: Value? = nil
        ) {
            self.reason = reason
            self.detector = detector
            self.kind = kind
            self.templates = templates
            self.observed = observed
            self.expected = expected
            self.event = event
            self.candidates = candidates
            self.value = value
        }
    }

    /// A delay or a parameter that was unusual, in numbers.
    public struct Value: Codable, Sendable, Equatable {
        /// Name of the parameter; `delay` for the time since the event before.
        public var name: String
        /// What the numbers measure: `seconds`, `bytes`, `plain`, …
        public var unit: ParameterUnit
        /// What was seen; `nil` for a word.
        public var observed: Double?
        /// What was foretold: by an LSTM, or the mean of what is usual; `nil` for a word.
        public var predicted: Double?
        /// Numbers of which 98 in 100 normal ones are; `nil` for a word.
        public var usual: ClosedRange<Double>?
        /// The nearest number that would not have been reported; `nil` where there is none.
        public var bound: Double?
        /// By how much the bound is exceeded.
        public var excess: Double?
        /// Whether an LSTM foretold, or static intervals judged.
        public var byNetwork: Bool

        /// The numbers of a piece of evidence.
        public init(_ evidence: ValueEvidence) {
            name = evidence.name
            unit = evidence.unit
            observed = evidence.observed
            predicted = evidence.predicted
            usual = evidence.usual
            bound = evidence.bound
            excess = evidence.excess
            byNetwork = evidence.byNetwork
        }
    }

    /// What could have come instead.
    public struct Candidate: Codable, Sendable, Equatable {
        /// The template's id (`E9`); empty for the end of the session.
        public var template: String
        /// The template's text, or `end of session`.
        public var text: String
        /// Probability, 0…1.
        public var probability: Double

        /// Creates a candidate.
        public init(template: String, text: String, probability: Double) {
            self.template = template
            self.text = text
            self.probability = probability
        }
    }

    /// One record of an anomalous session.
    public struct Event: Codable, Sendable, Equatable {
        /// Place in its session (or part of one), from 0; `nil` where it has none. Of a very long session only some records are told.
        public var position: Int?
        /// Line number in its source, from 1; `nil` for input without lines.
        public var line: UInt64?
        /// The source's name; empty when there is only one.
        public var source: String
        /// The raw record. Any bytes: control characters are shown as code points, markup as text.
        public var raw: String
        /// The template's id (`E11`, `new`).
        public var template: String
        /// The template's text.
        public var templateText: String
        /// Seconds since the event before it; `nil` where unknown.
        public var wait: Double?
        /// Probability the model gave it, 0…1; `nil` where no model foresees it.
        public var probability: Double?
        /// Its rank among all possible events, from 1; `Int.max` for one outside the vocabulary.
        public var rank: Int?
        /// Whether a finding is about it.
        public var isFlagged: Bool

        /// Creates an event.
        public init(
            position: Int? = nil, line: UInt64?, source: String = "", raw: String, template: String, templateText: String,
            wait: Double? = nil, probability: Double? = nil, rank: Int? = nil, isFlagged: Bool = false
        ) {
            self.position = position
            self.line = line
            self.source = source
            self.raw = raw
            self.template = template
            self.templateText = templateText
            self.wait = wait
            self.probability = probability
            self.rank = rank
            self.isFlagged = isFlagged
        }
    }
}
