/// An incident told while a log goes on: for the first time, or because it has grown or come again.
public struct IncidentUpdate: Sendable {
    /// Number of the incident, from 1, in the order in which they were first told.
    public var number: Int
    /// The incident as far as it is known.
    public var incident: Incident
    /// Whether it is told for the first time.
    public var isNew: Bool
}
