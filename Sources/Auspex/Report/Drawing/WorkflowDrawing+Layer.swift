extension WorkflowDrawing {
    /// What a session adds: its way, the steps that should have come, and flags where something was wrong. Few elements, whatever the size of
    /// the workflow.
    func layer(_ overlay: WorkflowOverlay) -> String {
        var ways = "", bars = "", heads = "", marks = ""
        for line in layout.lines where overlay.passed(line) {
            switch line.kind {
            case .bar: bars += Self.path(line.points, radius: 0)
            case .choice: marks += Self.diamond(line)
            case .way, .back: ways += Self.path(line.points, radius: 8)
            }
            if line.hasArrow { heads += Self.head(line) }
        }
        var outlines: [WorkflowOverlay.Mark: String] = [:]
        var texts: [String] = []
        for box in layout.boxes {
            guard let mark = overlay.mark(box.node) else { continue }
            // The ends of the task are small circles: they have no room for words.
            guard box.width > 40 else {
                if mark == .expected {
                    texts.append(Self.text("aside", box.x + box.width + 6, box.y + box.height / 2 + 4, overlay.side(box.node)))
                }
                continue
            }
            outlines[mark, default: ""] += Self.outline(box)
            texts.append(Self.text("label \(mark.rawValue)", box.x + box.width - 8, box.y + 16, overlay.side(box.node)))
        }
        var parts = [
            shape("way came", ways), shape("bar came", bars), shape("head came", heads), shape("mark", marks),
            shape("came", outlines[.came] ?? ""), shape("missing", outlines[.missing] ?? ""), shape("expected", outlines[.expected] ?? ""),
        ]
        parts += texts
        for flag in overlay.flags {
            if let box = layout.boxes.first(where: { $0.node == flag.node }) { parts.append(draw(flag, at: box)) }
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func shape(_ style: String, _ path: String) -> String {
        path.isEmpty ? "" : "<path class=\"\(style)\" d=\"\(path)\"/>"
    }

    /// Where a flag hangs: on the lower edge of a box for what came after it, on the upper edge for how it was reached; beside the start.
    func place(of flag: WorkflowOverlay.Flag) -> WorkflowLayout.Point? {
        guard let box = layout.boxes.first(where: { $0.node == flag.node }) else { return nil }
        if box.width <= 40 { return .init(x: box.x + box.width + 4, y: box.y + box.height / 2 - Self.flagHeight / 2) }
        return .init(
            x: box.x + box.width + 10 - Self.width(of: flag.words),
            y: flag.isAfter ? box.y + box.height - 4 : box.y - Self.flagHeight + 4)
    }

    private func draw(_ flag: WorkflowOverlay.Flag, at box: WorkflowLayout.Box) -> String {
        guard let corner = place(of: flag) else { return "" }
        return
            "<rect class=\"flag\" x=\"\(WorkflowSVG.number(corner.x))\" y=\"\(WorkflowSVG.number(corner.y))\" "
            + "width=\"\(WorkflowSVG.number(Self.width(of: flag.words)))\" height=\"\(WorkflowSVG.number(Self.flagHeight))\" rx=\"4\"/>"
            + "<text x=\"\(WorkflowSVG.number(corner.x + Self.width(of: flag.words) / 2))\" y=\"\(WorkflowSVG.number(corner.y + 12))\">\(WorkflowSVG.escaped(flag.words))</text>"
    }

    private static let flagHeight = 17.0
    /// Room for bold words in the widest of the usual fonts; narrower ones stand in the middle.
    private static func width(of words: String) -> Double { Double(words.count) * 7.4 + 12 }
}
