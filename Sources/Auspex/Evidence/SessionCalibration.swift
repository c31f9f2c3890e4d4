import Foundation

/// What sessions of normal operation that a model did not learn from show: how rare a strength of evidence is, and from which sum of surprises on a
/// session is anomalous.
///
/// The probability of a strength is the conformal one, (k + 1) / (n + 1) for k of n held-out sessions that reach it; surprises of the families
/// add up. With few sessions the share asked for cannot be stated; the threshold then allows for the ten most surprising of them.
struct SessionCalibration: Sendable, Codable {
    /// Held-out sessions.
    private(set) var count = 0
    /// Strengths of each family above zero, ascending.
    private(set) var strengths: [[Float]] = []

    init(_ sessions: [SessionStrengths]) {
        count = sessions.count
        strengths = EvidenceFamily.allCases.map { family in sessions.map { Float($0[family]) }.filter { $0 > 0 }.sorted() }
    }

    /// Whether it can be used: as many lists as families (or none), each in order.
    var isUsable: Bool {
        count >= 0 && (strengths.isEmpty || strengths.count == EvidenceFamily.allCases.count)
            && strengths.allSatisfy { list in zip(list, list.dropFirst()).allSatisfy { $0 <= $1 } }
    }

    /// Surprise of one strength in nats.
    func surprise(_ family: EvidenceFamily, _ strength: Double) -> Double {
        guard strength > 0, strengths.count == EvidenceFamily.allCases.count else { return 0 }
        let known = strengths[family.number]
        var low = 0, high = known.count
        while low < high {
            let middle = (low + high) / 2
            if known[middle] >= Float(strength) { high = middle } else { low = middle + 1 }
        }
        return -log(Double(known.count - low + 1) / Double(count + 1))
    }

    /// Sum of the surprises of a session.
    func total(_ session: SessionStrengths) -> Double {
        session.isEmpty ? 0 : EvidenceFamily.allCases.reduce(0) { $0 + surprise($1, session[$1]) }
    }

    /// The sum from which a session is anomalous; infinite where there are too few sessions to say.
    func threshold(share: Double, rank: Double) -> Double {
        guard count >= 50 else { return .infinity }
        return -log(max(share, rank / Double(count + 1)))
    }
}
