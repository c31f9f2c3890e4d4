/// Locates sessions in workflows (DeepLog, CCS 2017, section 4.4).
///
/// ```swift
/// var diagnoser = WorkflowDiagnoser(model)
/// let diagnosis = diagnoser.diagnose(session)
/// if let place = diagnosis.divergence { print("event \(place)", diagnosis.expected.first as Any) }
/// ```
/// A session is replayed from the start of every workflow, breadth first with the branches not yet taken; the workflow that follows it furthest
/// is its task. The rest is aligned with the nearest way to the end, for what is missing and what is superfluous. In
/// a window of a stream (``WorkflowModel/Scope/stream``) the events are first assigned to executions that may run at the same time.
///
/// - Complexity: O(events) for the replay; the alignment costs O(events · ``maximumStates``) and is done for the first
///   ``maximumAligned`` events only.
public struct WorkflowDiagnoser: Sendable {
    /// The workflows.
    public let model: WorkflowModel
    var replays: [WorkflowReplay]
    /// The templates of all workflows.
    private let known: Set<TemplateID>

    /// Most events that are aligned; later ones are only replayed.
    public static let maximumAligned = 2_000
    /// Most alternatives kept while aligning.
    public static let maximumStates = 48

    /// Creates a diagnoser.
    public init(_ model: WorkflowModel) {
        self.model = model
        replays = model.workflows.map { WorkflowReplay($0) }
        known = Set(model.workflows.flatMap(\.templates))
    }

    /// Locates a session.
    ///
    /// - Parameter flagged: the events that were found anomalous, the gravest first. Templates that the workflows leave out because they are
    ///   rare are then passed over unless flagged, and in a window the execution of the first flagged event that fits none is located
    ///   (when all fit, that of the first). Without flagged events the first event that fits nowhere decides.
    public mutating func diagnose(_ session: EventSequence, flagged: [Int] = []) -> Diagnosis {
        for index in replays.indices { replays[index].makeRoom() }
        guard !model.workflows.isEmpty else { return empty(session) }
        if flagged.isEmpty { return model.scope == .session ? execution(session) : stream(session, flagged: []) }
        let kept = session.events.indices.filter { known.contains(session.events[$0]) || flagged.contains($0) }
        guard kept.count < session.events.count else {
            return model.scope == .session ? execution(session) : stream(session, flagged: flagged)
        }
        let hasTimes = session.times.count == session.events.count
        let reduced = EventSequence(
            id: session.id, events: kept.map { session.events[$0] }, times: hasTimes ? kept.map { session.times[$0] } : [],
            isComplete: session.isComplete)
        let places = flagged.compactMap { kept.firstIndex(of: $0) }
        let diagnosis = model.scope == .session ? execution(reduced) : stream(reduced, flagged: places)
        return diagnosis.renumbered(kept, count: session.events.count)
    }

    func empty(_ session: EventSequence) -> Diagnosis {
        Diagnosis(
            session: session.id, fit: .unknown, task: "", workflow: nil, divergence: nil, lastGood: nil, expected: [],
            observed: session.events.first, neverCame: [], superfluous: [], editDistance: session.events.count,
            execution: Array(session.events.indices), path: session.events.map { _ in nil }, slowStep: nil)
    }

    // MARK: One execution

    private mutating func execution(_ session: EventSequence) -> Diagnosis {
        var best: (workflow: Int, trace: WorkflowReplay.Trace, isOver: Bool)?
        for index in replays.indices {
            let trace = replays[index].trace(session.events[...])
            let isOver =
                trace.matched == session.events.count
                && (!session.isComplete || replays[index].canEnd(trace.positions[trace.positions.count - 1]))
            let value = (isOver ? 1 : 0, trace.matched)
            if best.map({ value > ($0.isOver ? 1 : 0, $0.trace.matched) }) ?? true { best = (index, trace, isOver) }
        }
        guard let best else { return empty(session) }
        guard best.trace.matched > 0 || best.isOver else { return nearest(session) }
        var diagnosis = locate(
            session, events: Array(session.events.indices), workflow: best.workflow, trace: best.trace, isOver: best.isOver)
        align(&diagnosis, session, workflow: best.workflow, trace: best.trace)
        diagnosis.slowStep = slowStep(session, workflow: best.workflow, steps: placed(diagnosis, session))
        return diagnosis
    }

    /// No workflow takes the first event: the one that needs the fewest changes.
    private mutating func nearest(_ session: EventSequence) -> Diagnosis {
        var best: Diagnosis?
        for index in replays.indices {
            let trace = WorkflowReplay.Trace(positions: [WorkflowReplay.start])
            var diagnosis = locate(session, events: Array(session.events.indices), workflow: index, trace: trace, isOver: false)
            diagnosis.fit = .nearest
            align(&diagnosis, session, workflow: index, trace: trace)
            if best.map({ diagnosis.editDistance < $0.editDistance }) ?? true { best = diagnosis }
        }
        return best ?? empty(session)
    }

