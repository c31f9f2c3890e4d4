/// Assigns the events of a stream to executions of workflows that may run at the same time.
///
/// An event continues the execution that moved last among those it fits; else it starts a task; else it belongs to none. The number of open
/// executions is bounded; the one that has waited longest is given up.
struct WorkflowTracker {
    /// Events of one execution.
    struct Execution: Sendable, Equatable {
        /// Index of the workflow.
        var workflow: Int
        /// Places of its events in the sequence, ascending.
        var events: [Int]
        /// Whether it ran to the end.
        var isComplete: Bool
    }

    private struct Open {
        var workflow: Int
        var positions: [WorkflowReplay.Position]
        var events: [Int]
    }

    var replays: [WorkflowReplay]
    /// Finished and given-up executions, in the order in which they ended.
    private(set) var executions: [Execution] = []
    /// Places of events that fit nowhere.
    private(set) var strays: [Int] = []
    /// Most recently moved last.
    private var open: [Open] = []

    /// The workflows a template occurs in, ascending: of thousands of tasks an event can be part of few.
    private let workflowsOfTemplate: [TemplateID: [Int]]

    /// Most executions open at the same time.
    static let maximumOpen = 64

    init(replays: [WorkflowReplay]) {
        self.replays = replays
        var workflowsOfTemplate: [TemplateID: [Int]] = [:]
        for (index, replay) in replays.enumerated() {
            for template in Set(replay.workflow.tree.templates.compactMap(\.self)) {
                workflowsOfTemplate[template, default: []].append(index)
            }
        }
        self.workflowsOfTemplate = workflowsOfTemplate
        for index in self.replays.indices { self.replays[index].makeRoom() }
    }

    /// Takes the next event. Returns whether it fits somewhere.
    @discardableResult
    mutating func feed(_ event: TemplateID, at place: Int) -> Bool {
        guard let workflows = workflowsOfTemplate[event] else {
            strays.append(place)
            return false
        }
        for index in open.indices.reversed() where workflows.contains(open[index].workflow) {
            let workflow = open[index].workflow
            guard let next = replays[workflow].advance(open[index].positions[open[index].positions.count - 1], event) else { continue }
            var execution = open.remove(at: index)
            execution.positions.append(next)
            execution.events.append(place)
            settle(execution)
            return true
        }
        for workflow in workflows {
            guard let next = replays[workflow].advance(WorkflowReplay.start, event) else { continue }
            settle(Open(workflow: workflow, positions: [WorkflowReplay.start, next], events: [place]))
            return true
        }
        strays.append(place)
        return false
    }

    private mutating func settle(_ execution: Open) {
        let position = execution.positions[execution.positions.count - 1]
        // An execution is over when only the end can follow.
        if replays[execution.workflow].expected(position) == [replays[execution.workflow].workflow.tree.end] {
            executions.append(.init(workflow: execution.workflow, events: execution.events, isComplete: true))
            return
        }
        open.append(execution)
        if open.count > Self.maximumOpen { close(open.removeFirst()) }
    }

    private mutating func close(_ execution: Open) {
        let canEnd = replays[execution.workflow].canEnd(execution.positions[execution.positions.count - 1])
        executions.append(.init(workflow: execution.workflow, events: execution.events, isComplete: canEnd))
    }

    /// Closes what is still open.
    mutating func finish() {
        for execution in open { close(execution) }
        open = []
    }

    /// The executions still open, most recently moved last: workflow, place of the last event, position.
    var waiting: [(workflow: Int, events: [Int], position: WorkflowReplay.Position)] {
        open.map { ($0.workflow, $0.events, $0.positions[$0.positions.count - 1]) }
    }
}
