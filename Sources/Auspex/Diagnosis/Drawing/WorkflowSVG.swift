/// A workflow as a drawing that any browser shows: no outside program, no script, light and dark.
///
/// Colours are CSS custom properties (`--auspex-ink`, `--auspex-muted`, `--auspex-box`, `--auspex-good`, `--auspex-bad`, `--auspex-expected`)
/// that a page may set; without them the reader's preference decides between a light and a dark set.
public enum WorkflowSVG {
    /// Draws a workflow.
    ///
    /// - Parameters:
    ///   - names: what templates are called.
    ///   - diagnosis: a session whose path is laid over the drawing: the events that came, the point of divergence, what should have come.
    public static func render(
        _ workflow: TaskWorkflow, names: WorkflowNames = WorkflowNames(), diagnosis: Diagnosis? = nil,
        metrics: WorkflowLayout.Metrics = WorkflowLayout.Metrics()
    ) -> String {
        let layout = WorkflowLayout(workflow, names: names, metrics: metrics)
        let overlay = diagnosis.map { WorkflowOverlay($0, workflow: workflow) }
        let note = overlay?.note(names) ?? []
        // The note about the divergence stands beside its box and may need room.
        let longest = note.map(\.count).max() ?? 0
        let width = layout.width + (note.isEmpty ? 0 : Double(longest) * 6.6 + 30)
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" class="auspex-workflow" viewBox="0 0 \(number(width)) \(number(layout.height))" \
            width="\(number(width))" height="\(number(layout.height))" role="img" aria-label="\(escaped("workflow " + workflow.name))">
            """,
            "<title>\(escaped(workflow.name + ": " + workflow.root.notation))</title>", style,
        ]
        for line in layout.lines { parts.append(draw(line, overlay)) }
        if let overlay, !note.isEmpty { parts.append(draw(note, overlay, layout)) }
        for box in layout.boxes { parts.append(draw(box, workflow, overlay)) }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private static let style = """
        <style>
        .auspex-workflow{--ink:var(--auspex-ink,#1f2933);--muted:var(--auspex-muted,#6b7785);--box:var(--auspex-box,#f5f7f9);\
        --good:var(--auspex-good,#0b7a55);--bad:var(--auspex-bad,#c62828);--expected:var(--auspex-expected,#a35f00);color:var(--ink);\
        font:11px system-ui,sans-serif;max-width:100%;height:auto}
        @media (prefers-color-scheme:dark){.auspex-workflow{--ink:var(--auspex-ink,#e4e8ec);--muted:var(--auspex-muted,#93a0ad);\
        --box:var(--auspex-box,#232b33);--good:var(--auspex-good,#4cc79a);--bad:var(--auspex-bad,#ff7b72);--expected:var(--auspex-expected,#f0b04f)}}
        .auspex-workflow text{fill:currentColor}.auspex-workflow .id{font-weight:600}.auspex-workflow .text,.auspex-workflow .label{fill:var(--muted)}
        .auspex-workflow .way{fill:none;stroke:var(--muted);stroke-width:1.4}.auspex-workflow .back{fill:none;stroke:var(--muted);stroke-width:1.4;stroke-dasharray:5 3}
        .auspex-workflow .bar{stroke:currentColor;stroke-width:5;stroke-linecap:round}.auspex-workflow .head{fill:var(--muted);stroke:none}
        .auspex-workflow .mark{fill:var(--box);stroke:currentColor;stroke-width:1.4}.auspex-workflow .box{fill:var(--box);stroke:currentColor;stroke-width:1.1}
        .auspex-workflow .dot{fill:currentColor}.auspex-workflow .ring{fill:none;stroke:currentColor;stroke-width:2}
        .auspex-workflow .came{stroke:var(--good);stroke-width:2.4}.auspex-workflow .bar.came{stroke-width:5}.auspex-workflow .head.came{fill:var(--good);stroke:none}
        .auspex-workflow .expected{stroke:var(--expected);stroke-width:2.2;stroke-dasharray:6 3}.auspex-workflow .missing{stroke:var(--bad);stroke-width:1.8;stroke-dasharray:2 3}
        .auspex-workflow .bad{fill:var(--bad);stroke:none}.auspex-workflow .hint{fill:var(--expected)}.auspex-workflow .wrong{stroke:var(--bad);stroke-width:1.6;fill:none}
        </style>
        """

    private static func draw(_ line: WorkflowLayout.Line, _ overlay: WorkflowOverlay?) -> String {
        let came = overlay?.passed(line) == true ? " came" : ""
        var parts: [String] = []
        switch line.kind {
        case .bar:
            parts.append("<path class=\"bar\(came)\" d=\"\(path(line.points, radius: 0))\"/>")
        case .choice:
            let p = line.points[0]
            parts.append("<path class=\"mark\" d=\"M\(number(p.x)) \(number(p.y - 6))l6 6l-6 6l-6 -6z\"/>")
        case .way, .back:
            parts.append("<path class=\"\(line.kind == .back ? "back" : "way")\(came)\" d=\"\(path(line.points, radius: 8))\"/>")
        }
        if line.hasArrow, let end = line.points.last, let before = line.points.dropLast().last {
            let dx = (end.x - before.x).sign0, dy = (end.y - before.y).sign0
            // A head of 8 by 7 pixels, pointing the way the line ends.
            let a = (end.x - 8 * dx + 3.5 * dy, end.y - 8 * dy + 3.5 * dx), b = (end.x - 8 * dx - 3.5 * dy, end.y - 8 * dy - 3.5 * dx)
            parts.append(
                "<path class=\"head\(came)\" d=\"M\(number(end.x)) \(number(end.y))L\(number(a.0)) \(number(a.1))L\(number(b.0)) \(number(b.1))z\"/>"
            )
        }
        if !line.label.isEmpty {
            parts.append(
                "<text class=\"label\" x=\"\(number(line.labelAt.x))\" y=\"\(number(line.labelAt.y))\">\(escaped(line.label))</text>")
        }
        return parts.joined()
    }

    private static func path(_ points: [WorkflowLayout.Point], radius: Double) -> String {
        guard let first = points.first else { return "" }
        var text = "M\(number(first.x)) \(number(first.y))"
        for place in points.indices.dropFirst() {
            let point = points[place], last = points[place - 1]
            guard place + 1 < points.count else {
                text += "L\(number(point.x)) \(number(point.y))"
                break
            }
            let next = points[place + 1]
            let inward = (abs(point.x - last.x) + abs(point.y - last.y)) / 2, outward = (abs(next.x - point.x) + abs(next.y - point.y)) / 2
            let r = min(radius, inward, outward)
            text += "L\(number(point.x - r * (point.x - last.x).sign0)) \(number(point.y - r * (point.y - last.y).sign0))"
            text +=
                "Q\(number(point.x)) \(number(point.y)) \(number(point.x + r * (next.x - point.x).sign0)) \(number(point.y + r * (next.y - point.y).sign0))"
        }
        return text
    }

    private static func draw(_ box: WorkflowLayout.Box, _ workflow: TaskWorkflow, _ overlay: WorkflowOverlay?) -> String {
        let node = workflow.graph.nodes[box.node]
        let middle = (x: box.x + box.width / 2, y: box.y + box.height / 2)
        let mark = overlay?.mark(box.node) ?? ""
        switch node.kind {
        case .start: return "<circle class=\"dot\" cx=\"\(number(middle.x))\" cy=\"\(number(middle.y))\" r=\"6\"/>"
        case .end:
            return
                "<circle class=\"ring\(mark)\" cx=\"\(number(middle.x))\" cy=\"\(number(middle.y))\" r=\"6.5\"/><circle class=\"dot\" cx=\"\(number(middle.x))\" cy=\"\(number(middle.y))\" r=\"3\"/>"
        case .event(let template):
            var parts = [
                "<rect class=\"box\(mark)\" x=\"\(number(box.x))\" y=\"\(number(box.y))\" width=\"\(number(box.width))\" height=\"\(number(box.height))\" rx=\"6\"/>",
                "<text class=\"id\" x=\"\(number(box.x + 9))\" y=\"\(number(box.y + 16))\">\(escaped(template.description))</text>",
            ]
            if let side = overlay?.side(box.node) {
                parts.append(
                    "<text class=\"\(side.style)\" text-anchor=\"end\" x=\"\(number(box.x + box.width - 8))\" y=\"\(number(box.y + 16))\">\(escaped(side.text))</text>"
                )
            } else if node.count > 0 {
                parts.append(
                    "<text class=\"label\" text-anchor=\"end\" x=\"\(number(box.x + box.width - 8))\" y=\"\(number(box.y + 16))\">\(node.count)</text>"
                )
            }
            for (place, line) in box.lines.enumerated() {
                parts.append(
                    "<text class=\"text\" x=\"\(number(box.x + 9))\" y=\"\(number(box.y + 30 + 14 * Double(place)))\">\(escaped(line))</text>"
                )
            }
            return parts.joined()
        case .fork, .join, .junction: return ""
        }
    }

    /// What came instead, at the right of the drawing, with a line from the last good step.
    private static func draw(_ note: [String], _ overlay: WorkflowOverlay, _ layout: WorkflowLayout) -> String {
        guard let box = layout.boxes.first(where: { $0.node == overlay.lastNode }) else { return "" }
        let y = box.y + box.height / 2, x = layout.width + 4
        var parts = [
            "<path class=\"wrong\" d=\"M\(number(box.x + box.width)) \(number(y))L\(number(x)) \(number(y))m-5 -5l10 10m0 -10l-10 10\"/>"
        ]
        for (place, line) in note.enumerated() {
            parts.append("<text class=\"bad\" x=\"\(number(x + 12))\" y=\"\(number(y + 4 + 15 * Double(place)))\">\(escaped(line))</text>")
        }
        return parts.joined()
    }

    private static func number(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// Text safe inside elements and attributes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar.value < 32 || (0xFFFE...0xFFFF).contains(scalar.value) ? " " : scalar)
            }
        }
        return result
    }
}

extension Double {
    fileprivate var sign0: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
