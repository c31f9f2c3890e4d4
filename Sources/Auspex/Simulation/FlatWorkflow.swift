/// A ``Workflow`` frozen into flat arrays, and the walk over it that plans one session.
struct FlatWorkflow: Sendable {
    private enum Kind: UInt8 { case step, sequence, choice, fork, forkActors, loop, pause, mayEnd }

    private struct Node {
        var kind: Kind
        var message: UInt16 = 0
        var actor: Int16 = -1
        var waitsForNetwork = false
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
        root = add(workflow, messages, network: false)
    }

    /// The messages it writes, one for each step.
    var messages: [UInt16] { nodes.filter { $0.kind == .step }.map(\.message) }

    /// Whether anything in it waits for the network.
    var waitsForNetwork: Bool { nodes.contains(where: \.waitsForNetwork) }

    private mutating func add(_ workflow: Workflow, _ messages: [String: Int], network: Bool) -> Int {
        var node: Node
        switch workflow {
        case .step(let name, let delay, let actor):
            guard let message = messages[name] else { preconditionFailure("workflow names the unknown message \(name)") }
            node = Node(
                kind: .step, message: UInt16(message), actor: Int16(actor ?? -1), waitsForNetwork: network, least: delay.least,
                mean: delay.mean)
        case .pause(let delay): node = Node(kind: .pause, waitsForNetwork: network, least: delay.least, mean: delay.mean)
        case .network(let body): return add(body, messages, network: true)
        case .mayEnd: node = Node(kind: .mayEnd)
        case .sequence(let parts): node = link(Node(kind: .sequence), parts, messages, network)
        case .fork(let parts): node = link(Node(kind: .fork), parts, messages, network)
        case .choice(let parts):
            node = link(Node(kind: .choice), parts.map(\.1), messages, network)
            node.firstWeight = addWeights(parts.map(\.0))
        case .forkActors(let count, let body):
            node = link(Node(kind: .forkActors), [body], messages, network)
            node.count = count
        case .loop(let body, let weights):
            node = link(Node(kind: .loop), [body], messages, network)
            node.count = weights.count
            node.firstWeight = addWeights(weights)
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func link(_ node: Node, _ parts: [Workflow], _ messages: [String: Int], _ network: Bool) -> Node {
        var node = node
        let children = parts.map { add($0, messages, network: network) }
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
    ///   - throttle: when the network is throttled. It draws nothing from `random`, so that sessions it does not touch stay as they are.
    ///   - events: receives the events, earliest first.
    /// - Returns: how many events there are at the first place where the session may naturally end (all, if there is none).
    /// - Complexity: O(events), plus the displacement caused by forks.
    func plan(start: Int64, throttle: ThrottleSchedule?, random: inout RandomSource, into events: inout [PlannedEvent]) -> Int {
        events.removeAll(keepingCapacity: true)
        var course = Course(throttle: throttle)
        _ = walk(root, Double(start), 0, &random, &events, &course)
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
        if course.hasSlowPauses { Self.mergeSlowPauses(&events) }
        guard course.firstEnd.isFinite else { return events.count }
        let end = Int64(course.firstEnd)
        return events.lastIndex { $0.time <= end }.map { $0 + 1 } ?? 0
    }

    /// What a walk carries along.
    private struct Course {
        var throttle: ThrottleSchedule?
        var firstEnd = Double.infinity
        var hasSlowPauses = false
    }

    /// Stands for a pause that was slowed down, until the record after it is known.
    private static let silent = UInt16.max

    /// A pause writes nothing: the record after it is the one that comes late.
    private static func mergeSlowPauses(_ events: inout [PlannedEvent]) {
        for index in events.indices.dropLast() where events[index].message == silent {
            events[index + 1].wait += events[index].wait
            events[index + 1].delay += events[index].delay
        }
        events.removeAll { $0.message == silent }
    }

    private func walk(
        _ index: Int, _ clock: Double, _ actor: Int, _ random: inout RandomSource, _ events: inout [PlannedEvent],
        _ course: inout Course
    ) -> Double {
        let node = nodes[index]
        switch node.kind {
        case .step, .pause:
            var time = clock + node.least + node.mean * random.exponential()
            let wait = time - clock
            if node.waitsForNetwork, let factor = course.throttle?.factor(at: clock), factor > 1 { time = clock + wait * factor }
            let delay = time - clock - wait
            guard node.kind == .step || delay > 0 else { return time }
            if node.kind == .pause { course.hasSlowPauses = true }
            let who = node.actor >= 0 ? Int(node.actor) : actor
            events.append(
                PlannedEvent(
                    time: Int64(time), wait: Float(wait), delay: Float(delay),
                    message: node.kind == .step ? node.message : Self.silent, actor: UInt8(truncatingIfNeeded: who), fault: 0))
            return time
        case .mayEnd:
            course.firstEnd = min(course.firstEnd, clock)
            return clock
        case .sequence:
            var time = clock
            for child in node.first..<node.first + node.count {
                time = walk(links[child], time, actor, &random, &events, &course)
            }
            return time
        case .fork:
            var end = clock
            for child in node.first..<node.first + node.count {
                end = max(end, walk(links[child], clock, actor, &random, &events, &course))
            }
            return end
        case .forkActors:
            var end = clock
            for who in 0..<node.count {
                end = max(end, walk(links[node.first], clock, who, &random, &events, &course))
            }
            return end
        case .choice:
            return walk(links[node.first + draw(node.firstWeight, &random)], clock, actor, &random, &events, &course)
        case .loop:
            var time = clock
            for round in 0..<draw(node.firstWeight, &random) {
                time = walk(links[node.first], time, round, &random, &events, &course)
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
