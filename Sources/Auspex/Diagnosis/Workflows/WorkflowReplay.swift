/// Follows executions through one workflow, breadth first: all markings an execution may be in are kept at once.
///
/// The sets of markings met and the steps between them are remembered, so replaying many sessions costs little more than one look-up an
/// event. Memory is bounded: the store is emptied between executions when it is large, and an execution that alone fills it (loops with large
/// counts beside each other) is followed no further.
struct WorkflowReplay {
    /// A set of markings; 0 is the start.
    typealias Position = Int

    private struct Move {
        var target: Position
        /// For each marking of the target: the marking of the source it came from, and the step.
        var origins: [(source: Int, node: Int, restarted: [Int])]
    }

    private struct Key: Hashable {
        var position: Position
        var template: TemplateID
    }

    let workflow: TaskWorkflow
    private var tree: WorkflowTree { workflow.tree }
    private var sets: [[WorkflowMarking]] = []
    private var numbers: [[WorkflowMarking]: Position] = [:]
    private var moves: [Key: Move?] = [:]
    private var expectations: [Position: [Int]] = [:]
    /// Markings in ``sets``.
    private var stored = 1

    /// Most markings followed at once; the first ones found are kept.
    static let maximumMarkings = 64
    /// Sets remembered from execution to execution.
    static let maximumSets = 20_000
    /// Markings in all sets at which nothing new is followed.
    static let maximumStored = 200_000

    init(_ workflow: TaskWorkflow) {
        self.workflow = workflow
        reset()
    }

    /// The start of the task.
    static let start: Position = 0

    private mutating func reset() {
        sets = [[.fresh(0)]]
        numbers = [[.fresh(0)]: 0]
        moves = [:]
        expectations = [:]
        stored = 1
    }

    /// Makes room if the store is full; positions obtained before are void afterwards.
    mutating func makeRoom() {
        if sets.count > Self.maximumSets || stored > Self.maximumStored / 2 || moves.count > 8 * Self.maximumSets { reset() }
    }

    /// The position after an event; nil when no edge fits.
    mutating func advance(_ position: Position, _ template: TemplateID) -> Position? {
        move(position, template)?.target
    }

    private mutating func move(_ position: Position, _ template: TemplateID) -> Move? {
        let key = Key(position: position, template: template)
        if let known = moves[key] { return known }
        var markings: [WorkflowMarking] = []
        var places: [WorkflowMarking: Int] = [:]
        var origins: [(source: Int, node: Int, restarted: [Int])] = []
        for (source, marking) in sets[position].enumerated() {
            for step in tree.steps(from: marking, with: template)
            where places[step.marking] == nil && markings.count < Self.maximumMarkings {
                places[step.marking] = markings.count
                markings.append(step.marking)
                origins.append((source, step.node, step.restarted))
            }
        }
        let hasRoom = moves.count < 16 * Self.maximumSets
        guard !markings.isEmpty else {
            if hasRoom { moves[key] = .some(nil) }
            return nil
        }
        let target: Position
        if let known = numbers[markings] {
            target = known
        } else {
            guard stored + markings.count <= Self.maximumStored else { return nil }
            stored += markings.count
            target = sets.count
            sets.append(markings)
            numbers[markings] = target
        }
        let move = Move(target: target, origins: origins)
        if hasRoom { moves[key] = move }
        return move
    }

    /// Whether the task may be over at a position.
    func canEnd(_ position: Position) -> Bool { sets[position].contains(where: tree.canEnd) }

    /// The nodes that may come next, ascending; the end node among them when the task may be over.
    mutating func expected(_ position: Position) -> [Int] {
        if let known = expectations[position] { return known }
        var nodes = Set(sets[position].flatMap { tree.steps(from: $0, with: nil).map(\.node) })
        if canEnd(position) { nodes.insert(tree.end) }
        let sorted = nodes.sorted()
        expectations[position] = sorted
        return sorted
    }

    /// How far an execution fits.
    struct Trace {
        /// Positions after 0, 1, … events: one more than the events that fit.
        var positions: [Position]
        /// Number of events that fit.
        var matched: Int { positions.count - 1 }
    }

    /// Follows events from a position as far as they fit.
    mutating func trace(_ events: ArraySlice<TemplateID>, from position: Position = start) -> Trace {
        makeRoomIfFresh(position)
        var positions = [position]
        for event in events {
            guard let next = advance(positions[positions.count - 1], event) else { break }
            positions.append(next)
        }
        return Trace(positions: positions)
    }

    private mutating func makeRoomIfFresh(_ position: Position) {
        if position == Self.start { makeRoom() }
    }

    /// One way (of possibly several) by which the traced events went: their steps in order. Prefers a way that may end here.
    mutating func steps(of trace: Trace, events: ArraySlice<TemplateID>) -> [WorkflowStep] {
        guard let last = trace.positions.last else { return [] }
        var marking = sets[last].firstIndex(where: tree.canEnd) ?? 0
        var steps: [WorkflowStep] = []
        for index in stride(from: trace.matched - 1, through: 0, by: -1) {
            guard let move = move(trace.positions[index], events[events.startIndex + index]) else { break }
            let origin = move.origins[marking]
            steps.append(.init(marking: sets[move.target][marking], node: origin.node, restarted: origin.restarted))
            marking = origin.source
        }
        return steps.reversed()
    }

    /// The steps of an execution that fits from start to end, else nil.
    mutating func completeSteps(_ events: [TemplateID]) -> [WorkflowStep]? {
        let trace = trace(events[...])
        guard trace.matched == events.count, let last = trace.positions.last, canEnd(last) else { return nil }
        return steps(of: trace, events: events[...])
    }

    /// The markings at a position.
    func markings(_ position: Position) -> [WorkflowMarking] { sets[position] }
}
