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
        let drawing = WorkflowDrawing(workflow, names: names, metrics: metrics)
        let overlay = diagnosis.map { WorkflowOverlay($0, end: workflow.tree.end) }
        var parts = [drawing.plain(showsCounts: overlay == nil)]
        if let overlay { parts.append(drawing.layer(overlay)) }
        let title = workflow.name + ": " + workflow.root.notation
        return page("workflow " + workflow.name, title, parts, drawing.width, drawing.height)
    }

    /// Draws several workflows side by side, each under its name, in rows.
    ///
    /// - Parameter width: where a row ends, in pixels; one wide drawing alone may be wider.
    public static func render(
        _ workflows: [TaskWorkflow], names: WorkflowNames = WorkflowNames(), width: Int = 1_600,
        metrics: WorkflowLayout.Metrics = WorkflowLayout.Metrics()
    ) -> String {
        var parts: [String] = []
        var x = 0, y = 0, rowHeight = 0, whole = 0
        let margin = Int(metrics.margin)
        for workflow in workflows {
            let drawing = WorkflowDrawing(workflow, names: names, metrics: metrics)
            let title = "\(workflow.name) · \(workflow.executions) executions"
            let own = max(drawing.width, title.count * 7 + 2 * margin)
            if x > 0, x + own > width {
                y += rowHeight
                (x, rowHeight) = (0, 0)
            }
            parts.append("<text class=\"title\" x=\"\(x + margin)\" y=\"\(y + margin)\">\(escaped(title))</text>")
            parts.append("<g transform=\"translate(\(x) \(y + titleHeight))\">\(drawing.plain(showsCounts: true))</g>")
            x += own
            rowHeight = max(rowHeight, drawing.height + titleHeight)
            whole = max(whole, x)
        }
        let height = y + rowHeight
        // A file of its own may be shown on any background, so it draws a white one.
        let paper = "<rect class=\"paper\" width=\"\(whole)\" height=\"\(height)\"/>"
        return page("workflows", workflows.map(\.root.notation).joined(separator: "; "), [paper] + parts, whole, height)
    }

    /// Room for a name above a drawing.
    private static let titleHeight = 16

    private static func page(_ label: String, _ title: String, _ parts: [String], _ width: Int, _ height: Int) -> String {
        let head = """
            <svg xmlns="http://www.w3.org/2000/svg" class="auspex-workflow" viewBox="0 0 \(width) \(height)" \
            width="\(width)" height="\(height)" role="img" aria-label="\(escaped(label))">
            """
        return ([head, "<title>\(escaped(title))</title>", "<style>\n\(scheme)\(rules)</style>"] + parts).joined(separator: "\n")
            + "\n</svg>\n"
    }

    /// Colours for a drawing that stands alone.
    private static let scheme = """
        .auspex-workflow{--auspex-ink:#1f2933;--auspex-muted:#6b7785;--auspex-box:#f5f7f9;--auspex-good:#0b7a55;--auspex-bad:#c62828;\
        --auspex-expected:#1d5fa8;--auspex-paper:#fff;max-width:100%;height:auto}
        @media (prefers-color-scheme:dark){.auspex-workflow{--auspex-ink:#e4e8ec;--auspex-muted:#93a0ad;--auspex-box:#232b33;\
        --auspex-good:#4cc79a;--auspex-bad:#ff7b72;--auspex-expected:#79b4f2;--auspex-paper:#12171c}}
        .auspex-workflow .paper{fill:var(--auspex-paper)}.auspex-workflow text.title{font-weight:600;font-size:13px}

        """

    /// The styles; a page that draws several workflows needs them once and sets the colours itself.
    static let rules = """
        .auspex-workflow{color:var(--auspex-ink);font:11px system-ui,sans-serif}
        .auspex-workflow text{fill:var(--auspex-ink);font-size:11px}.auspex-workflow .id{font-weight:600}
        .auspex-workflow .text,.auspex-workflow .label{fill:var(--auspex-muted)}.auspex-workflow .label{text-anchor:end}
        .auspex-workflow .way,.auspex-workflow .back{fill:none;stroke:var(--auspex-muted);stroke-width:1.4}.auspex-workflow .back{stroke-dasharray:5 3}
        .auspex-workflow .share{fill:var(--auspex-muted)}.auspex-workflow .head{fill:var(--auspex-muted)}
        .auspex-workflow .bar{stroke:var(--auspex-ink);stroke-width:5;stroke-linecap:round}
        .auspex-workflow .mark{fill:var(--auspex-box);stroke:var(--auspex-ink);stroke-width:1.4}
        .auspex-workflow .box{fill:var(--auspex-box);stroke:var(--auspex-ink);stroke-width:1.1}
        .auspex-workflow .dot{fill:var(--auspex-ink)}.auspex-workflow .ring{fill:none;stroke:var(--auspex-ink);stroke-width:2}
        .auspex-workflow .came{fill:none;stroke:var(--auspex-good);stroke-width:2.6}.auspex-workflow .bar.came{stroke-width:5}
        .auspex-workflow .head.came{fill:var(--auspex-good);stroke:none}.auspex-workflow .label.came{fill:var(--auspex-good);stroke:none}
        .auspex-workflow .expected{fill:none;stroke:var(--auspex-expected);stroke-width:2.4;stroke-dasharray:7 4}
        .auspex-workflow .missing{fill:none;stroke:var(--auspex-bad);stroke-width:2.2;stroke-dasharray:2 4}
        .auspex-workflow .aside,.auspex-workflow .label.expected{fill:var(--auspex-expected);stroke:none}.auspex-workflow .label.missing{fill:var(--auspex-bad);stroke:none}
        .auspex-workflow .flag{fill:var(--auspex-bad);stroke:var(--auspex-box);stroke-width:1.5}
        .auspex-workflow .flag+text{fill:var(--auspex-box);font-weight:600;text-anchor:middle}

        """

    /// A coordinate, one decimal at most.
    static func number(_ value: Double) -> String {
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
            default:
                let isShown = scalar.value >= 32 && !scalar.isHidden && !(0xFFFE...0xFFFF).contains(scalar.value)
                result.unicodeScalars.append(isShown ? scalar : " ")
            }
        }
        return result
    }
}
