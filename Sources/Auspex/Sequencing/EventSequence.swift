/// The events of one session (or window) in order: what every sequence detector learns from and scores.
public struct EventSequence: Sendable, Equatable {
    /// The session's identifier (`blk_-16…`, an instance id, `window 17`).
    public var id: String
    /// The events' templates, oldest first. ``TemplateID/none`` stands for a record that matched no template.
    public var events: [TemplateID]
    /// Seconds since 1970 UTC for each event (NaN where unknown); empty when the input has no times.
    public var times: [Double]
    /// The record of each event; empty when the input has no records (sequences).
    public var lines: [LineReference]
    /// Typed parameter values of each event, as a ``ValueSchema`` chose them; empty when there are none.
    public var values: EventValues
    /// Whether the session was closed (so that its end may be judged), not merely cut off by the end of the input.
    public var isComplete: Bool
    /// The events right before the first, oldest first, when the sequence continues a session that had grown too long for one piece (see
    /// ``ClosedSession/part``), or of a window what the log holds before it, where that is asked for: what sequence models look back on. Empty at a
    /// session's beginning.
    public var history: [TemplateID]
    /// Whether the session began before the input did, with events nobody saw; see ``ClosedSession/beginsBefore``.
    public var beginsBefore: Bool
    /// Whether it is a session or a window.
    public var kind: Subject.Kind

    /// Creates a sequence.
    public init(
        id: String, events: [TemplateID], times: [Double] = [], lines: [LineReference] = [],
        values: EventValues = EventValues(), isComplete: Bool = true, history: [TemplateID] = [],
        beginsBefore: Bool = false, kind: Subject.Kind = .session
    ) {
        self.id = id
        self.events = events
        self.times = times
        self.lines = lines
        self.values = values
        self.isComplete = isComplete
        self.history = history
        self.beginsBefore = beginsBefore
        self.kind = kind
    }

    /// The words of a message, which tell it apart from others of its template; empty for anything else.
    var words: EventValues { kind == .message ? values : EventValues() }

    /// Whether it begins in the middle of its session: its length and its counts say nothing about the whole. A window is no part of anything.
    public var isContinuation: Bool { kind != .window && !history.isEmpty || beginsBefore }

    /// The longest history a model can be told to look at, in events.
    static let historyLimit = 1000

    /// At most `limit` events before a place, oldest first, those of ``history`` included.
    func context(before place: Int, limit: Int = historyLimit) -> [TemplateID] {
        let own = events[max(0, place - limit)..<place]
        return own.count == limit ? Array(own) : history.suffix(limit - own.count) + own
    }
}
