/// An event after the events before it, said to be normal by a person.
public struct ConfirmedTransition: Sendable, Hashable, Codable {
    /// The events before it, oldest first: as many as the model looks at, fewer only at the beginning of a session.
    public var context: [TemplateID]
    /// The event; `nil` for the end of the session.
    public var event: TemplateID?

    /// Creates a transition.
    public init(context: [TemplateID], event: TemplateID?) {
        self.context = context
        self.event = event
    }

    /// The transition at a place of a session, ``EventSequence/events``' count standing for its end.
    init(in session: EventSequence, at place: Int, window: Int) {
        context = session.context(before: place, limit: window)
        event = place < session.events.count ? session.events[place] : nil
    }
}

/// Confirmed transitions with a cheap way to see that an event is none of them.
struct TransitionSet: Sendable {
    /// Events of history that count.
    let window: Int
    private let members: Set<ConfirmedTransition>
    /// Previous and own event of every member: nearly every event of a log is settled by this look-up.
    private let pairs: Set<UInt64>

    init(_ transitions: some Sequence<ConfirmedTransition>, window: Int) {
        self.window = window
        members = Set(transitions)
        pairs = Set(members.map { Self.pair($0.context.last, $0.event) })
    }

    var isEmpty: Bool { members.isEmpty }

    func contains(_ session: EventSequence, at place: Int) -> Bool {
        let before = place > 0 ? session.events[place - 1] : session.history.last
        let event = place < session.events.count ? session.events[place] : nil
        guard pairs.contains(Self.pair(before, event)) else { return false }
        return members.contains(ConfirmedTransition(in: session, at: place, window: window))
    }

    private static func pair(_ before: TemplateID?, _ event: TemplateID?) -> UInt64 {
        // Start and end have no id; 0 stands for both, which only costs a second look for records without template.
        UInt64(before?.rawValue ?? 0) << 32 | UInt64(event?.rawValue ?? 0)
    }
}
