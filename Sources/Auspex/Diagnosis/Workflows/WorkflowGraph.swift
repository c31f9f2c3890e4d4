/// The directed graph of a task: what is drawn and exported. Made from a ``WorkflowBlock``, so equal blocks have equal graphs.
public struct WorkflowGraph: Sendable, Equatable, Codable {
    /// What a node is.
    public enum Kind: Sendable, Hashable, Codable {
        /// The way in.
        case start
        /// The way out.
        case end
        /// An event.
        case event(TemplateID)
        /// All following branches run.
        case fork
        /// All branches have ended.
        case join
        /// Ways meet and part again; nothing happens here.
        case junction
    }

    /// A node. Its number is its place in ``WorkflowGraph/nodes``.
    public struct Node: Sendable, Hashable, Codable {
        /// What it is.
        public var kind: Kind
        /// How often executions passed it.
        public var count: Int
    }

    /// "May come next".
    public struct Edge: Sendable, Hashable, Codable {
        /// Node it leaves.
        public var from: Int
        /// Node it enters.
        public var to: Int
        /// How often executions took it.
        public var count: Int
        /// Whether it goes back to the start of a loop.
        public var isBack: Bool
        /// For a back edge, how often the loop's body runs.
        public var loop: LoopBounds?
    }

    /// The nodes: start first, end last, events in the order of the notation.
    public internal(set) var nodes: [Node]
    /// The edges, ordered by (from, to).
    public internal(set) var edges: [Edge]

    /// The share of the executions at an edge's first node that took this edge; 1 for the branches of a fork, `nil` where nothing was counted.
    public func probability(of edge: Edge) -> Double? {
        if nodes[edge.from].kind == .fork { return 1 }
        let total = edges.reduce(0) { $0 + ($1.from == edge.from ? $1.count : 0) }
        return total == 0 ? nil : Double(edge.count) / Double(total)
    }

    /// Place of an edge in ``edges``.
    func index(from: Int, to: Int, isBack: Bool) -> Int? {
        edges.firstIndex { $0.from == from && $0.to == to && $0.isBack == isBack }
    }
}
