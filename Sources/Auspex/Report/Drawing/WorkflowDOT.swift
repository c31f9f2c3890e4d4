/// A workflow as a Graphviz graph.
public enum WorkflowDOT {
    /// The graph in the DOT language; labels are escaped.
    public static func render(_ workflow: TaskWorkflow, names: WorkflowNames = WorkflowNames()) -> String {
        page(workflow.name, body(of: workflow, names, prefix: "n", indent: "  "))
    }

    /// Several workflows as one graph, each in a cluster under its name.
    public static func render(_ workflows: [TaskWorkflow], names: WorkflowNames = WorkflowNames()) -> String {
        page(
            "workflows",
            workflows.enumerated().flatMap { number, workflow in
                ["  subgraph cluster_\(number) {", "    label=\(quoted("\(workflow.name) · \(workflow.executions) executions"));"]
                    + body(of: workflow, names, prefix: "t\(number)n", indent: "    ") + ["  }"]
            })
    }

    private static func page(_ name: String, _ lines: [String]) -> String {
        let head = [
            "digraph \(quoted(name)) {", "  rankdir=TB;", "  fontname=\"sans-serif\";", "  node [fontname=\"sans-serif\", fontsize=10];",
            "  edge [fontname=\"sans-serif\", fontsize=9];",
        ]
        return (head + lines).joined(separator: "\n") + "\n}\n"
    }

    private static func body(of workflow: TaskWorkflow, _ names: WorkflowNames, prefix: String, indent: String) -> [String] {
        var lines: [String] = []
        for (index, node) in workflow.graph.nodes.enumerated() {
            let style =
                switch node.kind {
                case .start: "shape=circle, style=filled, fillcolor=black, label=\"\", width=0.2"
                case .end: "shape=doublecircle, label=\"\", width=0.15"
                case .fork, .join: "shape=box, style=filled, fillcolor=black, label=\"\", height=0.05, width=1"
                case .junction: "shape=diamond, label=\"\", width=0.2, height=0.2"
                case .event(let template):
                    "shape=box, style=rounded, label="
                        + quoted([template.description, names.text(template, limit: 48)].filter { !$0.isEmpty }.joined(separator: "\n"))
                }
            lines.append("\(indent)\(prefix)\(index) [\(style)];")
        }
        for edge in workflow.graph.edges {
            var attributes: [String] = []
            if edge.count > 0 { attributes.append("label=\"\(edge.count)\"") }
            if edge.isBack { attributes.append("constraint=false, style=dashed") }
            let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
            lines.append("\(indent)\(prefix)\(edge.from) -> \(prefix)\(edge.to)\(list);")
        }
        return lines
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
