/// One record a session is going to write.
struct PlannedEvent: Sendable {
    /// When, in milliseconds since the log's start.
    var time: Int64
    /// Index of the message.
    var message: UInt16
    /// Which of several equal parties writes it.
    var actor: UInt8
    /// 1 + index of the fault kind in `FaultKind.allCases` when this line carries a fault, else 0.
    var fault: UInt8
}

/// A ``Workflow`` frozen into flat arrays, and the walk over it that plans one session.
struct FlatWorkflow: Sendable {
    private enum Kind: UInt8 { case step, sequence, choice, fork, forkActors, loop, pause, mayEnd }

    private struct Node {
        var kind: Kind
        var message: UInt16 = 0
        var actor: Int16 = -1
        var least = 0.0
        var mean = 0.0
        /// Children are `links[first..<first + count]`; for loops and actor forks the one child is `links[first]`.
        var first = 0
        var count = 0
        /// Where the weights of a choice or a loop start in `weights`.
        var firstWeight = 0
    }

    private var nodes: [Node] = []
    private var links: [Int] = []
    /// Cumulative, ending in 1, for each choice and loop.
    private var weights: [Double] = []
    private var root = 0

    /// Freezes a workflow.
    /// - Parameter messages: index of each message by name; an unknown name is a mistake of the description and traps.
    init(_ workflow: Workflow, messages: [String: Int]) {
        root = add(workflow, messages)
    }

    private mutating func add(_ workflow: Workflow, _ messages: [String: Int]) -> Int {
        var node: Node
        switch workflow {
        case .step(let name, let delay, let actor):
            guard let message = messages[name] else { preconditionFailure("workflow names the unknown message \(name)") }
            node = Node(kind: .step, message: UInt16(message), actor: Int16(actor ?? -1), least: delay.least, mean: delay.mean)
        case .pause(let delay): node = Node(kind: .pause, least: delay.least, mean: delay.mean)
        case .mayEnd: node = Node(kind: .mayEnd)
        case .sequence(let parts): node = link(Node(kind: .sequence), parts, messages)
        case .fork(let parts): node = link(Node(kind: .fork), parts, messages)
        case .choice(let parts):
            node = link(Node(kind: .choice), parts.map(\.1), messages)
            node.firstWeight = addWeights(parts.map(\.0))
        case .forkActors(let count, let body):
            node = link(Node(kind: .forkActors), [body], messages)
            node.count = count
        case .loop(let body, let weights):
            node = link(Node(kind: .loop), [body], messages)
            node.count = weights.count
            node.firstWeight = addWeights(weights)
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func link(_ node: Node, _ parts: [Workflow], _ messages: [String: Int]) -> Node {
        var node = node
        let children = parts.map { add($0, messages) }
        node.first = links.count
        node.count = children.count
        links += children
        return node
    }

    private mutating func addWeights(_ values: [Double]) -> Int {
        let total = values.reduce(0, +)
        precondition(total > 0 && values.allSatisfy { $0 >= 0 }, "weights must be positive: \(values)")
        let first = weights.count
        var sum = 0.0
        for value in values {
            sum += value / total
            weights.append(sum)
        }
        weights[weights.count - 1] = 2
        return first
    }

    /// Plans one session.
    ///
    /// - Parameters:
    ///   - start: log time of the start, milliseconds.
    ///   - events: receives the events, earliest first.
    /// - Returns: how many events there are at the first place where the session may naturally end (all, if there is none).
    /// - Complexity: O(events), plus the displacement caused by forks.
    func plan(start: Int64, random: inout RandomSource, into events: inout [PlannedEvent]) -> Int {
        events.removeAll(keepingCapacity: true)
        var firstEnd = Double.infinity
        _ = walk(root, Double(start), 0, &random, &events, &firstEnd)
        var index = 1
        while index < events.count {
            let event = events[index]
            var place = index
            while place > 0, events[place - 1].time > event.time {
                events[place] = events[place - 1]
                place -= 1
            }
            events[place] = event
            index += 1
        }
        guard firstEnd.isFinite else { return events.count }
        let end = Int64(firstEnd)
        return events.lastIndex { $0.time <= end }.map { $0 + 1 } ?? 0
    }

    private func walk(
        _ index: Int, _ clock: Double, _ actor: Int, _ random: inout RandomSource, _ events: inout [PlannedEvent],
        _ firstEnd: inout Double
    ) -> Double {
        let node = nodes[index]
        switch node.kind {
        case .step:
            let time = clock + node.least + node.mean * random.exponential()
            let who = node.actor >= 0 ? Int(node.actor) : actor
            events.append(PlannedEvent(time: Int64(time), message: node.message, actor: UInt8(truncatingIfNeeded: who), fault: 0))
            return time
        case .pause: return clock + node.least + node.mean * random.exponential()
        case .mayEnd:
            firstEnd = min(firstEnd, clock)
            return clock
        case .sequence:
            var time = clock
            for child in node.first..<node.first + node.count {
                time = walk(links[child], time, actor, &random, &events, &firstEnd)
            }
            return time
        case .fork:
            var end = clock
            for child in node.first..<node.first + node.count {
                end = max(end, walk(links[child], clock, actor, &random, &events, &firstEnd))
            }
            return end
        case .forkActors:
            var end = clock
            for who in 0..<node.count {
                end = max(end, walk(links[node.first], clock, who, &random, &events, &firstEnd))
            }
            return end
        case .choice:
            return walk(links[node.first + draw(node.firstWeight, &random)], clock, actor, &random, &events, &firstEnd)
        case .loop:
            var time = clock
            for round in 0..<draw(node.firstWeight, &random) {
                time = walk(links[node.first], time, round, &random, &events, &firstEnd)
            }
            return time
        }
    }

    private func draw(_ first: Int, _ random: inout RandomSource) -> Int {
        let value = random.uniform()
        var index = first
        while weights[index] <= value { index += 1 }
        return index - first
    }
}
