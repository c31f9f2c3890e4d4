/// One piece of evidence behind a verdict: what is unusual, where in the session, how far beyond which bound.
///
/// A finding is data: ids and numbers. `Report` puts it into words, and nothing reads those words again.
public struct Finding: Sendable, Equatable, Codable {
    /// What is unusual.
    public var detail: Detail
    /// Name of the detector that says so (`deeplog`, `countVector`, …).
    public var detector: String
    /// Position of the event in its session; `nil` when the finding is about the session as a whole.
    /// Equal to the number of events when it is about the session's end.
    public var event: Int?
    /// The detector's score; higher is more anomalous.
    public var score: Double
    /// The bound the score exceeded.
    public var threshold: Double
    /// What could have come at this place instead, most probable first; empty where nothing foretells it.
    public var candidates: [Candidate]

    /// Creates a finding.
    public init(_ detail: Detail, detector: String, event: Int? = nil, score: Double, threshold: Double, candidates: [Candidate] = []) {
        self.detail = detail
        self.detector = detector
        self.event = event
        self.score = score
        self.threshold = threshold
        self.candidates = candidates
    }

    /// The reason the user sees.
    public var reason: Reason { detail.reason }

    /// The numbers behind a finding about a delay or a parameter.
    public var value: ValueEvidence? {
        if case .value(let evidence) = detail { evidence } else { nil }
    }
}
