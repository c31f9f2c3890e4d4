/// Reads what may come from a stranger: sizes and indices are checked.
extension WorkflowModel: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "workflow" }
}

extension WorkflowModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case workflows, scope, durations
    }

    /// Most workflows that are read.
    static let maximumWorkflows = 4_096
    /// Most blocks of all workflows that are read.
    static let maximumBlocks = 65_536

    /// Reads a model.
    ///
    /// - Throws: `DecodingError` for too many or too large workflows, for steps of nodes that do not exist, for times that are none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func damaged(_ what: String) -> DecodingError {
            .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
        }
        var list = try container.nestedUnkeyedContainer(forKey: .workflows)
        var workflows: [TaskWorkflow] = [], blocks = 0
        while !list.isAtEnd {
            let workflow = try list.decode(TaskWorkflow.self)
            blocks += workflow.tree.blocks.count
            workflows.append(workflow)
            guard workflows.count <= Self.maximumWorkflows, blocks <= Self.maximumBlocks else {
                throw damaged("more than \(Self.maximumWorkflows) workflows or \(Self.maximumBlocks) blocks")
            }
        }
        let durations = try container.decode(StepDurations.self, forKey: .durations)
        let nodes = workflows.map(\.graph.nodes.count)
        guard durations.steps.allSatisfy({ $0.isPossible(nodes: nodes) }) else {
            throw damaged("the duration of a step is impossible, or the step does not exist")
        }
        // Durations are found by binary search, so they are sorted again.
        self.init(
            workflows: workflows, scope: try container.decode(Scope.self, forKey: .scope), durations: StepDurations(steps: durations.steps))
    }

    /// Writes a model.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(workflows, forKey: .workflows)
        try container.encode(scope, forKey: .scope)
        try container.encode(durations, forKey: .durations)
    }
}
