/// The execution nearest to a sequence of keys: fewest missing plus superfluous events; of equally near ones that with fewer superfluous events,
/// because a record that is there is more easily believed than one that is not.
///
/// Breadth first over (events consumed, marking) by cost, a beam of the cheapest markings at each event.
struct WorkflowAlignment {
    struct Result {
        /// Nodes that the execution has and the keys have not, in order.
        var missing: [Int] = []
        /// Places of keys that the execution has not, ascending.
        var superfluous: [Int] = []
        /// The node of every key; nil for superfluous ones.
        var path: [Int?] = []
    }

    private struct State {
        var marking: WorkflowMarking
        var cost: Int
        var superfluous: Int
        /// The last entry of the history.
        var history: Int
    }

    private enum Move {
        case match(Int)
        case missing(Int)
        case superfluous
    }

    let tree: WorkflowTree
    /// How often each node was passed in training: of equally near executions the commoner one is taken.
    let counts: [Int]
    /// Most steps that may be missing in one place.
    private static let longestGap = 12
    /// Moves after which the rest of the keys is left alone: wide choices over thousands of keys must not fill the memory.
    private static let maximumMoves = 2_000_000

    /// Aligns keys that follow a beginning that fits.
    ///
    /// - Parameters:
    ///   - markings: where the execution may stand after the beginning.
    ///   - toEnd: whether the execution must end after the last key.
    func align(_ keys: [TemplateID], from markings: [WorkflowMarking], toEnd: Bool) -> Result {
        var moves: [(move: Move, before: Int)] = [(.superfluous, -1)]
        func record(_ move: Move, _ before: Int) -> Int {
            moves.append((move, before))
            return moves.count - 1
        }
        var states = markings.map { State(marking: $0, cost: 0, superfluous: 0, history: 0) }
        for key in keys where moves.count < Self.maximumMoves {
            states = withGaps(states, record)
            var next: [State] = []
            for state in states {
                for step in tree.steps(from: state.marking, with: key) {
                    next.append(
                        State(
                            marking: step.marking, cost: state.cost, superfluous: state.superfluous,
                            history: record(.match(step.node), state.history)))
                }
                next.append(
                    State(
                        marking: state.marking, cost: state.cost + 1, superfluous: state.superfluous + 1,
                        history: record(.superfluous, state.history)))
            }
            states = best(next)
        }
        var final = states
        if toEnd, moves.count < Self.maximumMoves {
            final = withGaps(states, record, gap: 8 * Self.longestGap, expansions: 4_096).filter { tree.canEnd($0.marking) }
        }
        guard let end = best(final.isEmpty ? states : final).first else { return Result() }
        var result = Result()
        var place = end.history
        var taken: [Move] = []
        while place > 0 {
            taken.append(moves[place].move)
            place = moves[place].before
        }
        for move in taken.reversed() {
            switch move {
            case .match(let node): result.path.append(node)
            case .missing(let node): result.missing.append(node)
            case .superfluous:
                result.superfluous.append(result.path.count)
                result.path.append(nil)
            }
        }
        return result
    }

    /// The states, and those reached from them by steps without an event, cheapest first (Dijkstra, bounded).
    private func withGaps(_ states: [State], _ record: (Move, Int) -> Int, gap: Int = longestGap, expansions: Int = 64) -> [State] {
        var found: [WorkflowMarking: State] = [:]
        var buckets: [[WorkflowMarking]] = []
        let base = states.map(\.cost).min() ?? 0
        func place(_ state: State) {
            guard state.cost - base <= gap, found[state.marking].map({ state.cost < $0.cost }) ?? true else { return }
            found[state.marking] = state
            while buckets.count <= state.cost - base { buckets.append([]) }
            buckets[state.cost - base].append(state.marking)
        }
        for state in states { place(state) }
        var settled: [State] = [], cost = 0
        while cost < buckets.count, settled.count < expansions {
            var index = 0
            while index < buckets[cost].count, settled.count < expansions {
                let marking = buckets[cost][index]
                index += 1
                guard let state = found[marking], state.cost - base == cost else { continue }
                settled.append(state)
                let steps = tree.steps(from: marking, with: nil).sorted { (counts[$1.node], $0.node) < (counts[$0.node], $1.node) }
                for step in steps {
                    if let known = found[step.marking], known.cost <= state.cost + 1 { continue }
                    place(
                        State(
                            marking: step.marking, cost: state.cost + 1, superfluous: state.superfluous,
                            history: record(.missing(step.node), state.history)))
                }
            }
            cost += 1
        }
        return settled
    }

    /// The cheapest state of each marking, cheapest first, as many as the beam holds.
    private func best(_ states: [State]) -> [State] {
        var cheapest: Set<WorkflowMarking> = []
        var kept: [State] = []
        let ordered = states.enumerated().sorted {
            ($0.element.cost, $0.element.superfluous, $0.offset) < ($1.element.cost, $1.element.superfluous, $1.offset)
        }
        for state in ordered.map(\.element)
        where kept.count < WorkflowDiagnoser.maximumStates && cheapest.insert(state.marking).inserted {
            kept.append(state)
        }
        return kept
    }
}
