/// Sessions grouped by what a sequence detector sees of them: the events, what came before them, and whether the end may be judged.
///
/// Real logs repeat massively (HDFS: 5 583 training sessions, 873 distinct), so detectors compute once for each group.
public struct DistinctSessions: Sendable {
    /// One session of each group, in order of first appearance.
    public private(set) var sessions: [EventSequence] = []
    /// How many sessions each group holds.
    public private(set) var multiplicities: [Int] = []
    /// The group of each session given, in order.
    public private(set) var groups: [Int] = []

    private struct Key: Hashable {
        var events: [TemplateID]
        var isComplete: Bool
        var history: [TemplateID]
        var words: EventValues
    }

    /// Groups sessions. Complexity: O(events).
    public init(_ all: [EventSequence]) {
        var known: [Key: Int] = [:]
        groups.reserveCapacity(all.count)
        for session in all {
            let key = Key(events: session.events, isComplete: session.isComplete, history: session.history, words: session.words)
            if let group = known[key] {
                multiplicities[group] += 1
                groups.append(group)
            } else {
                known[key] = sessions.count
                groups.append(sessions.count)
                sessions.append(session)
                multiplicities.append(1)
            }
        }
    }

    /// Spreads one value a group to one value a session.
    func spread<Value>(_ values: [Value]) -> [Value] { groups.map { values[$0] } }
}
