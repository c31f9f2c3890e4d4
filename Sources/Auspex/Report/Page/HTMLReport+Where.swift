extension HTMLReport {
    /// Where in which task it went wrong: the facts, and the drawn workflow with the session's way over it.
    func whereabouts(_ anomaly: ReportModel.Anomaly, place: Int) -> HTML {
        guard let diagnosis = anomaly.diagnosis else { return HTML() }
        var part: HTML = "<section class=\"where\"><h3>\(heading(diagnosis))</h3>\n<div class=\"map\"><dl>\n"
        if let began = diagnosis.began { part.append(fact("Began", step(began))) }
        if let last = diagnosis.lastGood { part.append(fact("Last good step", step(last))) }
        if !diagnosis.expected.isEmpty {
            var list: HTML = "<ol class=\"candidates\">"
            for next in diagnosis.expected {
                list.append("<li>\(probability(next.probability ?? 0))<span class=\"t\">\(awaited(next))</span></li>")
            }
            list.append("</ol>")
            part.append(fact("Expected next", list))
        }
        if let other = diagnosis.cameInstead { part.append(fact("Came instead", step(other), isBad: true)) }
        if diagnosis.endedEarly { part.append(fact("Came instead", "nothing: the session ended", isBad: true)) }
        if !diagnosis.neverCame.isEmpty {
            part.append(fact("Never came", list(diagnosis.neverCame.map { awaited($0) }), isBad: true))
        }
        let further = diagnosis.furtherSuperfluous
        if !further.isEmpty {
            var steps = further.map { step($0) }
            let hidden = diagnosis.superfluousCount - diagnosis.superfluous.count
            if hidden > 0 { steps.append("…and \(count: hidden) more") }
            part.append(fact("Out of place", list(steps), isBad: true))
        }
        if let slow = diagnosis.slowStep { part.append(fact("Slow step", self.slow(slow), isBad: true)) }
        part.append("</dl>\n")
        let figure = pictures.figure(place, diagnosis)
        part.append(figure)
        part.append("</div>\n")
        if !figure.bytes.isEmpty { part.append(legend(diagnosis)) }
        part.append("</section>\n")
        return part
    }

    private func heading(_ diagnosis: ReportModel.Diagnosis) -> HTML {
        if diagnosis.workflow == nil { return "Part of no task" }
        let name: HTML = "<b>\(diagnosis.task, limit: 80)</b>"
        if diagnosis.fit == .nearest { return "Fits no task; the nearest is \(name)" }
        // The one task of a log with sessions is named `session`.
        let task: HTML = diagnosis.task == "session" ? "the \(name)" : "task \(name)"
        let isInOrder = diagnosis.cameInstead == nil && !diagnosis.endedEarly
        return isInOrder ? "Every step in its place in \(task)" : "Where \(task) went wrong"
    }

    private func fact(_ name: HTML, _ value: HTML, isBad: Bool = false) -> HTML {
        "<div\(isBad ? HTML(" class=\"odd\"") : HTML())><dt>\(name)</dt><dd>\(value)</dd></div>\n"
    }

    private func list(_ items: [HTML]) -> HTML {
        var part: HTML = "<ul>"
        for item in items { part.append("<li>\(item)</li>") }
        part.append("</ul>")
        return part
    }

    private func step(_ step: ReportModel.Diagnosis.Step) -> HTML {
        var part = HTML()
        if !step.source.isEmpty { part.append("<span class=\"src\">\(step.source, limit: 60):</span>") }
        part.append(
            "<span class=\"at\">\(step.line.map { "line \(ReportFormat.grouped(Int(clamping: $0)))" } ?? "event \(step.number)")</span> ")
        part.append("<span title=\"\(step.template, limit: 20)\">\(ReportFormat.template(step.text), limit: 220)</span>")
        return part
    }

    private func awaited(_ step: ReportModel.Diagnosis.Awaited) -> HTML {
        "<span title=\"\(step.template, limit: 20)\">\(ReportFormat.template(step.text), limit: 220)</span>\(step.count > 1 ? " (\(step.count)×)" : "")"
    }

    private func slow(_ slow: ReportModel.Diagnosis.SlowStep) -> HTML {
        var part: HTML = "\(ParameterUnit.seconds.text(slow.seconds)) to \(step(slow.to))"
        if let low = slow.usualLow, let high = slow.usualHigh {
            part.append("<span class=\"note\">usually \(ParameterUnit.seconds.text(low)) to \(ParameterUnit.seconds.text(high))</span>")
        }
        return part
    }

    private func legend(_ diagnosis: ReportModel.Diagnosis) -> HTML {
        var part: HTML = "<p class=\"legend\"><span class=\"came\">came</span>"
        if !diagnosis.expected.isEmpty { part.append("<span class=\"expected\">expected next</span>") }
        if !diagnosis.furtherMissing.isEmpty { part.append("<span class=\"missing\">never came</span>") }
        part.append("<span class=\"other\">other ways</span></p>\n")
        return part
    }
}
