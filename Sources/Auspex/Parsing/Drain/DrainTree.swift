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
        /// For a root: the token count it is filed under.
        var root = 0
        var token: [UInt8]?
        var constantChildren = 0
        var hasWildcardChild = false
        var groups: [Int32] = []
        /// Its part of the tree, as cached results know it.
        var scope: Int32 = -1
    }

    private var nodes: [Node] = []
    private var free: [Int32] = []
    private var roots: [Int: Int32] = [:]
    private var edges: [Edge: Int32] = [:]
    private let levels: Int
    /// Levels of header fields: their children are not limited, and a value of theirs is never a wildcard.
    private let headLevels: Int
    private let maxChildren: Int
    /// Whether tokens with digits count as variable on the way down: where numbers are not masked.
    private let mindsDigits: Bool

    /// An empty tree.
    init(levels: Int, headLevels: Int = 0, maxChildren: Int, mindsDigits: Bool = false) {
        self.mindsDigits = mindsDigits
        self.levels = levels
        self.headLevels = headLevels
        self.maxChildren = maxChildren
    }

    /// The groups of a leaf, oldest first.
    func groups(_ leaf: Int32) -> [Int32] { nodes[Int(leaf)].groups }

    /// The part of the tree a leaf is, as cached results know it.
    func scope(_ leaf: Int32) -> Int32 { nodes[Int(leaf)].scope }

    /// The leaf where a line's groups are, or `nil`.
    func find(_ line: SkeletonLine) -> Int32? {
        guard var node = roots[line.tokens.count] else { return nil }
        for index in 0..<depth(of: line) {
            if !isVariable(line, line.tokens[index]),
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
    mutating func insert(_ line: SkeletonLine, _ versions: inout ScopeVersions) -> Int32 {
        versions.touchWhole()
        var node = makeRoot(line.tokens.count, &versions)
        for index in 0..<depth(of: line) {
            let token = Array(line.bytes[line.tokens[index].range])
            if !isVariable(line, line.tokens[index]) {
                if let child = edges[Edge(parent: node, token: token)] {
                    node = child
                    continue
                }
                if index < headLevels || nodes[Int(node)].constantChildren + 1 < maxChildren {
                    let child = make(parent: node, token: token, &versions)
                    edges[Edge(parent: node, token: token)] = child
                    nodes[Int(node)].constantChildren += 1
                    node = child
                    continue
                }
            }
            if let child = edges[Edge(parent: node, token: nil)] {
                node = child
            } else {
                let child = make(parent: node, token: nil, &versions)
                edges[Edge(parent: node, token: nil)] = child
                nodes[Int(node)].hasWildcardChild = true
                node = child
            }
        }
        return node
    }

    /// Adds a group to a leaf.
    mutating func add(_ slot: Int32, to leaf: Int32, _ versions: inout ScopeVersions) {
        nodes[Int(leaf)].groups.append(slot)
        versions.touch(scope(leaf))
    }

    /// How many tokens lead from the root to a line's leaf.
    private func depth(of line: SkeletonLine) -> Int { Swift.min(levels, line.tokens.count) }

    private mutating func makeRoot(_ key: Int, _ versions: inout ScopeVersions) -> Int32 {
        if let root = roots[key] { return root }
        let node = make(parent: -1, token: nil, &versions)
        nodes[Int(node)].root = key
        roots[key] = node
        return node
    }

    /// Removes a group from a leaf, and the leaf when it was the last.
    mutating func remove(_ slot: Int32, from leaf: Int32, _ versions: inout ScopeVersions) {
        nodes[Int(leaf)].groups.removeAll { $0 == slot }
        versions.touch(scope(leaf))
        versions.touchWhole()
        var node = leaf
        while nodes[Int(node)].groups.isEmpty, nodes[Int(node)].constantChildren == 0, !nodes[Int(node)].hasWildcardChild {
            let parent = nodes[Int(node)].parent
            if parent < 0 {
                roots[nodes[Int(node)].root] = nil
                release(node, &versions)
                return
            }
            edges[Edge(parent: parent, token: nodes[Int(node)].token)] = nil
            if nodes[Int(node)].token == nil {
                nodes[Int(parent)].hasWildcardChild = false
            } else {
                nodes[Int(parent)].constantChildren -= 1
            }
            release(node, &versions)
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
    mutating func restore(count: Int, path: [[UInt8]?], _ versions: inout ScopeVersions) -> Int32 {
        var node = makeRoot(count, &versions)
        for token in path {
            let edge = Edge(parent: node, token: token)
            if let child = edges[edge] {
                node = child
                continue
            }
            let child = make(parent: node, token: token, &versions)
            edges[edge] = child
            if token == nil { nodes[Int(node)].hasWildcardChild = true } else { nodes[Int(node)].constantChildren += 1 }
            node = child
        }
        return node
    }

    /// A token that counts as a wildcard on the way down: it holds variable text, which the paper tells by its digits.
    private func isVariable(_ line: SkeletonLine, _ token: SkeletonToken) -> Bool {
        if token.isMasked || token.isWildcard { return true }
        return mindsDigits && line.bytes[token.range].contains { ByteClass.of($0) & ByteClass.digit != 0 }
    }

    private mutating func make(parent: Int32, token: [UInt8]?, _ versions: inout ScopeVersions) -> Int32 {
        let node = Node(parent: parent, token: token, scope: versions.make())
        if let reused = free.popLast() {
            nodes[Int(reused)] = node
            return reused
        }
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    private mutating func release(_ node: Int32, _ versions: inout ScopeVersions) {
        versions.release(nodes[Int(node)].scope)
        nodes[Int(node)].groups = []
        free.append(node)
    }
}
