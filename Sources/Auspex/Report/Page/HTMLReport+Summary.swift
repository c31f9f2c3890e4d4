extension HTMLReport {
    func header() -> HTML {
        // On a narrow screen a path breaks behind its slashes.
        var title = HTML()
        for part in String(model.title.unicodeScalars.prefix(200)).split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { title.append("/<wbr>") }
            title.append("\(String(part.element))")
        }
        return """
            <header class="top">
            <div><p class="brand">Auspex report</p><h1>\(title)\(model.title.unicodeScalars.count > 200 ? HTML("…") : HTML())</h1><p class="sub">\(model.subtitle, limit: 600)</p></div>
            <button type="button" id="theme" hidden aria-label="Switch between light and dark">◐ Theme</button>
            </header>

            """
    }

    /// The first screen: is something wrong, what, since when, how much was read.
    func summary() -> HTML {
        let totals = model.totals
        var part: HTML =
            "<section class=\"verdict\(totals.anomalies > 0 || !model.incidents.isEmpty ? " bad" : totals.sessions > 0 ? " good" : "")\" aria-labelledby=\"verdict\">\n"
        part.append("<div class=\"answer\"><h2 id=\"verdict\">\(verdictSentence)</h2>\n")
        part.append(model.incidents.isEmpty ? HTML() : worstIncident())
        part.append(why())
        if model.incidents.isEmpty { part.append(worst()) }
        part.append("</div>\n<dl class=\"figures\">")
        part.append(figure("Lines read", totals.lines))
        part.append(figure(model.unit.prefix(1).uppercased() + model.unit.dropFirst() + "s", totals.sessions))
        part.append(figure("Kinds of line", totals.templates))
        part.append(figure("of them new", totals.newTemplates, isBad: totals.newTemplates > 0))
        part.append(figure("Unparsed lines", totals.unparsedLines, isBad: totals.unparsedLines > 0))
        part.append("</dl>\n</section>\n")
        if !model.warnings.isEmpty {
            part.append("<section class=\"warnings\" aria-label=\"Warnings\"><ul>")
            for warning in model.warnings.prefix(20) { part.append("<li>\(warning, limit: 600)</li>") }
            part.append("</ul></section>\n")
        }
        part.append(timeline())
        return part
    }

    private func figure(_ name: String, _ value: Int, isBad: Bool = false) -> HTML {
        "<div\(isBad ? HTML(" class=\"notable\"") : HTML())><dt>\(name)</dt><dd>\(count: value)</dd></div>"
    }

    /// Which reasons, how often, and when it began.
    private func why() -> HTML {
        guard !model.anomalies.isEmpty else {
            if !model.incidents.isEmpty { return HTML() }
            if model.totals.sessions == 0 {
                return "<p>The input held no records that could be put together. See the warnings and the unparsed lines below.</p>\n"
            }
            return
                "<p>Every \(model.unit) looks like those the model learnt from.\(model.thresholdChoice.isEmpty ? HTML() : HTML(" The threshold is "))\(model.thresholdChoice, limit: 400)</p>\n"
        }
        var counts = model.reasons
        let countsAll = !counts.isEmpty
        if !countsAll { for anomaly in model.anomalies { for reason in Set(anomaly.reasons) { counts[reason, default: 0] += 1 } } }
        let sorted = counts.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
        let largest = Double(sorted.first?.value ?? 1)
        var part = HTML()
        if !model.incidents.isEmpty {
            part.append("<p class=\"note\">Why \(model.unit)s are anomalous\(countsAll ? HTML(", by their main reason") : HTML()):</p>\n")
        }
        part.append("<ul class=\"why\" aria-label=\"Reasons\">")
        for (reason, count) in sorted {
            part.append(
                """
                <li><button type="button" class="reason" data-reason="\(reason.rawValue)"><span class="name">\(reason.title)</span>\
                <span class="track"><span class="fill" style="width:\(at: 100 * Double(count) / largest)%"></span></span>\
                <span class="n">\(count: count)</span></button></li>
                """)
        }
        part.append("</ul>\n")
        if !countsAll, sorted.reduce(0, { $0 + $1.value }) > model.anomalies.count {
            part.append("<p class=\"note\">One \(model.unit) may have several reasons.</p>\n")
        }
        return part
    }

    /// The worst incident: what, when, and the line to look at.
    private func worstIncident() -> HTML {
        guard let incident = model.incidents.first, limits.incidents > 0 else { return HTML() }
        var part: HTML = """
            <p class="worst">Worst: <a href="#incident-1">\(title(incident), limit: 200)</a>, \(time(incident), limit: 80)</p>

            """
        if let line = incident.lines.first, !line.raw.isEmpty {
            part.append("<p class=\"raw\">\(place(line)) <code>\(line.raw, limit: min(300, limits.characters))</code></p>\n")
        }
        return part
    }

    /// The worst anomaly in one line: what, where, what should have been there.
    private func worst() -> HTML {
        guard let anomaly = model.anomalies.first, limits.fullAnomalies > 0 else { return HTML() }
        var part: HTML =
            "<p class=\"worst\">Worst: <a href=\"#worst\">\(headline(anomaly), limit: 200)</a> in <code>\(anomaly.id, limit: 80)</code>"
        if let candidate = anomaly.findings.first?.candidates.first {
            part.append(". Expected: \(candidate.text, limit: 160) (\(ReportFormat.percent(candidate.probability)))")
        }
        part.append(".</p>\n")
        return part
    }

    func footer() -> HTML {
        var part: HTML = "<footer>\n<h2>How this page came about</h2>\n<dl class=\"facts\">"
        let choices = [
            ReportModel.Fact("Format", model.formatChoice), .init("Sessions", model.sessionChoice),
            .init("Threshold", model.thresholdChoice),
        ]
        for fact in (choices + model.provenance.prefix(40)) where !fact.value.isEmpty {
            part.append("<div><dt>\(fact.name, limit: 80)</dt><dd>\(fact.value, limit: 800)</dd></div>")
        }
        part.append("<div><dt>Program</dt><dd>Auspex \(model.toolVersion)</dd></div></dl>\n</footer>\n")
        return part
    }
}
