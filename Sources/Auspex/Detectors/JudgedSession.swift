/// A session with the decision about it.
public struct JudgedSession: Sendable {
    /// The session; its times and lines are there when the input has them.
    public var sequence: EventSequence
    /// The decision.
    public var verdict: Verdict
    /// Number of this part of a session that was too long for one piece, from 1; 0 for a session in one piece.
    public var part = 0
    /// The windows of an episode, each as it was judged; empty for anything judged as a whole.
    public var windows: [EventSequence] = []
}
