/// The sessions a training learns from: the events of all of them, and the times and values of an even draw of whole sessions.
///
/// Order needs 4 bytes an event; times and values of millions of events would be memory for little, because intervals of a million events are
/// no better than those of a few hundred thousand. When the draw outgrows its limit every second session of it is let go, so what is
/// kept is evenly spread over the log however long it becomes. Lines are never kept.
///
/// - Complexity: O(events) for each session, amortised.
struct TrainingSessions {
    /// All sessions; those outside the draw have no times and no values.
    var sessions: [EventSequence] = []
    private let detailLimit: Int
    private var every = 1
    private var detailedEvents = 0

    /// - Parameter detailLimit: events that keep times and values; 0 keeps none. A single session is never cut.
    init(detailLimit: Int) {
        self.detailLimit = detailLimit
    }

    /// Takes a session in.
    mutating func add(_ sequence: EventSequence) {
        var sequence = sequence
        sequence.lines = []
        if detailLimit == 0 || !sessions.count.isMultiple(of: every) { sequence.forgetDetails() }
        sessions.append(sequence)
        if sequence.hasDetails { detailedEvents += sequence.details }
        while detailedEvents > detailLimit, every < sessions.count { thin() }
    }

    /// Lets go of every second session of the draw.
    private mutating func thin() {
        for place in stride(from: every, to: sessions.count, by: 2 * every) where sessions[place].hasDetails {
            detailedEvents -= sessions[place].details
            sessions[place].forgetDetails()
        }
        every *= 2
    }
}

extension EventSequence {
    /// Whether there is something a value model could learn from.
    var hasDetails: Bool { !times.isEmpty || !values.storage.isEmpty }

    /// How much times and values it holds: its events, or a message's words.
    fileprivate var details: Int { max(events.count, words.storage.count) }

    /// Keeps order and ends only.
    mutating func forgetDetails() {
        times = []
        values = EventValues()
    }
}
