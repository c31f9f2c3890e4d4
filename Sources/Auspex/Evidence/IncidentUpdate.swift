/// An incident told while a log goes on: for the first time, or because it has grown or come again.
public struct IncidentUpdate: Sendable {
    /// Number of the incident, from 1, in the order in which they were first told.
    public var number: Int
    /// The incident as far as it is known.
    public var incident: Incident
    /// Whether it is told for the first time.
    public var isNew: Bool
    /// Of one that has grown: what a person wants to see at once, new lines and impossible steps that were not part of it before.
    public var news: [LineEvidence] = []

    /// Takes over a later update of the same incident.
    mutating func add(_ later: IncidentUpdate) {
        incident = later.incident
        news += later.news
    }
}
