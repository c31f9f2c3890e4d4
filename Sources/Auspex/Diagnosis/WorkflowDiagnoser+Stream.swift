/// Windows of a stream: events are first assigned to executions that may run at the same time.
extension WorkflowDiagnoser {
    /// An event that fits nowhere, and the executions that waited for their next event when it came.
    private struct Stray {
        var place: Int
        var waiting: [(workflow: Int, events: [Int])]
    }

    /// Most flagged events looked at.
    private static let maximumFlagged = 20

    mutating func stream(_ session: EventSequence, flagged: [Int]) -> Diagnosis {
        let sought = flagged.prefix(Self.maximumFlagged)
        var tracker = WorkflowTracker(replays: replays)
        var strays: [Stray] = []
        for (place, event) in session.events.enumerated() where !tracker.feed(event, at: place) {
            let isWanted = sought.isEmpty ? strays.isEmpty && !Self.isRemainder(place, tracker) : sought.contains(place)
            if isWanted { strays.append(Stray(place: place, waiting: tracker.waiting.map { ($0.workflow, $0.events) })) }
        }
        let waiting = strays.isEmpty && sought.isEmpty && session.isComplete ? tracker.waiting : []
        tracker.finish()
        replays = tracker.replays
        // Positions are only valid for the sequence traced last.
        let unfinished = waiting.last { !replays[$0.workflow].canEnd($0.position) }
        var diagnosis = empty(session)
        for execution in tracker.executions {
            for (node, event) in zip(nodes(execution, in: session), execution.events) { diagnosis.path[event] = node }
        }
        diagnosis.execution = []
        diagnosis.superfluous = tracker.strays
        diagnosis.editDistance = tracker.strays.count
        diagnosis.observed = nil
        if let stray = sought.isEmpty ? strays.first : sought.lazy.compactMap({ place in strays.first { $0.place == place } }).first {
            locate(stray, in: session, &diagnosis, tracker)
        } else if let event = sought.first, let execution = tracker.executions.first(where: { $0.events.contains(event) }) {
            adopt(execution.events, of: execution.workflow, isOver: true, in: session, &diagnosis)
        } else if let open = unfinished {
            adopt(open.events, of: open.workflow, isOver: false, in: session, &diagnosis)
            diagnosis.divergence = session.events.count
        } else {
            diagnosis.fit = .fits
        }
        return diagnosis
    }

    /// The execution a stray event most likely belongs to: the one that moved last among those whose task has its template, else among all.
    private mutating func locate(_ stray: Stray, in session: EventSequence, _ diagnosis: inout Diagnosis, _ tracker: WorkflowTracker) {
        let observed = session.events[stray.place]
        func has(_ workflow: Int) -> Bool { model.workflows[workflow].root.templates.contains(observed) }
        guard let open = stray.waiting.last(where: { has($0.workflow) }) ?? stray.waiting.last else {
            diagnosis.fit = .nearest
            diagnosis.divergence = stray.place
            diagnosis.observed = observed
            return
        }
        let markings = adopt(open.events, of: open.workflow, isOver: false, in: session, &diagnosis)
        diagnosis.divergence = stray.place
        diagnosis.observed = observed
        guard has(open.workflow), let last = open.events.last else { return }
        // The steps that were skipped before it; one that came later was only late.
        let flow = model.workflows[open.workflow]
        let alignment = WorkflowAlignment(tree: flow.tree, counts: flow.graph.nodes.map(\.count)).align(
            [observed], from: markings, toEnd: false)
        guard alignment.path.first ?? nil != nil else { return }
        let later = Set(
            tracker.executions.first { $0.workflow == open.workflow && $0.events.contains(last) }?.events.compactMap { diagnosis.path[$0] }
                ?? [])
        diagnosis.neverCame = alignment.missing.filter { !later.contains($0) }.map {
            .init(node: $0, template: flow.template(at: $0), probability: 1)
        }
    }

    /// Makes a diagnosis that of one execution; what it says of the whole window stays. Returns where the execution may stand.
    @discardableResult
    private mutating func adopt(
        _ events: [Int], of workflow: Int, isOver: Bool, in session: EventSequence, _ diagnosis: inout Diagnosis
    ) -> [WorkflowMarking] {
        let keys = events.map { session.events[$0] }
        let trace = replays[workflow].trace(keys[...])
        let window = diagnosis
        diagnosis = locate(session, events: events, workflow: workflow, trace: trace, isOver: isOver)
        diagnosis.path = window.path
        diagnosis.superfluous = window.superfluous
        diagnosis.editDistance = window.editDistance
        diagnosis.execution = events
        diagnosis.slowStep = slowStep(
            session, workflow: workflow,
            steps: events.compactMap { event in
                window.path[event].map { .init(event: event, template: session.events[event], node: $0) }
            })
        return replays[workflow].markings(trace.positions[trace.matched])
    }

    private mutating func nodes(_ execution: WorkflowTracker.Execution, in session: EventSequence) -> [Int] {
        let keys = execution.events.map { session.events[$0] }
        let trace = replays[execution.workflow].trace(keys[...])
        return replays[execution.workflow].steps(of: trace, events: keys[...]).map(\.node)
    }

    /// At the beginning of a window, the rest of an execution that began before it is no anomaly.
    private static func isRemainder(_ place: Int, _ tracker: WorkflowTracker) -> Bool {
        tracker.strays.count == place + 1 && place < 8
    }
}
