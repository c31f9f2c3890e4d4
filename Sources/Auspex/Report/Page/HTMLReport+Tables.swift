extension HTMLReport {
    // MARK: Templates

    /// New templates first, then the frequent ones.
    func templates() -> HTML {
        guard !model.templates.isEmpty else { return HTML() }
        // "new 47" comes before "new 470".
        func number(_ template: ReportModel.Template) -> Int { Int(template.id.drop { !$0.isNumber }) ?? 0 }
        let sorted = model.templates.sorted {
            ($0.isNew ? 1 : 0, $0.seen, number($1), $1.id) > ($1.isNew ? 1 : 0, $1.seen, number($0), $0.id)
        }
        let hasTraining = sorted.contains { $0.trained != nil }
        let most = Double(max(1, sorted.map(\.seen).max() ?? 1))
        var part: HTML = """
            <section id="templates"><details class="fold" open><summary><h2>Kinds of line (\(count: model.templates.count))</h2></summary>
            <div class="scroll"><table class="list sortable"><thead><tr><th scope="col">Id</th>
            """
        if hasTraining { part.append("<th scope=\"col\" class=\"n\">In training</th>") }
        part.append("<th scope=\"col\" class=\"n\">Here</th><th scope=\"col\">Template</th></tr></thead><tbody>\n")
        for template in sorted.prefix(limits.templates) {
            part.append("<tr\(template.isNew ? HTML(" class=\"flag\"") : HTML())><td class=\"id\">")
            if template.isNew { part.append("<span class=\"chip\">new</span> ") }
            part.append("\(template.id, limit: 30)</td>")
            if hasTraining {
                if let trained = template.trained {
                    part.append("<td class=\"n trained\" data-n=\"\(trained)\">\(count: trained)</td>")
                } else {
                    part.append("<td class=\"n trained\" data-n=\"-1\">–</td>")
                }
            }
            part.append(
                """
                <td class="n here" data-n="\(template.seen)"><span class="track"><span class="fill" style="width:\(at: 100 * Double(template.seen) / most)%">\
                </span></span>\(count: template.seen)</td><td><code>\(template.text, limit: 400)</code></td></tr>

                """)
        }
        part.append("</tbody></table></div>\n")
        if sorted.count > limits.templates {
            part.append("<p class=\"note\">\(count: sorted.count - limits.templates) rarer ones are not shown.</p>\n")
        }
        part.append("</details></section>\n")
        return part
    }

    // MARK: Evaluation

    func evaluation() -> HTML {
        guard let evaluation = model.evaluation else { return HTML() }
        var part: HTML = "<section id=\"evaluation\"><h2>Against the labels</h2>\n<dl class=\"figures small\">"
        for fact in evaluation.figures.prefix(40) {
            part.append("<div><dt>\(fact.name, limit: 60)</dt><dd>\(fact.value, limit: 60)</dd></div>")
        }
        part.append("</dl>\n")
        if !evaluation.rows.isEmpty {
            part.append(
                """
                <div class="scroll"><table class="list"><caption>The model, and what trivial methods reach on the same data</caption><thead><tr>\
                <th scope="col">Method</th><th scope="col" class="n">Precision</th><th scope="col" class="n">Recall</th>\
                <th scope="col" class="n">F1</th><th scope="col" class="n">False alarms</th></tr></thead><tbody>

                """)
            for (index, row) in evaluation.rows.prefix(100).enumerated() {
                part.append("<tr\(index == 0 ? HTML(" class=\"own\"") : HTML())><th scope=\"row\">\(row.name, limit: 120)</th>")
                for (value, isShare) in [(row.precision, false), (row.recall, false), (row.f1, false), (row.falsePositiveRate, true)] {
                    let words = value.map { isShare ? ReportFormat.percent($0) : ReportFormat.ratio($0) } ?? "–"
                    part.append("<td class=\"n\">\(words)</td>")
                }
                part.append("</tr>\n")
            }
            part.append("</tbody></table></div>\n")
        }
        if !evaluation.note.isEmpty { part.append("<p class=\"note\">\(evaluation.note, limit: 600)</p>\n") }
        part.append("</section>\n")
        return part
    }

    // MARK: Unparsed

    func unparsed() -> HTML {
        guard !model.unparsed.isEmpty else { return HTML() }
        var part: HTML = """
            <section id="unparsed"><details class="fold" open><summary><h2>Lines that did not fit the format (\(count: model.totals.unparsedLines))</h2></summary>
            <p class="note">They were kept and judged as records without a header.</p>

            """
        for row in model.unparsed {
            part.append(
                "<h3>\(words(row.reason)) <span class=\"by\">\(counted(row.count, "line"))</span></h3>\n<table class=\"events\"><tbody>\n")
            for sample in row.samples.prefix(5) {
                part.append("<tr><td class=\"line\">")
                if !sample.source.isEmpty { part.append("<span class=\"src\">\(sample.source, limit: 60):</span>") }
                if let line = sample.line { part.append("\(count: Int(clamping: line))") }
                part.append("</td><td class=\"rec\"><code>\(sample.raw, limit: min(300, limits.characters))</code></td></tr>\n")
            }
            part.append("</tbody></table>\n")
        }
        part.append("</details></section>\n")
        return part
    }

    private func words(_ reason: UnparsedReason) -> String {
        switch reason {
        case .headerMismatch: "The header does not fit"
        case .lineTooLong: "Longer than the limit"
        case .nulBytes: "Holds NUL bytes"
        case .invalidEncoding: "Not valid UTF-8"
        case .malformedStructure: "Malformed JSON or logfmt"
        case .blank: "Blank"
        }
    }
}
