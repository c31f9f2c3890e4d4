/// Where in which task an anomalous session went wrong: the last good step, what should have come, what came instead, what never came.
///
/// Made by a ``WorkflowDiagnoser``. Events are numbered from 0 in the session; nodes are those of the workflow's ``WorkflowGraph``.
public struct Diagnosis: Sendable, Equatable, Codable {
    /// How the session relates to the workflow.
    public enum Fit: String, Sendable, Codable {
        /// Every event fits, and the task is over or may still go on.
        case fits
        /// The beginning fits; then comes the point of divergence.
        case located
        /// Not even the first event fits; the workflow is the nearest by edit distance.
        case nearest
        /// There is no workflow to compare with.
        case unknown
    }

    /// An event at its node.
    public struct Step: Sendable, Equatable, Codable {
        /// Number of the event in the session.
        public var event: Int
        /// Its template.
        public var template: TemplateID
        /// Its node.
        public var node: Int
    }

    /// What may come next.
    public struct Expectation: Sendable, Equatable, Codable {
        /// The node; the graph's end node when the task may be over.
        public var node: Int
        /// The template; `nil` for the end of the task.
        public var template: TemplateID?
        /// Share of the training executions that went on so from the same last step, 0…1.
        public var probability: Double
    }

    /// A step that took unusually long (or short).
    public struct SlowStep: Sendable, Equatable, Codable {
        /// The event before.
        public var from: Step
        /// The event that came late.
        public var to: Step
        /// Time between them, in seconds.
        public var duration: Double
        /// Shortest usual time, in seconds.
        public var usualLow: Double
        /// Longest usual time, in seconds.
        public var usualHigh: Double

        /// Creates a slow step.
        public init(from: Step, to: Step, duration: Double, usualLow: Double, usualHigh: Double) {
            self.from = from
            self.to = to
            self.duration = duration
            self.usualLow = usualLow
            self.usualHigh = usualHigh
        }
    }

    /// The session's identifier.
    public var session: String
    /// How the session relates to the workflow.
    public var fit: Fit
    /// The task's name; empty when there is none.
    public var task: String
    /// Index of the workflow in the model; `nil` when there is none.
    public var workflow: Int?
    /// The event where no edge fits; the number of events when the session ended too early; `nil` when everything fits.
    public var divergence: Int?
    /// The last event before the divergence that fits.
    public var lastGood: Step?
    /// What should have come at the divergence, most probable first.
    public var expected: [Expectation]
    /// The template that came instead; `nil` when nothing came or nothing was wrong.
    public var observed: TemplateID?
    /// What the nearest complete execution has and the session has nowhere, in order. For sessions that were cut off, only up to their last
    /// event.
    public var neverCame: [Expectation]
    /// Events that the nearest complete execution does not have, ascending.
    public var superfluous: [Int]
    /// Number of missing plus superfluous events.
    public var editDistance: Int
    /// The events of the execution that is diagnosed, ascending: all of a session, those of one task in a window.
    public var execution: [Int]
    /// The node of every event; `nil` for events that fit nowhere. In a window, nodes are those of the workflow of each event's own execution.
    public var path: [Int?]
    /// The step whose duration was furthest outside its usual interval.
    public var slowStep: SlowStep?
}
