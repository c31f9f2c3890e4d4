/// What a person is told: evidence close in time, of one cause, across sessions, kinds of line and sources.
public struct Incident: Sendable {
    /// Evidence, the most telling first: one piece of each cause, then the rest.
    public var evidence: [LineEvidence]
    /// First and last moment, seconds since 1970 UTC.
    public var start: Double
    /// The last moment.
    public var end: Double
    /// Nats beyond normal of all of it together; ranks.
    public var score: Double
    /// What each family contributes, in nats.
    public var families: [EvidenceFamily: Double]
    /// How often the same came again later.
    public var recurrences = 0

    /// Pieces of evidence kept.
    static let evidenceLimit = 1000

    /// Families that contribute, the strongest first.
    public var reasons: [EvidenceFamily] {
        families.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map(\.key)
    }

    /// The last moment its evidence is about: what is said of a stretch of time is about all of it.
    var lastMoment: Double {
        evidence.reduce(end) { last, item in
            switch item.detail {
            case .rateUp(_, _, _, let seconds), .rateDown(_, _, _, let seconds), .silence(_, let seconds, _): max(last, item.time + seconds)
            default: last
            }
        }
    }

    /// The records that show it, the most telling first, each with its evidence: one of each cause, then further ones.
    package func lines(limit: Int) -> [(line: LineReference, item: LineEvidence)] {
        var lines: [(LineReference, LineEvidence)] = []
        var seen: Set<LineReference> = []
        for item in evidence where lines.count < limit && seen.insert(item.line).inserted { lines.append((item.line, item)) }
        for item in evidence {
            for line in item.moreLines where lines.count < limit && seen.insert(line).inserted { lines.append((line, item)) }
        }
        return lines
    }
}
