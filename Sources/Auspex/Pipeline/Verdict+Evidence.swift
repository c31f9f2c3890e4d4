extension Verdict {
    /// Takes in what evidence about the session's lines says: a session that is anomalous by it is anomalous.
    ///
    /// - Parameter threshold: the session detector's: its scores and these are ranked together, each by how far it exceeds its own threshold.
    mutating func join(_ surprise: SessionSurprises.Surprise, threshold: Threshold) {
        isAnomalous = true
        let edge = threshold.value.isFinite && threshold.value > 0 && threshold.value < .greatestFiniteMagnitude ? threshold.value : 1
        score = max(score, edge * surprise.ratio)
        for family in surprise.reasons where !findings.contains(where: { $0.reason == family.reason }) {
            findings.append(
                Finding(
                    reason: family.reason, detector: "evidence", event: nil, score: edge * surprise.ratio, threshold: edge,
                    observed: family.words, expected: ""))
        }
    }
}

extension Verdict {
    /// Takes back what the session detector said, where evidence decides and finds nothing.
    mutating func overrule(threshold: Threshold) {
        isAnomalous = false
        findings = []
        if threshold.value.isFinite { score = min(score, threshold.value) }
    }
}

extension EvidenceFamily {
    /// The reason of a session's verdict it counts as.
    var reason: Reason {
        switch self {
        case .newTemplate: .newTemplate
        case .newValue, .highValue, .manyHighValues: .unusualValue
        case .rateUp, .rateDown, .unusualCount, .repeatedStep: .unusualCount
        case .silence, .unusualDelay, .slowSession: .unusualDelay
        case .unexpectedOrder, .missingStep: .unexpectedOrder
        case .unfinishedSession: .unfinishedSession
        }
    }

    /// What a session shows, in words.
    var words: String {
        switch self {
        case .newTemplate: "a kind of line never seen before"
        case .newValue: "a value never seen at its place"
        case .rateUp: "many more lines than usual"
        case .rateDown: "far fewer lines than usual"
        case .silence: "no line for long"
        case .highValue: "a number far above all seen"
        case .manyHighValues: "many high numbers at once"
        case .unexpectedOrder: "a step that never followed the one before it"
        case .missingStep: "a step without one that always came before it"
        case .repeatedStep: "a step repeated more often than ever"
        case .unusualCount: "steps that never occurred together in these numbers"
        case .unusualDelay: "a step that took far longer than ever"
        case .slowSession: "steps that are late altogether"
        case .unfinishedSession: "an end that no such session had"
        }
    }
}
