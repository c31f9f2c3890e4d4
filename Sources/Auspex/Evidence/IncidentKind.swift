/// What an incident shows, without when: two incidents of one kind have the same causes.
public struct IncidentKind: Sendable, Codable, Equatable {
    /// One cause that counts in an incident.
    public struct Cause: Sendable, Codable, Equatable {
        /// The family of its evidence.
        public var family: EvidenceFamily
        /// Equal for evidence of the same cause.
        public var key: UInt64
        /// The strongest evidence of it, nats.
        public var score: Double
    }

    /// Number of the log format in the model.
    public var format: Int
    /// What counts in it, by key.
    public var causes: [Cause]

    /// Causes kept of one incident.
    static let causeLimit = 200

    /// A name for the kind, the same in every run of one model.
    public var id: String {
        var fingerprint = Fingerprint()
        fingerprint.combine(UInt64(clamping: format))
        for cause in causes { fingerprint.combine(cause.key) }
        return "i-" + fingerprint.hexadecimal.prefix(8)
    }

    /// Whether it can be believed when it comes from a file.
    var isUsable: Bool { format >= 0 && !causes.isEmpty && causes.count <= Self.causeLimit && causes.allSatisfy { $0.score.isFinite } }
}

extension Incident {
    /// What it shows.
    public var kind: IncidentKind {
        var causes: [UInt64: IncidentKind.Cause] = [:]
        for item in evidence where families[item.family] != nil {
            let score = max(item.score, causes[item.cause]?.score ?? 0)
            causes[item.cause] = IncidentKind.Cause(family: item.family, key: item.cause, score: score)
        }
        let strongest = causes.values.sorted { ($1.score, $0.key) < ($0.score, $1.key) }.prefix(IncidentKind.causeLimit)
        return IncidentKind(format: evidence.first?.format ?? 0, causes: strongest.sorted { $0.key < $1.key })
    }
}
