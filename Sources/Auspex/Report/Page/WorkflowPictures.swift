/// The drawings of a page: each workflow once, and for each anomaly the layer its session adds. Sessions with the same story share one.
struct WorkflowPictures {
    private var drawings: [Int: WorkflowDrawing] = [:]
    /// Distinct layers in the order of their first use.
    private var layers: [String] = []
    private var numbers: [String: Int] = [:]
    /// For each anomaly the number of its layer and the flag that is brought into view.
    private var shown: [(layer: Int, focus: WorkflowLayout.Point?)?] = []

    init(_ model: ReportModel, limits: HTMLReport.Limits) {
        for anomaly in model.anomalies.prefix(limits.fullAnomalies) {
            guard let diagnosis = anomaly.diagnosis, let index = diagnosis.workflow, model.workflows.indices.contains(index),
                let drawing = drawing(index, model.workflows[index], limits)
            else {
                shown.append(nil)
                continue
            }
            let overlay = WorkflowOverlay(diagnosis, reason: anomaly.findings.first { $0.event == diagnosis.at?.event }?.reason)
            let layer = drawing.layer(overlay)
            let number = numbers[layer] ?? layers.count
            if number == layers.count {
                numbers[layer] = number
                layers.append(layer)
            }
            shown.append((number, overlay.flags.first.flatMap(drawing.place)))
        }
    }

    private mutating func drawing(_ index: Int, _ workflow: ReportModel.DrawnTask, _ limits: HTMLReport.Limits) -> WorkflowDrawing? {
        if let known = drawings[index] { return known }
        guard workflow.task.graph.nodes.count <= limits.workflowNodes else { return nil }
        let drawing = WorkflowDrawing(workflow.task, names: WorkflowNames(workflow.texts))
        drawings[index] = drawing
        return drawing
    }

    /// What the figures refer to: every workflow and every layer once.
    func definitions() -> HTML {
        guard !layers.isEmpty else { return HTML() }
        var part: HTML = "<svg class=\"definitions\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n"
        for (index, drawing) in drawings.sorted(by: { $0.key < $1.key }) {
            // The class is repeated here because styles reach a copy from its own root only.
            part.append("<g id=\"task\(index)\" class=\"auspex-workflow\">\(HTML(stringLiteral: drawing.plain(showsCounts: false)))</g>\n")
        }
        for (number, layer) in layers.enumerated() {
            part.append("<g id=\"way\(number)\" class=\"auspex-workflow\">\(HTML(stringLiteral: layer))</g>\n")
        }
        part.append("</defs></svg>\n")
        return part
    }

    /// The drawing for an anomaly (its place on the page, from 0); empty when there is none.
    func figure(_ place: Int, _ diagnosis: ReportModel.Diagnosis) -> HTML {
        guard shown.indices.contains(place), let picture = shown[place], let index = diagnosis.workflow, let drawing = drawings[index]
        else {
            return HTML()
        }
        let focus = picture.focus ?? WorkflowLayout.Point(x: 0, y: 0)
        return """
            <div class="drawing" tabindex="0" data-x="\(at: focus.x)" data-y="\(at: focus.y)">\
            <svg viewBox="0 0 \(drawing.width) \(drawing.height)" width="\(drawing.width)" height="\(drawing.height)" role="img" \
            aria-label="The workflow of \(diagnosis.task, limit: 60) with the session's way through it">\
            <use href="#task\(index)"/><use href="#way\(picture.layer)"/></svg></div>

            """
    }
}

extension WorkflowOverlay {
    /// The layer of a told session.
    ///
    /// - Parameter reason: what is odd at the step the strongest finding is about.
    init(_ diagnosis: ReportModel.Diagnosis, reason: Reason?) {
        self.init()
        for visit in diagnosis.visits { visits[visit.node] = visit.count }
        for step in diagnosis.expected { expected[step.node] = step.probability ?? 0 }
        missing = Set(diagnosis.neverCame.map(\.node))
        if diagnosis.endedEarly || diagnosis.cameInstead != nil {
            let words = diagnosis.endedEarly ? "ended here" : Self.came(diagnosis.cameInstead?.template)
            flags.append(Flag(node: diagnosis.lastGood?.node ?? WorkflowTree.start, words: words, isAfter: true))
        }
        if let slow = diagnosis.slowStep, let node = slow.to.node {
            flags.append(Flag(node: node, words: Self.took(slow.seconds), isAfter: false))
        } else if let node = diagnosis.at?.node, let reason {
            flags.append(Flag(node: node, words: reason.title.lowercased(), isAfter: false))
        }
    }
}
