/// A block laid out flat, with the graph that belongs to it: what replay and counting work on.
struct WorkflowTree: Sendable {
    enum Kind: Sendable {
        case event(TemplateID, node: Int)
        case nothing, choice
        /// With the junction in front of each member, where one is needed.
        case sequence(junctions: [Int?])
        case parallel(fork: Int, join: Int)
        /// A body with several ways in or out has junctions around it, so that one back edge is enough.
        case loop(LoopBounds, entry: Int?, exit: Int?)
    }

    struct Block: Sendable {
        var kind: Kind
        var children: [Int] = []
        /// Nodes of the events inside: a contiguous range, because events are numbered in preorder.
        var nodes: Range<Int> = 0..<0
        var isSkippable: Bool
    }

    private(set) var blocks: [Block] = []
    /// Without counts.
    private(set) var graph = WorkflowGraph(nodes: [], edges: [])
    /// The template of each node; nil for nodes that are no events.
    var templates: [TemplateID?] { graph.nodes.map { if case .event(let template) = $0.kind { template } else { nil } } }
    /// Number of the start node.
    static let start = 0
    /// Number of the end node.
    var end: Int { graph.nodes.count - 1 }

    /// Lays out a canonical block.
    init(_ root: WorkflowBlock) {
        graph.nodes.append(.init(kind: .start, count: 0))
        add(root)
        var edges: Set<WorkflowGraph.Edge> = []
        let exits = connect(0, from: [Self.start], into: &edges)
        graph.nodes.append(.init(kind: .end, count: 0))
        for exit in exits { edges.insert(.init(from: exit, to: end, count: 0, isBack: false, loop: nil)) }
        graph.edges = edges.sorted { ($0.from, $0.to, $0.isBack ? 1 : 0) < ($1.from, $1.to, $1.isBack ? 1 : 0) }
    }

    private mutating func newNode(_ kind: WorkflowGraph.Kind) -> Int {
        graph.nodes.append(.init(kind: kind, count: 0))
        return graph.nodes.count - 1
    }

    @discardableResult
    private mutating func add(_ block: WorkflowBlock) -> Int {
        let index = blocks.count
        let first = graph.nodes.count
        blocks.append(Block(kind: .nothing, isSkippable: block.isSkippable))
        switch block {
        case .nothing: break
        case .event(let template): blocks[index].kind = .event(template, node: newNode(.event(template)))
        case .sequence(let members):
            // Where several ways meet and several go on, a junction saves the drawing from every-to-every edges.
            var junctions: [Int?] = []
            var sources = 1
            for member in members {
                let ways = member.entryCount + (member.isSkippable ? 1 : 0)
                if sources > 1, ways > 1 {
                    junctions.append(newNode(.junction))
                    sources = 1
                } else {
                    junctions.append(nil)
                }
                let child = add(member)
                blocks[index].children.append(child)
                let exits = exitNodes(child).count
                sources = member.isSkippable ? sources + exits : exits
            }
            blocks[index].kind = .sequence(junctions: junctions)
        case .choice(let members):
            blocks[index].kind = .choice
            for member in members { blocks[index].children.append(add(member)) }
        case .parallel(let members):
            let fork = newNode(.fork)
            for member in members { blocks[index].children.append(add(member)) }
            blocks[index].kind = .parallel(fork: fork, join: newNode(.join))
        case .loop(let body, let bounds):
            let child = add(body)
            blocks[index].children.append(child)
            let isPlain = entryNodes(child).count == 1 && exitNodes(child).count == 1 && !body.isSkippable
            blocks[index].kind = .loop(bounds, entry: isPlain ? nil : newNode(.junction), exit: isPlain ? nil : newNode(.junction))
        }
        blocks[index].nodes = first..<graph.nodes.count
        return index
    }

    /// Adds the edges of a block entered from some nodes; returns the nodes it is left from.
    private func connect(_ index: Int, from sources: [Int], into edges: inout Set<WorkflowGraph.Edge>) -> [Int] {
        let block = blocks[index]
        func link(_ sources: [Int], _ target: Int) {
            for source in sources { edges.insert(.init(from: source, to: target, count: 0, isBack: false, loop: nil)) }
        }
        switch block.kind {
        case .nothing: return sources
        case .event(_, let node):
            link(sources, node)
            return [node]
        case .sequence(let junctions):
            var sources = sources
            for (child, junction) in zip(block.children, junctions) {
                if let junction {
                    link(sources, junction)
                    sources = [junction]
                }
                sources = connect(child, from: sources, into: &edges)
            }
            return sources
        case .choice: return unique(block.children.flatMap { connect($0, from: sources, into: &edges) })
        case .parallel(let fork, let join):
            link(sources, fork)
            for child in block.children { link(connect(child, from: [fork], into: &edges), join) }
            return [join]
        case .loop(let bounds, let entry, let exit):
            var sources = sources
            if let entry {
                link(sources, entry)
                sources = [entry]
            }
            var exits = connect(block.children[0], from: sources, into: &edges)
            if let exit {
                link(exits, exit)
                exits = [exit]
            }
            for exit in exits {
                for target in entryNodes(index) {
                    edges.insert(.init(from: exit, to: target, count: 0, isBack: true, loop: bounds))
                }
            }
            return exits
        }
    }

    /// The nodes by which a block can be entered.
    func entryNodes(_ index: Int) -> Set<Int> {
        let block = blocks[index]
        switch block.kind {
        case .nothing: return []
        case .event(_, let node): return [node]
        case .parallel(let fork, _): return [fork]
        case .choice: return block.children.reduce(into: []) { $0.formUnion(entryNodes($1)) }
        case .loop(_, let entry, _): return entry.map { [$0] } ?? entryNodes(block.children[0])
        case .sequence(let junctions):
            var entries: Set<Int> = []
            for (child, junction) in zip(block.children, junctions) {
                if let junction { return entries.union([junction]) }
                entries.formUnion(entryNodes(child))
                if !blocks[child].isSkippable { break }
            }
            return entries
        }
    }

    /// The nodes by which a block can be left.
    func exitNodes(_ index: Int) -> Set<Int> {
        let block = blocks[index]
        switch block.kind {
        case .nothing: return []
        case .event(_, let node): return [node]
        case .parallel(_, let join): return [join]
        case .choice: return block.children.reduce(into: []) { $0.formUnion(exitNodes($1)) }
        case .loop(_, _, let exit): return exit.map { [$0] } ?? exitNodes(block.children[0])
        case .sequence(let junctions):
            var exits: Set<Int> = []
            for (child, junction) in zip(block.children, junctions).reversed() {
                exits.formUnion(exitNodes(child))
                if !blocks[child].isSkippable { break }
                if let junction { return exits.union([junction]) }
            }
            return exits
        }
    }
}

extension WorkflowBlock {
    /// Number of nodes by which the block can be entered, for the decision whether a junction is needed.
    fileprivate var entryCount: Int {
        switch self {
        case .nothing: return 0
        case .event, .parallel: return 1
        case .choice(let members): return members.reduce(0) { $0 + $1.entryCount }
        case .loop(let body, _): return body.isSkippable ? 1 : min(1, body.entryCount)
        case .sequence(let members):
            var count = 0
            for member in members {
                count += member.entryCount
                if !member.isSkippable { break }
            }
            return count
        }
    }
}

/// The values without repeats, in order.
func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
}
