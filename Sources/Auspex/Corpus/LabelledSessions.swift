/// Sessions with the truth about them, for evaluation and for methods that say they need it (``SupervisedMethod``): no other method takes this type,
/// so labels cannot reach its training or thresholds.
public struct LabelledSessions: Sendable, Equatable {
    /// The sessions.
    public var sessions: [EventSequence]
    /// Whether each is anomalous, in parallel order.
    public var labels: [Bool]
    /// The class of each, where there are more than normal and anomalous; those of normal ones are not looked at.
    public var classes: [String]?

    /// Creates a labelled set from parallel arrays.
    public init(sessions: [EventSequence], labels: [Bool], classes: [String]? = nil) {
        precondition(sessions.count == labels.count, "\(sessions.count) sessions for \(labels.count) labels")
        precondition(classes.map { $0.count == labels.count } ?? true, "a class for each session")
        self.sessions = sessions
        self.labels = labels
        self.classes = classes
    }

    /// Creates a labelled set from two lists.
    public init(normal: [EventSequence], abnormal: [EventSequence]) {
        self.init(
            sessions: normal + abnormal,
            labels: [Bool](repeating: false, count: normal.count) + [Bool](repeating: true, count: abnormal.count))
    }

    /// Number of the first session of each distinct sequence and label.
    var distinct: [Int] {
        struct Key: Hashable {
            var events: [TemplateID]
            var isComplete: Bool
            var label: Bool
            var words: EventValues
        }
        var known: Set<Key> = []
        return sessions.indices.filter {
            known.insert(
                Key(events: sessions[$0].events, isComplete: sessions[$0].isComplete, label: labels[$0], words: sessions[$0].words)
            ).inserted
        }
    }
}
