/// A workflow for reading in a terminal: one line an event, indented marks for forks, alternatives and loops.
///
/// ```
/// task E5 · 98 executions
/// ● E5  Receiving block … src: … dest:
/// ╔ all of these, in any order
/// ║ ● E6  …
/// ╟
/// ║ ● E7  …
/// ╚
/// ● E8  …
/// ```
public enum WorkflowText {
    /// The lines, ending with a newline.
    public static func render(_ workflow: TaskWorkflow, names: WorkflowNames = WorkflowNames(), width: Int = 100) -> String {
        var lines = ["\(workflow.name) · \(workflow.executions) executions"]
        write(0, of: workflow, total: workflow.executions, prefix: "", names, width, &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func write(
        _ index: Int, of workflow: TaskWorkflow, total: Int, prefix: String, _ names: WorkflowNames, _ width: Int, _ lines: inout [String]
    ) {
        let block = workflow.tree.blocks[index]
        func inside(_ child: Int, _ total: Int) { write(child, of: workflow, total: total, prefix: prefix + "│ ", names, width, &lines) }
        switch block.kind {
        case .nothing: lines.append(prefix + "– nothing")
        case .event(let template, _):
            let id = template.description
            let text = names.text(template, limit: max(8, width - prefix.count - id.count - 4))
            lines.append(prefix + "● " + id + (text.isEmpty ? "" : "  " + text))
        case .sequence: for child in block.children { write(child, of: workflow, total: total, prefix: prefix, names, width, &lines) }
        case .parallel:
            lines.append(prefix + "╔ all of these, in any order")
            for (place, child) in block.children.enumerated() {
                if place > 0 { lines.append(prefix + "╟─ and") }
                write(child, of: workflow, total: workflow.entries(index), prefix: prefix + "║ ", names, width, &lines)
            }
            lines.append(prefix + "╚")
        case .choice:
            let shares = workflow.shares(of: index, total: total)
            for (place, child) in block.children.enumerated() {
                let share = shares[place].map { " (" + TaskWorkflow.percent($0) + ")" } ?? ""
                lines.append(prefix + (place == 0 ? "┌ one of" : "├─ or") + share)
                inside(child, workflow.entries(child))
            }
            lines.append(prefix + "└")
        case .loop(let bounds, _, _):
            lines.append(prefix + "↻ " + describe(bounds))
            inside(block.children[0], workflow.rounds(index))
            lines.append(prefix + "└")
        }
    }

    private static func describe(_ bounds: LoopBounds) -> String {
        switch (bounds.minimum, bounds.maximum) {
        case (1, nil): "once or more"
        case (let low, nil): "\(low) times or more"
        case (let low, let high?): low == high ? "\(low) times" : "\(low) to \(high) times"
        }
    }
}
