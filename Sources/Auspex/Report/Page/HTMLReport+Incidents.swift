extension HTMLReport {
    /// What happened, each incident a card: when, how often, the line to look at, why, and what was expected instead.
    func incidents() -> HTML {
        guard !model.incidents.isEmpty else { return HTML() }
        let groups = incidentGroups
        let cards = groups.prefix(limits.incidents), rows = groups.dropFirst(cards.count).prefix(limits.incidentRows)
        var part: HTML = """
            <section id="incidents" aria-labelledby="incidents-title">
            <div class="bar"><h2 id="incidents-title">Incidents, the worst first</h2>\
            <div class="tools" id="itools" hidden><label><span class="hide">Search incidents</span>\
            <input type="search" id="isearch" placeholder="Search incidents  ( i )"></label></div></div>
            <p id="ishown" class="note" role="status" aria-live="polite"></p>
            <ol class="incidents">

            """
        for (place, group) in cards.enumerated() { part.append(card(group, place)) }
        part.append("</ol>\n")
        part.append(incidentRows(rows))
        let hidden = groups.dropFirst(cards.count + rows.count).reduce(0) { $0 + $1.count }
        if hidden > 0 {
            part.append(
                "<p class=\"note\">\(counted(hidden, "incident")) of lower rank \(hidden == 1 ? "is" : "are") not on this page; the JSON output has them all.</p>\n"
            )
        }
        part.append("</section>\n")
        return part
    }

    /// What is unusual about the most telling line, as a heading.
    func title(_ incident: IncidentReport) -> String {
        let words = incident.lines.first?.why ?? incident.headline
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// From when to when, with the zone; where the log has no times, the first line that shows it.
    func time(_ incident: IncidentReport) -> String {
        guard let start = incident.start else {
            return incident.lines.first.map { "line \(ReportFormat.grouped(Int(clamping: $0.line)))" } ?? ""
        }
        return ReportFormat.person(from: start, to: incident.end)
    }

    /// Where a line stands, `app.log:17`.
    func place(_ line: IncidentReport.Line) -> HTML {
        let name = line.source.split(separator: "/").last.map(String.init) ?? line.source
        return "<span class=\"src\" title=\"\(line.source, limit: 300)\">\(name, limit: 80):\(String(line.line))</span>"
    }

    /// Lines shown of an incident: those of the first incidents all, so that a page of many stays small.
    private func lines(_ incident: IncidentReport, _ index: Int) -> ArraySlice<IncidentReport.Line> {
        incident.lines.prefix(index < 50 ? 20 : 5)
    }

    private func card(_ group: [Int], _ index: Int) -> HTML {
        let incident = model.incidents[group[0]]
        var facts: [String] = []
        if incident.lineCount > 0 { facts.append(counted(incident.lineCount, "line")) }
        if incident.sources.count > 1 { facts.append(counted(incident.sources.count, "file")) }
        if incident.recurrences > 0 { facts.append("again \(ReportFormat.times(incident.recurrences))") }
        var part: HTML = """
            <li class="incident" id="incident-\(index + 1)" tabindex="-1"\(span(group[0]))><div class="ihead"><span class="place">\(incident.rank)</span>\
            <div class="what"><h3>\(title(incident), limit: 300)</h3><p class="meta"><span class="when">\(time(incident), limit: 80)</span>\
            <span>\(facts.joined(separator: " · "))</span>
            """
        if let level = incident.lines.first?.level {
            let isBad = ["error", "critical"].contains(level)
            part.append("<span class=\"chip level\(isBad ? HTML(" bad") : HTML())\" title=\"Level of the line\">\(level, limit: 20)</span>")
        }
        for reason in incident.reasons { part.append("<span class=\"chip\">\(reason.title)</span>") }
        part.append(
            """
            </p></div><span class="score" title="Score: higher is worse">\(ReportFormat.score(incident.score))</span></div>
            <div class="ibody">
            """)
        if let first = incident.lines.first { part.append(evidence(first, isFirst: true)) }
        part.append(further(incident, index))
        part.append(others(group.dropFirst()))
        part.append(touched(incident))
        part.append(related(incident))
        part.append("</div></li>\n")
        return part
    }

    /// A raw line with its place; the heading has told why of the first one.
    private func evidence(_ line: IncidentReport.Line, isFirst: Bool, isRepeated: Bool = false) -> HTML {
        var part = HTML()
        if !isFirst, !isRepeated { part.append("<p class=\"because\">\(line.why, limit: 300)</p>") }
        part.append("<p class=\"raw\">\(place(line))")
        if line.raw.isEmpty {
            part.append(" <span class=\"note\">the line can no longer be read</span></p>")
        } else {
            part.append(" <code>\(line.raw, limit: isFirst ? limits.characters : min(400, limits.characters))</code></p>")
        }
        if !line.expected.isEmpty, !isRepeated { part.append("<p class=\"usual\"><b>Expected</b> \(line.expected, limit: 400)</p>") }
        return part
    }

    private func further(_ incident: IncidentReport, _ index: Int) -> HTML {
        let further = lines(incident, index).dropFirst()
        guard !further.isEmpty else { return HTML() }
        let hidden = max(incident.lineCount, incident.lines.count) - 1 - further.count
        var part: HTML = "<details class=\"further\"><summary>\(counted(further.count, "further line"))"
        if hidden > 0 { part.append(" of \(count: further.count + hidden)") }
        part.append("</summary><ul>")
        var told = incident.lines.first?.why
        for line in further {
            part.append("<li>\(evidence(line, isFirst: false, isRepeated: line.why == told))</li>\n")
            told = line.why
        }
        part.append("</ul></details>\n")
        return part
    }

    /// The same fault in other files.
    private func related(_ incident: IncidentReport) -> HTML {
        guard let related = incident.related, !related.isEmpty else { return HTML() }
        var part: HTML = "<div class=\"touched\">The same requests at the same time: "
        for (place, rank) in related.prefix(6).enumerated() {
            let sources = model.incidents.indices.contains(rank - 1) ? model.incidents[rank - 1].sources : []
            let file = sources.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            part.append("\(place > 0 ? HTML(", ") : HTML())incident \(count: rank)")
            if let file { part.append(" in <code>\(file, limit: 80)</code>") }
        }
        part.append("</div>\n")
        return part
    }

    private func touched(_ incident: IncidentReport) -> HTML {
        guard !incident.subjects.isEmpty else { return HTML() }
        let shown = incident.subjects.prefix(6), rest = incident.subjects.dropFirst(shown.count)
        func list(_ names: ArraySlice<String>) -> HTML {
            var part = HTML()
            for (place, name) in names.enumerated() { part.append("\(place > 0 ? HTML(", ") : HTML())<code>\(name, limit: 80)</code>") }
            return part
        }
        var part: HTML = "<div class=\"touched\">Sessions touched: \(list(shown))"
        if !rest.isEmpty { part.append(" <details><summary>and \(count: rest.count) more</summary>\(list(rest))</details>") }
        part.append("</div>\n")
        return part
    }
}

extension EvidenceFamily {
    /// The words of the page.
    var title: String {
        switch self {
        case .newTemplate: "Never-seen line"
        case .newValue: "Never-seen value"
        case .rateUp: "Burst"
        case .rateDown: "Drop"
        case .silence: "Silence"
        case .highValue: "High value"
        case .lowValue: "Low value"
        case .manyHighValues: "Many high values"
        case .unexpectedOrder: "Unexpected step"
        case .missingStep: "Missing step"
        case .repeatedStep: "Repeated step"
        case .unusualCount: "Unusual count"
        case .unusualDelay: "Slow step"
        case .slowSession: "Slow session"
        case .unfinishedSession: "Never finished"
        case .unusualSessions: "Unusual sessions"
        case .alikeSessions: "Unusual sessions alike"
        }
    }
}
