/// A step of a session as it happens.
struct TaskMoment: Sendable {
    /// The session's identifier.
    var session: UInt64 = 0
    /// The opening step; -1 where the beginning was not seen.
    var kind: Int32 = -1
    /// The step before it in its part of the session; -1 at the beginning.
    var before: Int32 = -1
    /// The step.
    var step: Int32 = -1
    /// Seconds since the step before.
    var delay = 0.0
    /// The step next to it in the log.
    var neighbour: Int32 = -1
    /// Its record; `nil` at the beginning.
    var neighbourLine: LineReference?
    /// Seconds since that.
    var pause = 0.0
    /// Whether it begins a part of the session that goes its own way, so that the step before says little about it.
    var isBranching = false
    /// How often the step came in this session so far, this one included.
    var repetition = 1
}

/// A session that is over.
struct TaskEnd: Sendable {
    /// The session's identifier.
    var session: UInt64
    /// The opening step; -1 where the beginning was not seen.
    var kind: Int32
    /// The last step.
    var last: Int32
    /// Names the steps with their numbers.
    var vector: UInt64
    /// Steps and how often they came.
    var counts: [(step: Int32, count: Int32)]
    /// Seconds since 1970 of the last step.
    var lastTime: Double
    var firstLine: LineReference
    var lastLine: LineReference
    /// Whether it ended by itself (another began under its name, or nothing came for long), not with the log.
    var isOver: Bool
    /// The strongest evidence of each family.
    var strengths: SessionStrengths
    /// How slow it was altogether.
    var slowness: Double
    /// The step that came latest, if one was late.
    var latest: SessionSign?
    /// The step of the rarest kind, errors before all others.
    var rarest: SessionSign?
    /// The identifier as text; empty unless it was asked for.
    var subject: String
}
