/// The events of one session (or window) in order: what every sequence detector learns from and scores.
public struct EventSequence: Sendable, Equatable {
    /// The session's identifier (`blk_-16…`, an instance id, `window 17`).
    public var id: String
    /// The events' templates, oldest first. ``TemplateID/none`` stands for a record that matched no template.
    public var events: [TemplateID]
    /// Seconds since 1970 UTC for each event (NaN where unknown); empty when the input has no times.
    public var times: [Double]
    /// The record of each event; empty when the input has no records (`--format sequences`).
    public var lines: [LineReference]
    /// Typed parameter values of each event, as a ``ValueSchema`` chose them; empty when there are none.
    public var values: EventValues
    /// Whether the session was closed (so that its end may be judged), not merely cut off by the end of the input.
    public var isComplete: Bool

    /// Creates a sequence.
    public init(
        id: String, events: [TemplateID], times: [Double] = [], lines: [LineReference] = [],
        values: EventValues = EventValues(), isComplete: Bool = true
    ) {
        self.id = id
        self.events = events
        self.times = times
        self.lines = lines
        self.values = values
        self.isComplete = isComplete
    }
}
