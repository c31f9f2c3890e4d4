extension IncidentDetector {
    /// Lets the log's time go on although no record came.
    ///
    /// - Parameter seconds: how much time has passed since the last record, or the last call.
    mutating func goOn(by seconds: Double) {
        guard seconds > 0, let lastTime = judge.lastTime else { return }
        quiet += seconds
        var found: [LineEvidence] = []
        judge.goOn(to: lastTime + quiet) { found.append($0) }
        for item in found {
            // Each look at a silence is one longer silence, no copy of the last.
            if case .silence = item.detail { copies[item.cause] = nil }
            keep(item)
        }
        takeSessions()
    }

    /// Hands over the evidence found since the last call; it is not kept.
    mutating func takeEvidence() -> [LineEvidence] {
        defer { evidence = [] }
        return evidence
    }
}
