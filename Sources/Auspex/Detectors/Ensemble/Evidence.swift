/// One kind of evidence the ensemble weighs. Raw scores of a kind are comparable among sessions; kinds are compared through
/// ``EvidenceCalibration``.
public enum Evidence: String, Sendable, Codable, CaseIterable {
    /// Events outside the vocabulary (rule `newTemplate`).
    case newTemplate
    /// Length outside the training range (rule `sessionLength`).
    case length
    /// Distance to the nearest training count vector (rule `countVector`).
    case count
    /// Surprisal of the least expected event, in nats, by the next-event model.
    case order
    /// Surprisal of the end of a complete session, in nats, by the next-event model.
    case end
}

/// One raw score for each kind of evidence about a session; 0 where there is nothing to say.
struct EvidenceScores: Sendable, Equatable {
    var newTemplate = 0.0
    var length = 0.0
    var count = 0.0
    var order = 0.0
    var end = 0.0

    subscript(evidence: Evidence) -> Double {
        switch evidence {
        case .newTemplate: newTemplate
        case .length: length
        case .count: count
        case .order: order
        case .end: end
        }
    }
}
