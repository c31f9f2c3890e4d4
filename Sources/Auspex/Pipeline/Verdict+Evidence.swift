extension Verdict {
    /// Takes in what evidence about the session's lines says: a session that is anomalous by it is anomalous.
    ///
    /// - Parameter threshold: the session detector's: its scores and these are ranked together, each by how far it exceeds its own threshold.
    mutating func join(_ surprise: SessionSurprises.Surprise, threshold: Threshold) {
        isAnomalous = true
        let edge = threshold.value.isFinite && threshold.value > 0 && threshold.value < .greatestFiniteMagnitude ? threshold.value : 1
        score = max(score, edge * surprise.ratio)
        for family in surprise.reasons where !findings.contains(where: { $0.reason == family.reason }) {
            findings.append(Finding(.lines(family), detector: "evidence", score: edge * surprise.ratio, threshold: edge))
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