    /// The part of a diagnosis that replay alone gives. `events` are the places of the execution's events in the session.
    mutating func locate(
        _ session: EventSequence, events: [Int], workflow: Int, trace: WorkflowReplay.Trace, isOver: Bool
    ) -> Diagnosis {
        let keys = events.map { session.events[$0] }
        let steps = replays[workflow].steps(of: trace, events: keys[...])
        var path = [Int?](repeating: nil, count: session.events.count)
        for (step, event) in zip(steps, events) { path[event] = step.node }
        var diagnosis = empty(session)
        diagnosis.fit = isOver ? .fits : .located
        diagnosis.task = model.workflows[workflow].name
        diagnosis.workflow = workflow
        diagnosis.observed = nil
        diagnosis.editDistance = 0
        diagnosis.path = path
        if let last = steps.last {
            diagnosis.lastGood = .init(event: events[steps.count - 1], template: keys[steps.count - 1], node: last.node)
        }
        if !isOver {
            let place = steps.count < events.count ? events[steps.count] : session.events.count
            diagnosis.divergence = place
            diagnosis.observed = steps.count < events.count ? keys[steps.count] : nil
            diagnosis.expected = expectations(
                workflow, trace.positions[trace.positions.count - 1], after: steps.last?.node ?? WorkflowTree.start)
        }
        return diagnosis
    }

    /// What may come at a position, with the frequencies of training after the same last step.
    private mutating func expectations(_ workflow: Int, _ position: WorkflowReplay.Position, after node: Int) -> [Diagnosis.Expectation] {
        let nodes = replays[workflow].expected(position)
        let row = model.workflows[workflow].follows[node] ?? [:]
        var weights = nodes.map { Double(row[$0] ?? 0) }
        if weights.allSatisfy({ $0 == 0 }) { weights = nodes.map { Double(model.workflows[workflow].graph.nodes[$0].count) } }
        if weights.allSatisfy({ $0 == 0 }) { weights = nodes.map { _ in 1 } }
        let total = weights.reduce(0, +)
        return zip(nodes, weights).map { node, weight in
            Diagnosis.Expectation(node: node, template: model.workflows[workflow].template(at: node), probability: weight / total)
        }.sorted { ($1.probability, $0.node) < ($0.probability, $1.node) }
    }

    /// What is missing and superfluous from the divergence on; the beginning that fits is taken as right.
    private func align(_ diagnosis: inout Diagnosis, _ session: EventSequence, workflow: Int, trace: WorkflowReplay.Trace) {
        guard diagnosis.fit != .fits else { return }
        let rest = Array(session.events.indices.dropFirst(trace.matched))
        let aligned = rest.prefix(Self.maximumAligned)
        let flow = model.workflows[workflow]
        let alignment = WorkflowAlignment(tree: flow.tree, counts: flow.graph.nodes.map(\.count)).align(
            aligned.map { session.events[$0] }, from: replays[workflow].markings(trace.positions[trace.matched]),
            toEnd: session.isComplete && aligned.count == rest.count)
        diagnosis.editDistance = alignment.missing.count + alignment.superfluous.count
        diagnosis.superfluous = alignment.superfluous.map { rest[$0] }
        // A step that came at the wrong place does not count as missing.
        var spare: [TemplateID: Int] = [:]
        for event in diagnosis.superfluous { spare[session.events[event], default: 0] += 1 }
        diagnosis.neverCame = alignment.missing.compactMap { node in
            let template = flow.template(at: node)
            if let template, let count = spare[template], count > 0 {
                spare[template] = count - 1
                return nil
            }
            return .init(node: node, template: template, probability: 1)
        }
        for (event, node) in zip(aligned, alignment.path) { diagnosis.path[event] = node }
    }

    private func placed(_ diagnosis: Diagnosis, _ session: EventSequence) -> [Diagnosis.Step] {
        diagnosis.path.enumerated().compactMap { event, node in node.map { .init(event: event, template: session.events[event], node: $0) }
        }
    }

    func slowStep(_ session: EventSequence, workflow: Int, steps: [Diagnosis.Step]) -> Diagnosis.SlowStep? {
        guard session.times.count == session.events.count else { return nil }
        var worst: (step: Diagnosis.SlowStep, excess: Double)?
        for (from, to) in zip(steps, steps.dropFirst()) {
            let duration = session.times[to.event] - session.times[from.event]
            // Between the two may be events that fit nowhere: then the duration is not that of the step.
            guard model.scope == .stream || to.event == from.event + 1 else { continue }
            guard duration.isFinite, let usual = model.durations.step(workflow: workflow, from: from.node, to: to.node),
                duration > usual.high || duration < usual.low
            else { continue }
            let excess = duration > usual.high ? duration / max(usual.high, 1e-9) : max(usual.low, 1e-9) / max(duration, 1e-9)
            if worst.map({ excess > $0.excess }) ?? true {
                worst = (.init(from: from, to: to, duration: duration, usualLow: usual.low, usualHigh: usual.high), excess)
            }
        }
        return worst?.step
    }
}
