/// The workflows of a log and what a unit of the log is to them.
public struct WorkflowModel: Sendable, Equatable {
    /// What one sequence of events holds.
    public enum Scope: String, Sendable, Codable {
        /// One execution of one task from start to end (sessions by identifier).
        case session
        /// A piece of a stream: executions of any tasks, one after another or at the same time, cut off at both ends (windows).
        case stream
    }

    /// One workflow a task.
    public var workflows: [TaskWorkflow]
    /// What a sequence of events holds.
    public var scope: Scope
    /// Usual durations of steps; empty when the training data had no times.
    public var durations: StepDurations

    /// Creates a model.
    public init(workflows: [TaskWorkflow], scope: Scope, durations: StepDurations = StepDurations()) {
        self.workflows = workflows
        self.scope = scope
        self.durations = durations
    }

    /// Counts the ways taken by sequences, and learns the durations of steps where they have times.
    ///
    /// - Returns: the share of the events that belong to complete executions of workflows of at least two events, 0…1.
    @discardableResult
    public mutating func count(_ sequences: [EventSequence]) -> Double {
        var events = 0, explained = 0
        var replays = workflows.map { WorkflowReplay($0) }
        var learning = StepDurations.Learning()
        for sequence in sequences {
            events += sequence.events.count
            for execution in executions(in: sequence, &replays) where execution.isComplete {
                guard let steps = replays[execution.workflow].completeSteps(execution.events.map { sequence.events[$0] }) else { continue }
                workflows[execution.workflow].count(steps)
                if steps.count > 1 { explained += steps.count }
                learning.add(workflow: execution.workflow, steps: steps, events: execution.events, times: sequence.times)
            }
        }
        durations = learning.durations()
        return events == 0 ? 0 : Double(explained) / Double(events)
    }

    /// The executions in a sequence, complete or not.
    func executions(in sequence: EventSequence, _ replays: inout [WorkflowReplay]) -> [WorkflowTracker.Execution] {
        if scope == .stream {
            var tracker = WorkflowTracker(replays: replays)
            for (place, event) in sequence.events.enumerated() { tracker.feed(event, at: place) }
            tracker.finish()
            replays = tracker.replays
            return tracker.executions
        }
        for index in replays.indices where replays[index].completeSteps(sequence.events) != nil {
            return [.init(workflow: index, events: Array(sequence.events.indices), isComplete: true)]
        }
        return []
    }
}
