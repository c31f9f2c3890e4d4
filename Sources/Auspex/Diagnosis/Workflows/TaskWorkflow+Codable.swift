/// Coded as name, structure, counts and (for other programs) the graph; the graph is rebuilt from the structure when read.
extension TaskWorkflow: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, notation, root, executions, graph, follows
    }

    /// Reads a workflow; sizes, counts and nodes are checked.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let root = try container.decode(WorkflowBlock.self, forKey: .root)
        func damaged(_ what: String) -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
        }
        guard root.size <= Self.maximumSize else { throw damaged("a workflow of \(root.size) blocks, more than \(Self.maximumSize)") }
        self.init(name: try container.decode(String.self, forKey: .name), root: root)
        let graph = try container.decode(WorkflowGraph.self, forKey: .graph)
        guard graph.nodes.map(\.kind) == self.graph.nodes.map(\.kind), graph.edges.count == self.graph.edges.count else {
            throw damaged("the workflow's graph is not that of its structure")
        }
        let follows = try container.decode([[Int]].self, forKey: .follows)
        var table: [Int: [Int: Int]] = [:]
        for row in follows {
            guard row.count == 3, graph.nodes.indices.contains(row[0]), graph.nodes.indices.contains(row[1]) else {
                throw damaged("a row of 'follows' is out of range")
            }
            table[row[0], default: [:]][row[1]] = row[2]
        }
        let executions = try container.decode(Int.self, forKey: .executions)
        // Sums of counts must not overflow.
        let possible = 0...Self.maximumCount
        guard possible.contains(executions), graph.nodes.allSatisfy({ possible.contains($0.count) }),
            graph.edges.allSatisfy({ possible.contains($0.count) }), table.values.allSatisfy({ $0.values.allSatisfy(possible.contains) })
        else { throw damaged("a count is negative or absurd") }
        restoreCounts(nodes: graph.nodes.map(\.count), edges: graph.edges.map(\.count), executions: executions, follows: table)
    }

    /// Writes a workflow.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(root.notation, forKey: .notation)
        try container.encode(root, forKey: .root)
        try container.encode(executions, forKey: .executions)
        try container.encode(graph, forKey: .graph)
        let rows = follows.flatMap { from, row in row.map { [from, $0.key, $0.value] } }.sorted { $0.lexicographicallyPrecedes($1) }
        try container.encode(rows, forKey: .follows)
    }
}
