/// Why something is reported: the user sees these words.
public enum Reason: String, Sendable, Codable, CaseIterable {
    /// A record that fits no template seen in training.
    case newTemplate
    /// An event the model did not expect after the ones before it.
    case unexpectedOrder
    /// A parameter outside its usual values.
    case unusualValue
    /// A step that took unusually long.
    case unusualDelay
    /// Events occur a number of times never (or hardly ever) seen together.
    case unusualCount
    /// A session that stopped before its usual end.
    case unfinishedSession
    /// A session shorter or longer than any in training.
    case unseenLength
    /// A supervised model says so.
    case classifier
}

/// What could have come instead of an event, most probable first.
public struct Candidate: Sendable, Equatable, Codable {
    /// The template; `nil` stands for the end of the session.
    public var template: TemplateID?
    /// Probability in the context, 0…1.
    public var probability: Double

    /// Creates a candidate.
    public init(template: TemplateID?, probability: Double) {
        self.template = template
        self.probability = probability
    }
}

/// One piece of evidence behind a verdict: a reason, where in the session, how far beyond which bound.
public struct Finding: Sendable, Equatable, Codable {
    /// The reason the user sees.
    public var reason: Reason
    /// Name of the detector that says so (`deeplog`, `countVector`, …).
    public var detector: String
    /// Position of the event in its session; `nil` when the finding is about the session as a whole.
    /// Equal to the number of events when it is about the session's end.
    public var event: Int?
    /// The detector's score; higher is more anomalous.
    public var score: Double
    /// The bound the score exceeded.
    public var threshold: Double
    /// What was seen, in words (`E17`, `3 × E5`, `length 4`).
    public var observed: String
    /// What should have been there instead, in words.
    public var expected: String
    /// The likely successors at this place, for findings about order.
    public var candidates: [Candidate]
    /// The numbers behind a finding about a delay or a parameter.
    public var value: ValueEvidence?

    /// Creates a finding.
    public init(
        reason: Reason, detector: String, event: Int?, score: Double, threshold: Double,
        observed: String, expected: String, candidates: [Candidate] = [], value: ValueEvidence? = nil
    ) {
        self.reason = reason
        self.detector = detector
        self.event = event
        self.score = score
        self.threshold = threshold
        self.observed = observed
        self.expected = expected
        self.candidates = candidates
        self.value = value
    }
}

/// A fitted method that scores units of a log.
///
/// Scores are comparable among scores of the same fitted detector; **higher is more anomalous, always**. Scoring never
/// learns. A detector scores; a ``Threshold`` decides; saving, schedules, alerts and mute lists live elsewhere, once.
public protocol AnomalyDetector: Sendable {
    /// What one score is about: the method's granularity (a session, a window, an event in context, a message).
    associatedtype Unit: Sendable

    /// Name used in findings, bundles and on the command line.
    static var name: String { get }

    /// Scores units independently of each other; the result has one score for each unit, in order.
    func scores(of units: [Unit]) -> [Double]
}
