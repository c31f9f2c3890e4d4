/// The complete execution nearest to a sequence of keys: fewest missing plus superfluous events.
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

    func align(_ keys: [TemplateID], toEnd: Bool) -> Result {
        var moves: [(move: Move, before: Int)] = [(.superfluous, -1)]
        func record(_ move: Move, _ before: Int) -> Int {
            moves.append((move, before))
            return moves.count - 1
        }
        var states = [State(marking: .fresh(0), cost: 0, history: 0)]
        for key in keys {
            states = withGaps(states, record)
            var next: [State] = []
            for state in states {
                for step in tree.steps(from: state.marking, with: key) {
                    next.append(State(marking: step.marking, cost: state.cost, history: record(.match(step.node), state.history)))
                }
                next.append(State(marking: state.marking, cost: state.cost + 1, history: record(.superfluous, state.history)))
            }
            states = best(next)
        }
        var final = states
        if toEnd {
            final = withGaps(states, record, rounds: 4 * Self.longestGap).filter { tree.canEnd($0.marking) }
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

    /// The states, and those after steps without an event.
    private func withGaps(_ states: [State], _ record: (Move, Int) -> Int, rounds: Int = longestGap) -> [State] {
        var all = best(states)
        var front = all
        for _ in 0..<rounds {
            var next: [State] = []
            let limit = (all.first?.cost ?? 0) + rounds
            for state in front where state.cost < limit {
                for step in tree.steps(from: state.marking, with: nil).sorted(by: { (counts[$1.node], $0.node) < (counts[$0.node], $1.node) }).prefix(6) {
                    next.append(State(marking: step.marking, cost: state.cost + 1, history: record(.missing(step.node), state.history)))
                }
            }
            let known = Set(all.map(\.marking))
            front = best(next.filter { !known.contains($0.marking) })
            if front.isEmpty { break }
            all += front
        }
        return all
    }

    /// The cheapest state of each marking, cheapest first, as many as the beam holds.
    private func best(_ states: [State]) -> [State] {
        var cheapest: [WorkflowMarking: Int] = [:]
        var kept: [State] = []
        for state in states.enumerated().sorted(by: { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }).map(\.element)
        where cheapest[state.marking] == nil && kept.count < WorkflowDiagnoser.maximumStates {
            cheapest[state.marking] = state.cost
            kept.append(state)
        }
        return kept
    }
}
