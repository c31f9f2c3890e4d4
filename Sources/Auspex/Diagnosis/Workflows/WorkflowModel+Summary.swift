extension WorkflowModel {
    /// The workflows that tie events together; of sessions, all of them.
    public var tasks: [TaskWorkflow] { workflows.filter { scope == .session || $0.isTask } }

    /// The workflows of a stream that are one event: it comes alone.
    public var loners: [TaskWorkflow] { workflows.filter { scope == .stream && !$0.isTask } }

    /// Share of the counted events that lie in loops where everything follows everything.
    public var disorder: Double {
        let events = workflows.map(\.disorder).reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        return events.1 == 0 ? 0 : Double(events.0) / Double(events.1)
    }
}

extension TaskWorkflow {
    /// Whether it is more than one event.
    fileprivate var isTask: Bool { if case .event = root { false } else { true } }

    /// Events counted inside loops over a choice of three or more single events, where everything follows everything, and all events counted.
    fileprivate var disorder: (inside: Int, all: Int) {
        func events(_ nodes: Range<Int>) -> Int {
            nodes.reduce(0) { if case .event = graph.nodes[$1].kind { $0 + graph.nodes[$1].count } else { $0 } }
        }
        let free = tree.blocks.filter { block in
            guard case .loop(let bounds, _, _) = block.kind, bounds.maximum == nil, let body = block.children.first else { return false }
            guard case .choice = tree.blocks[body].kind, tree.blocks[body].children.count > 2 else { return false }
            return tree.blocks[body].children.allSatisfy { if case .event = tree.blocks[$0].kind { true } else { false } }
        }
        return (free.reduce(0) { $0 + events($1.nodes) }, events(graph.nodes.indices))
    }
}
