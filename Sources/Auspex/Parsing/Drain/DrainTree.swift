/// Drain's fixed-depth tree: token count, then the first tokens, then a leaf with its groups.
///
/// Nodes are numbers. A node without groups and children is removed, so the tree is bounded by the number of groups.
struct DrainTree: Sendable {
    /// A node's place under its parent.
    private struct Edge: Hashable {
        var parent: Int32
        /// The token; `nil` is the wildcard child.
        var token: [UInt8]?
    }

    private struct Node {
        var parent: Int32 = -1
        /// For a root: the key it is filed under.
        var root = 0
        var token: [UInt8]?
        var constantChildren = 0
        var hasWildcardChild = false
        var groups: [Int32] = []
        var version: UInt32 = 0
    }

    private var nodes: [Node] = []
    private var free: [Int32] = []
    private var roots: [Int: Int32] = [:]
    private var edges: [Edge: Int32] = [:]
    private let levels: Int
    /// Levels of header fields: their children are not limited, and a value of theirs is never a wildcard.
    private let headLevels: Int
    private let maxChildren: Int
    /// The root of lines that are told by their statement alone.
    static let statementRoot = -1
    /// Grows with every new or removed leaf: outdates cached results that found no leaf.
    private(set) var version: UInt32 = 0

    /// An empty tree.
    init(levels: Int, headLevels: Int = 0, maxChildren: Int) {
        self.levels = levels
        self.headLevels = headLevels
        self.maxChildren = maxChildren
    }

    /// The groups of a leaf, oldest first.
    func groups(_ leaf: Int32) -> [Int32] { nodes[Int(leaf)].groups }

    /// A leaf's version: grows whenever one of its groups changes.
    @inline(__always)
    func version(_ leaf: Int32) -> UInt32 { nodes[Int(leaf)].version }

    /// Marks a leaf as changed.
    mutating func touch(_ leaf: Int32) { nodes[Int(leaf)].version &+= 1 }

    /// The leaf where a line's groups are, or `nil`.
    func find(_ line: DrainLine, root: Int) -> Int32? {
        guard var node = roots[root] else { return nil }
        for index in 0..<depth(of: line, root: root) {
            if !Self.isVariable(line.tokens[index]),
                let child = edges[Edge(parent: node, token: Array(line.bytes[line.tokens[index].range]))]
            {
                node = child
            } else if let child = edges[Edge(parent: node, token: nil)] {
                node = child
            } else {
                return nil
            }
        }
        return node
    }

    /// The leaf for a new group, created where it does not exist.
    mutating func insert(_ line: DrainLine, root: Int) -> Int32 {
        version &+= 1
        var node = makeRoot(root)
        for index in 0..<depth(of: line, root: root) {
            let token = Array(line.bytes[line.tokens[index].range])
            if !Self.isVariable(line.tokens[index]) {
                if let child = edges[Edge(parent: node, token: token)] {
                    node = child
                    continue
                }
                if index < headLevels || nodes[Int(node)].constantChildren + 1 < maxChildren {
                    let child = make(parent: node, token: token)
                    edges[Edge(parent: node, token: token)] = child
                    nodes[Int(node)].constantChildren += 1
                    node = child
                    continue
                }
            }
            if let child = edges[Edge(parent: node, token: nil)] {
                node = child
            } else {
                let child = make(parent: node, token: nil)
                edges[Edge(parent: node, token: nil)] = child
                nodes[Int(node)].hasWildcardChild = true
                node = child
            }
        }
        return node
    }

    /// Adds a group to a leaf.
    mutating func add(_ slot: Int32, to leaf: Int32) {
        nodes[Int(leaf)].groups.append(slot)
        nodes[Int(leaf)].version &+= 1
    }

    /// How many tokens lead from the root to a line's leaf.
    private func depth(of line: DrainLine, root: Int) -> Int {
        Swift.min(root == Self.statementRoot ? headLevels : levels, line.tokens.count)
    }

    private mutating func makeRoot(_ key: Int) -> Int32 {
        if let root = roots[key] { return root }
        let node = make(parent: -1, token: nil)
        nodes[Int(node)].root = key
        roots[key] = node
        return node
    }

    /// Removes a group from a leaf, and the leaf when it was the last.
    mutating func remove(_ slot: Int32, from leaf: Int32) {
        nodes[Int(leaf)].groups.removeAll { $0 == slot }
        nodes[Int(leaf)].version &+= 1
        version &+= 1
        var node = leaf
        while nodes[Int(node)].groups.isEmpty, nodes[Int(node)].constantChildren == 0, !nodes[Int(node)].hasWildcardChild {
            let parent = nodes[Int(node)].parent
            if parent < 0 {
                roots[nodes[Int(node)].root] = nil
                release(node)
                return
            }
            edges[Edge(parent: parent, token: nodes[Int(node)].token)] = nil
            if nodes[Int(node)].token == nil {
                nodes[Int(parent)].hasWildcardChild = false
            } else {
                nodes[Int(parent)].constantChildren -= 1
            }
            release(node)
            node = parent
        }
    }

    /// Every leaf with lines of `count` tokens.
    func leaves(count: Int) -> [Int32] {
        guard let root = roots[count] else { return [] }
        return nodes.indices.map { Int32($0) }.filter { node in
            guard !nodes[Int(node)].groups.isEmpty else { return false }
            var top = node
            while nodes[Int(top)].parent >= 0 { top = nodes[Int(top)].parent }
            return top == root
        }
    }

    /// The path of a leaf from its root, for saving: `nil` is the wildcard child.
    func path(_ leaf: Int32) -> [[UInt8]?] {
        var path: [[UInt8]?] = []
        var node = leaf
        while nodes[Int(node)].parent >= 0 {
            path.append(nodes[Int(node)].token)
            node = nodes[Int(node)].parent
        }
        return path.reversed()
    }

    /// The leaf at a saved path, created where it does not exist.
    mutating func restore(root: Int, path: [[UInt8]?]) -> Int32 {
        var node = makeRoot(root)
        for token in path {
            let edge = Edge(parent: node, token: token)
            if let child = edges[edge] {
                node = child
                continue
            }
            let child = make(parent: node, token: token)
            edges[edge] = child
            if token == nil { nodes[Int(node)].hasWildcardChild = true } else { nodes[Int(node)].constantChildren += 1 }
            node = child
        }
        return node
    }

    /// A token that counts as a wildcard on the way down: it holds variable text. (The paper says "contains a digit"; digits are masked by now.)
    private static func isVariable(_ token: DrainToken) -> Bool { token.isMasked || token.isWildcard }

    private mutating func make(parent: Int32, token: [UInt8]?) -> Int32 {
        if let reused = free.popLast() {
            // The version goes on, so that cached results of the old node stay outdated.
            nodes[Int(reused)] = Node(parent: parent, token: token, version: nodes[Int(reused)].version &+ 1)
            return reused
        }
        nodes.append(Node(parent: parent, token: token))
        return Int32(nodes.count - 1)
    }

    private mutating func release(_ node: Int32) {
        nodes[Int(node)].version &+= 1
        nodes[Int(node)].groups = []
        free.append(node)
    }
}
