/// A workflow drawn in layers: what is the same for every session, and what one session adds. A page that shows many sessions of a task draws
/// the first layer once and lays the small second one over it for each session.
struct WorkflowDrawing {
    private let workflow: TaskWorkflow
    let layout: WorkflowLayout

    init(_ workflow: TaskWorkflow, names: WorkflowNames, metrics: WorkflowLayout.Metrics = WorkflowLayout.Metrics()) {
        self.workflow = workflow
        layout = WorkflowLayout(workflow, names: names, metrics: metrics)
    }

    /// Width in whole pixels.
    var width: Int { Int(layout.width.rounded(.up)) }
    /// Height in whole pixels.
    var height: Int { Int(layout.height.rounded(.up)) }

    /// The workflow itself.
    ///
    /// - Parameter showsCounts: whether each step tells how often it came in training; a session's layer needs that place for itself.
    func plain(showsCounts: Bool) -> String {
        // Marks lie over the ways that begin in them.
        let lines = layout.lines.filter { $0.kind != .choice } + layout.lines.filter { $0.kind == .choice }
        return (lines.map(draw) + layout.boxes.map { draw($0, showsCounts: showsCounts) }).joined(separator: "\n")
    }

    private func draw(_ line: WorkflowLayout.Line) -> String {
        var parts: [String] = []
        switch line.kind {
        case .bar: parts.append("<path class=\"bar\" d=\"\(Self.path(line.points, radius: 0))\"/>")
        case .choice: parts.append("<path class=\"mark\" d=\"\(Self.diamond(line))\"/>")
        case .way, .back:
            parts.append("<path class=\"\(line.kind == .back ? "back" : "way")\" d=\"\(Self.path(line.points, radius: 8))\"/>")
        }
        if line.hasArrow { parts.append("<path class=\"head\" d=\"\(Self.head(line))\"/>") }
        if !line.label.isEmpty { parts.append(Self.text("share", line.labelAt.x, line.labelAt.y, line.label)) }
        return parts.joined()
    }

    private func draw(_ box: WorkflowLayout.Box, showsCounts: Bool) -> String {
        let node = workflow.graph.nodes[box.node]
        let x = WorkflowSVG.number(box.x + box.width / 2), y = WorkflowSVG.number(box.y + box.height / 2)
        switch node.kind {
        case .start: return "<circle class=\"dot\" cx=\"\(x)\" cy=\"\(y)\" r=\"6\"/>"
        case .end:
            return
                "<circle class=\"ring\" cx=\"\(x)\" cy=\"\(y)\" r=\"6.5\"/><circle class=\"dot\" cx=\"\(x)\" cy=\"\(y)\" r=\"3\"/>"
        case .event(let template):
            var parts = [
                "<path class=\"box\" d=\"\(Self.outline(box))\"/>", Self.text("id", box.x + 9, box.y + 16, template.description),
            ]
            if showsCounts, node.count > 0 { parts.append(Self.text("label", box.x + box.width - 8, box.y + 16, "\(node.count)")) }
            for (place, line) in box.lines.enumerated() {
                parts.append(Self.text("text", box.x + 9, box.y + 30 + 14 * Double(place), line))
            }
            return parts.joined()
        case .fork, .join, .junction: return ""
        }
    }

    // MARK: Shapes

    static func text(_ style: String, _ x: Double, _ y: Double, _ text: String) -> String {
        "<text class=\"\(style)\" x=\"\(WorkflowSVG.number(x))\" y=\"\(WorkflowSVG.number(y))\">\(WorkflowSVG.escaped(text))</text>"
    }

    /// A rectangle with round corners.
    static func outline(_ box: WorkflowLayout.Box) -> String {
        let width = WorkflowSVG.number(box.width - 12), height = WorkflowSVG.number(box.height - 12)
        return
            "M\(WorkflowSVG.number(box.x + 6)) \(WorkflowSVG.number(box.y))h\(width)q6 0 6 6v\(height)q0 6 -6 6h-\(width)q-6 0 -6 -6v-\(height)q0 -6 6 -6z"
    }

    static func diamond(_ line: WorkflowLayout.Line) -> String {
        "M\(WorkflowSVG.number(line.points[0].x)) \(WorkflowSVG.number(line.points[0].y - 6))l6 6l-6 6l-6 -6z"
    }

    /// A head of 8 by 7 pixels, pointing the way the line ends.
    static func head(_ line: WorkflowLayout.Line) -> String {
        guard let end = line.points.last, let before = line.points.dropLast().last else { return "" }
        let dx = (end.x - before.x).sign0, dy = (end.y - before.y).sign0
        let a = (end.x - 8 * dx + 3.5 * dy, end.y - 8 * dy + 3.5 * dx), b = (end.x - 8 * dx - 3.5 * dy, end.y - 8 * dy - 3.5 * dx)
        return "M\(WorkflowSVG.number(end.x)) \(WorkflowSVG.number(end.y))L\(WorkflowSVG.number(a.0)) \(WorkflowSVG.number(a.1))"
            + "L\(WorkflowSVG.number(b.0)) \(WorkflowSVG.number(b.1))z"
    }

    /// A line with round corners.
    static func path(_ points: [WorkflowLayout.Point], radius: Double) -> String {
        guard let first = points.first else { return "" }
        func at(_ x: Double, _ y: Double) -> String { "\(WorkflowSVG.number(x)) \(WorkflowSVG.number(y))" }
        var text = "M" + at(first.x, first.y)
        for place in points.indices.dropFirst() {
            let point = points[place], last = points[place - 1]
            guard place + 1 < points.count else {
                text += "L" + at(point.x, point.y)
                break
            }
            let next = points[place + 1]
            let inward = (abs(point.x - last.x) + abs(point.y - last.y)) / 2, outward = (abs(next.x - point.x) + abs(next.y - point.y)) / 2
            let r = min(radius, inward, outward)
            text += "L" + at(point.x - r * (point.x - last.x).sign0, point.y - r * (point.y - last.y).sign0)
            text += "Q" + at(point.x, point.y)
            text += " " + at(point.x + r * (next.x - point.x).sign0, point.y + r * (next.y - point.y).sign0)
        }
        return text
    }
}

extension Double {
    fileprivate var sign0: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
