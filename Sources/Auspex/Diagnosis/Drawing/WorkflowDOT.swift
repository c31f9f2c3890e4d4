/// A workflow as a Graphviz graph.
public enum WorkflowDOT {
    /// The graph in the DOT language; labels are escaped.
    public static func render(_ workflow: TaskWorkflow, names: WorkflowNames = WorkflowNames()) -> String {
        var lines = ["digraph \(quoted(workflow.name)) {", "  rankdir=TB;", "  node [fontname=\"sans-serif\", fontsize=10];"]
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
            lines.append("  n\(index) [\(style)];")
        }
        for edge in workflow.graph.edges {
            var attributes: [String] = []
            if edge.count > 0 { attributes.append("label=\"\(edge.count)\"") }
            if edge.isBack { attributes.append("constraint=false, style=dashed") }
            lines.append("  n\(edge.from) -> n\(edge.to)" + (attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]") + ";")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
