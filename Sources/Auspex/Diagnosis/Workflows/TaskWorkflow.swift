/// The workflow model of one task: a directed graph with marks for branch, fork/join and loop, and how often each way was taken.
///
/// ```swift
/// var workflow = TaskWorkflow(name: "boot", root: .sequence([.event(a), .event(b)]))
/// workflow.count([a, b])
/// workflow.graph.edges.first?.count  // 1
/// ```
///
/// Source: DeepLog (Du, Li, Zheng, Srikumar, CCS 2017), section 4. Workflows are nested blocks (``WorkflowBlock``); a log whose tasks jump
/// freely between steps ends as one big choice in a loop, which fits everything and explains little.
public struct TaskWorkflow: Sendable {
    /// The task's name.
    public var name: String
    /// The structure, in canonical form.
    public let root: WorkflowBlock
    /// The graph with counts.
    public private(set) var graph: WorkflowGraph
    /// Number of executions counted.
    public private(set) var executions = 0
    /// How often an event came directly after another within an execution, whatever branch each was in: `[from][to]`, by node;
    /// from the start node for first events, to the end node after last ones.
    private(set) var follows: [Int: [Int: Int]] = [:]
    let tree: WorkflowTree

    /// Most blocks a workflow may have.
    public static let maximumSize = 4_096
    /// Most executions, or passages of a node or edge, that a stored workflow may tell of.
    static let maximumCount = 1 << 40

    /// Creates a workflow without counts.
    public init(name: String, root: WorkflowBlock) {
        self.name = name
        self.root = root.canonical
        tree = WorkflowTree(self.root)
        graph = tree.graph
    }

    /// The templates in it, each once, ascending.
    public var templates: [TemplateID] { Set(root.templates).sorted() }

    /// The template of a node; `nil` for nodes that are no events.
    public func template(at node: Int) -> TemplateID? {
        if case .event(let template)? = graph.nodes.indices.contains(node) ? graph.nodes[node].kind : nil { template } else { nil }
    }

    /// Counts an execution that fits the workflow from start to end; one that does not is left alone.
    ///
    /// - Returns: whether it fitted.
    @discardableResult
    public mutating func count(_ execution: [TemplateID]) -> Bool {
        var replay = WorkflowReplay(self)
        guard let steps = replay.completeSteps(execution) else { return false }
        count(steps)
        return true
    }

    /// Counts executions; returns how many fitted.
    public mutating func count(_ executions: some Sequence<(events: [TemplateID], count: Int)>) -> Int {
        var replay = WorkflowReplay(self)
        var fitted = 0
        for execution in executions {
            guard let steps = replay.completeSteps(execution.events) else { continue }
            count(steps, times: execution.count)
            fitted += execution.count
        }
        return fitted
    }

    mutating func count(_ steps: [WorkflowStep], times: Int = 1) {
        executions += times
        var counter = EdgeCounter(tree: tree)
        counter.walk(0, steps: steps[...], from: WorkflowTree.start, finish: tree.end)
        for (edge, count) in counter.counts {
            guard let index = graph.index(from: edge.from, to: edge.to, isBack: edge.isBack) else { continue }
            graph.edges[index].count += count * times
        }
        graph.nodes[WorkflowTree.start].count += times
        var visits: [Int: Int] = [:]
        for (edge, count) in counter.counts { visits[edge.to, default: 0] += count }
        // Every branch enters a join, which is passed once for all of them.
        for (node, count) in visits { graph.nodes[node].count += times * (counter.joins[node] ?? count) }
        var last = WorkflowTree.start
        for step in steps {
            follows[last, default: [:]][step.node, default: 0] += times
            last = step.node
        }
        follows[last, default: [:]][tree.end, default: 0] += times
    }

    /// Takes the counts of another workflow of the same structure.
    mutating func restoreCounts(nodes: [Int], edges: [Int], executions: Int, follows: [Int: [Int: Int]]) {
        for index in graph.nodes.indices { graph.nodes[index].count = nodes[index] }
        for index in graph.edges.indices { graph.edges[index].count = edges[index] }
        self.executions = executions
        self.follows = follows
    }
}

extension TaskWorkflow: Equatable {
    /// Equal name, structure and counts.
    public static func == (left: TaskWorkflow, right: TaskWorkflow) -> Bool {
        left.name == right.name && left.root == right.root && left.graph == right.graph && left.executions == right.executions
            && left.follows == right.follows
    }
}

/// Finds the edges an execution took, from the nodes of its events.
private struct EdgeCounter {
    struct Key: Hashable {
        var from: Int, to: Int, isBack: Bool
    }

    let tree: WorkflowTree
    var counts: [Key: Int] = [:]
    var joins: [Int: Int] = [:]

    init(tree: WorkflowTree) { self.tree = tree }

    mutating func walk(_ block: Int, steps: ArraySlice<WorkflowStep>, from start: Int, finish: Int) {
        let exit = walk(block, Array(steps), from: start, back: false)
        cross(exit.node, finish, exit.back)
    }

    private mutating func cross(_ from: Int, _ to: Int, _ isBack: Bool) {
        counts[Key(from: from, to: to, isBack: isBack), default: 0] += 1
    }

    /// Walks a block that these steps belong to. `back` says that the next edge is a loop's back edge. Returns the node it is left from.
    private mutating func walk(_ index: Int, _ steps: [WorkflowStep], from source: Int, back: Bool) -> (node: Int, back: Bool) {
        let block = tree.blocks[index]
        var last = (node: source, back: back)
        switch block.kind {
        case .nothing: break
        case .event(_, let node):
            cross(last.node, node, last.back)
            last = (node, false)
        case .choice:
            if let first = steps.first, let child = block.children.first(where: { tree.blocks[$0].nodes.contains(first.node) }) {
                last = walk(child, steps, from: last.node, back: last.back)
            }
        case .sequence(let junctions):
            for (child, junction) in zip(block.children, junctions) {
                if let junction {
                    cross(last.node, junction, last.back)
                    last = (junction, false)
                }
                let own = steps.filter { tree.blocks[child].nodes.contains($0.node) }
                if !own.isEmpty { last = walk(child, own, from: last.node, back: last.back) }
            }
        case .parallel(let fork, let join):
            cross(last.node, fork, last.back)
            for child in block.children {
                let own = steps.filter { tree.blocks[child].nodes.contains($0.node) }
                let exit = own.isEmpty ? (node: fork, back: false) : walk(child, own, from: fork, back: false)
                cross(exit.node, join, exit.back)
            }
            joins[join, default: 0] += 1
            last = (join, false)
        case .loop(_, let entry, let exit):
            guard !steps.isEmpty else { break }
            var rounds: [[WorkflowStep]] = []
            for step in steps {
                if rounds.isEmpty || step.restarted.contains(index) { rounds.append([]) }
                rounds[rounds.count - 1].append(step)
            }
            for round in rounds {
                if let entry {
                    cross(last.node, entry, last.back)
                    last = (entry, false)
                }
                last = walk(block.children[0], round, from: last.node, back: last.back)
                if let exit {
                    cross(last.node, exit, last.back)
                    last = (exit, false)
                }
                last.back = true
            }
            last.back = false
        }
        return last
    }
}
