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
    /// Held-out sessions beyond the threshold.
    private(set) var anomalous = 0

    /// - Parameters:
    ///   - share: of sessions that may be called anomalous in normal operation.
    ///   - rank: of the held-out session that must be outdone where the share cannot be stated.
    init(_ sessions: [SessionStrengths], share: Double = 0.002, rank: Double = 10) {
        count = sessions.count
        strengths = EvidenceFamily.ofSessions.map { family in sessions.map { Float($0[family]) }.filter { $0 > 0 }.sorted() }
        let threshold = threshold(share: share, rank: rank)
        if threshold.isFinite { anomalous = sessions.count { total($0) > threshold + Self.tie } }
    }

    /// Whether it can be used: as many lists as families (or none), each in order.
    var isUsable: Bool {
        count >= 0 && (0...count).contains(anomalous) && (strengths.isEmpty || strengths.count == EvidenceFamily.ofSessions.count)
            && strengths.allSatisfy { list in zip(list, list.dropFirst()).allSatisfy { $0 <= $1 } }
    }

    /// Surprise of one strength in nats.
    func surprise(_ family: EvidenceFamily, _ strength: Double) -> Double {
        guard strength > 0, strengths.count == EvidenceFamily.ofSessions.count else { return 0 }
        let known = strengths[family.number]
        // Held-out sessions were judged by models of a part of the log.
        let reached = Float(strength - family.slack)
        var low = 0, high = known.count
        while low < high {
            let middle = (low + high) / 2
            if known[middle] >= reached { high = middle } else { low = middle + 1 }
        }
        return -log(Double(known.count - low + 1) / Double(count + 1))
    }

    /// Sum of the surprises of a session.
    func total(_ session: SessionStrengths) -> Double {
        session.isEmpty ? 0 : EvidenceFamily.ofSessions.reduce(0) { $0 + surprise($1, session[$1]) }
    }

    /// The sum from which a session is anomalous; infinite where there are too few sessions to say.
    func threshold(share: Double, rank: Double) -> Double {
        guard count >= 50 else { return .infinity }
        return -log(max(share, rank / Double(count + 1)))
    }

    /// Sums closer than this are ties, common among counts: as rare as the threshold is not rare enough.
    private static let tie = 1e-9

    /// How likely a normal session is called anomalous.
    var anomalousShare: Double { Double(anomalous + 1) / Double(count + 1) }

    /// The evidence that a session is unlike those learnt from, with the record that shows it; `nil` for one that is not.
    func evidence(of end: TaskEnd, threshold: Double) -> LineEvidence? {
        guard threshold.isFinite else { return nil }
        let total = total(end.strengths)
        guard total > threshold + Self.tie else { return nil }
        // Numbers of steps say least about where to look; of what is equally rare, the first is what the rest may come from.
        func rank(_ family: EvidenceFamily) -> (Double, Double) {
            let rarity = surprise(family, end.strengths[family])
            return (family == .unusualCount ? -0.5 * rarity : -rarity, end.strengths.sign(of: family)?.time ?? .infinity)
        }
        let shows = EvidenceFamily.ofSessions.filter { surprise($0, end.strengths[$0]) > 0 }
        let reasons = shows.sorted { rank($0) < rank($1) }
        let shown = reasons.first { end.strengths.sign(of: $0) != nil }
        let sign = shown.flatMap { end.strengths.sign(of: $0) }
        let statement = sign?.statement ?? StatementTable.unknown
        let key = ObservationReader.mix(16, ObservationReader.mix(UInt64(shown?.number ?? 99), UInt64(UInt32(bitPattern: statement))))
        return LineEvidence(
            detail: .unusualSession(sign?.detail, reasons: reasons, count: 1, of: 1), score: total - threshold,
            time: sign?.time ?? end.lastTime, line: sign?.line ?? end.lastLine, statement: statement, subject: end.subject,
            moreLines: sign?.next.map { [$0] } ?? [], key: key, value: sign?.detail.name ?? 0, session: end.session)
    }
}

extension SessionCalibration {
    private enum CodingKeys: String, CodingKey { case count, strengths, anomalous }

    /// Reads it; earlier versions did not count the anomalous ones, and did not know the last of the families.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        count = try values.decode(Int.self, forKey: .count)
        strengths = try values.decode([[Float]].self, forKey: .strengths)
        if strengths.count == EvidenceFamily.ofSessions.count - 1 { strengths.append([]) }
        anomalous = try values.decodeIfPresent(Int.self, forKey: .anomalous) ?? 0
    }
}
