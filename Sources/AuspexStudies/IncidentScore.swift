/// How well a list of incidents tells the faults of a labelled log.
public struct IncidentScore: Sendable, Encodable, Equatable {
    /// Faults that can be seen in this log at all.
    public internal(set) var visible = 0
    /// Those that an incident points at.
    public internal(set) var found = 0
    /// How many the same incidents would point at by chance: moved through the log by the same amount, mean of 20 moves. 0 where it was not asked for.
    public internal(set) var chance = 0.0
    /// Those that one of the first incidents points at, see ``LabTruth/first``.
    public internal(set) var foundInFirst = 0
    /// Incidents.
    public internal(set) var incidents = 0
    /// Incidents that point at no fault and are not near one.
    public internal(set) var falseIncidents = 0
    /// Incidents that point at no fault but are near one.
    public internal(set) var doubtful = 0
    /// The faults that were not found: number, kind, and how they can be seen.
    public internal(set) var missed: [String] = []

    /// Counts of two logs together.
    static func + (left: IncidentScore, right: IncidentScore) -> IncidentScore {
        IncidentScore(
            visible: left.visible + right.visible, found: left.found + right.found, chance: left.chance + right.chance,
            foundInFirst: left.foundInFirst + right.foundInFirst, incidents: left.incidents + right.incidents,
            falseIncidents: left.falseIncidents + right.falseIncidents, doubtful: left.doubtful + right.doubtful,
            missed: left.missed + right.missed)
    }
}
