extension HTMLReport {
    func anomalies() -> HTML {
        guard !model.anomalies.isEmpty else { return HTML() }
        let top = model.anomalies.map(\.score).filter(\.isFinite).max() ?? 1
        var part: HTML = """
            <section id="anomalies" aria-labelledby="anomalies-title">
            <div class="bar"><h2 id="anomalies-title">\(model.incidents.isEmpty ? HTML("What is wrong, the worst first") : "Anomalous \(model.unit)s, the worst first")</h2>
            <div class="tools" id="tools" hidden>
            <label><span class="hide">Search</span><input type="search" id="search" placeholder="Search ids, records, templates  ( / )"></label>
            <label>Reason <select id="reason"><option value="">all</option>
            """
        for reason in Reason.allCases where model.anomalies.contains(where: { $0.reasons.contains(reason) }) {
            part.append("<option value=\"\(reason.rawValue)\">\(reason.title)</option>")
        }
        part.append(
            """
            </select></label>
            <label>Order <select id="order"><option value="rank">worst first</option><option value="line">first line</option>\
            <option value="events">longest</option></select></label>
            <button type="button" id="unfold">Open all</button><button type="button" id="fold">Close all</button>
            </div></div>
            <p id="shown" class="note" role="status" aria-live="polite"></p>
            <div id="list">

            """)
        part.append(pictures.definitions())
        let groups = anomalyGroups, full = groups.prefix(limits.fullAnomalies)
        for group in full { part.append(item(group, top: top)) }
        part.append("</div>\n")
        part.append(rows(groups.dropFirst(full.count).flatMap(\.self).sorted(), told: full.reduce(0) { $0 + $1.count }))
        part.append("</section>\n")
        return part
    }

    private func attributes(_ anomaly: ReportModel.Anomaly, rank: Int) -> HTML {
        let reasons = anomaly.reasons.map(\.rawValue).joined(separator: " ")
        let line = anomaly.events.lazy.compactMap(\.line).first ?? UInt64(rank)
        return
            "\(span(anomaly)) data-rank=\"\(rank)\" data-line=\"\(String(line))\" data-events=\"\(anomaly.events.count)\" data-reasons=\"\(reasons)\""
    }

    func headline(_ anomaly: ReportModel.Anomaly) -> String {
        if !anomaly.headline.isEmpty { return anomaly.headline }
        guard let finding = anomaly.findings.first else { return "Scores above the threshold" }
        return finding.expected.isEmpty ? finding.observed : "\(finding.observed), expected \(finding.expected)"
    }

    private func chips(_ anomaly: ReportModel.Anomaly) -> HTML {
        var part = HTML()
        if let number = anomaly.part { part.append("<span class=\"chip\">part \(count: number)</span>") }
        for reason in anomaly.reasons { part.append("<span class=\"chip\">\(reason.title)</span>") }
        if !anomaly.label.isEmpty { part.append("<span class=\"chip label\">label: \(anomaly.label, limit: 60)</span>") }
        return part
    }

    /// Anomalies with the same story, by their places in the model's list, the worst first.
    private var anomalyGroups: [[Int]] {
        var places: [[String]: Int] = [:]
        var groups: [[Int]] = []
        for (index, anomaly) in model.anomalies.enumerated() {
            let story = AnomalyGroup.story(of: anomaly)
            if !story.isEmpty, let place = places[story] {
                groups[place].append(index)
            } else {
                if !story.isEmpty { places[story] = groups.count }
                groups.append([index])
            }
        }
        return groups
    }

    private func item(_ group: [Int], top: Double) -> HTML {
        let rank = group[0] + 1, anomaly = model.anomalies[group[0]]
        let width = anomaly.score.isFinite && top > 0 ? max(0, min(1, anomaly.score / top)) * 100 : 100
        var part: HTML = """
            <details class="item"\(attributes(anomaly, rank: rank))\(rank > 1 ? HTML() : model.incidents.isEmpty ? HTML(" id=\"worst\" open") : HTML(" id=\"worst\""))>
            <summary><span class="rank">\(rank)</span><span class="what"><span class="head">\(headline(anomaly), limit: 300)</span>\
            <span class="meta"><code class="id">\(anomaly.id, limit: 120)</code>\(chips(anomaly))\(group.count > 1 ? "<span class=\"chip label\">and \(count: group.count - 1) more like this</span>" : HTML())</span></span>\
            <span class="score" title="Score: higher is more anomalous"><span class="track"><span class="fill" style="width:\(at: width)%">\
            </span></span>\(ReportFormat.score(anomaly.score))</span></summary>
            <div class="body">

            """
        part.append(findings(anomaly))
        part.append(whereabouts(anomaly, place: rank - 1))
        part.append(events(anomaly))
        part.append(alike(group.dropFirst()))
        part.append("</div></details>\n")
        return part
    }

    /// The other anomalies with this story: which, when, and the line that shows it.
    private func alike(_ group: ArraySlice<Int>) -> HTML {
        guard !group.isEmpty else { return HTML() }
        let shown = group.prefix(limits.sameKind)
        var part: HTML = "<h3>\(counted(group.count, "\(model.unit)")) more like this</h3>\n<ul class=\"same\">"
        for index in shown {
            let anomaly = model.anomalies[index]
            part.append("<li\(span(anomaly))><code>\(anomaly.id, limit: 120)</code> <span class=\"note\">\(anomaly.time, limit: 60)</span>")
            let flagged = anomaly.events.filter(\.isFlagged)
            let telling = flagged.isEmpty ? Array(anomaly.events.prefix(1)) : flagged
            for event in telling.prefix(min(3, limits.events)) where !event.raw.isEmpty {
                part.append("<br><code>\(event.raw, limit: min(300, limits.characters))</code>")
            }
            part.append("</li>\n")
        }
        if group.count > shown.count {
            part.append("<li class=\"note\">\(count: group.count - shown.count) more are not on this page.</li>")
        }
        part.append("</ul>\n")
        return part
    }

    // MARK: Evidence

    /// Expected against observed, side by side, one block per finding.
    private func findings(_ anomaly: ReportModel.Anomaly) -> HTML {
        guard !anomaly.findings.isEmpty else { return HTML() }
        var part: HTML = "<div class=\"findings\">\n"
        for finding in anomaly.findings.prefix(6) {
            part.append("<div class=\"finding\"><p class=\"cause\"><b>\(finding.reason.title)</b>")
            if let index = finding.event, anomaly.events.indices.contains(index) {
                if let line = anomaly.events[index].line {
                    part.append(" at line \(count: Int(clamping: line))")
                } else {
                    part.append(" at event \(count: index + 1)")
                }
            } else if finding.event != nil {
                part.append(" at the end")
            }
            part.append(" <span class=\"by\">\(finding.detector, limit: 40)</span></p>\n<div class=\"versus\">")
            part.append("<div class=\"seen\"><h4>Observed</h4><p>\(finding.observed, limit: 400)</p></div>")
            part.append("<div class=\"wanted\"><h4>Expected</h4>")
            if finding.candidates.isEmpty, !finding.expected.isEmpty { part.append("<p>\(finding.expected, limit: 400)</p>") }
            part.append(candidates(finding))
            part.append("</div></div></div>\n")
        }
        if anomaly.findings.count > 6 { part.append("<p class=\"note\">…and \(count: anomaly.findings.count - 6) more findings.</p>\n") }
        part.append("</div>\n")
        return part
    }

    private func candidates(_ finding: ReportModel.Finding) -> HTML {
        guard !finding.candidates.isEmpty else { return HTML() }
        var part: HTML = "<ol class=\"candidates\">"
        for candidate in finding.candidates.prefix(5) {
            part.append(
                """
                <li>\(probability(candidate.probability))<span class="t" title="\(candidate.template, limit: 20)">\
                \(candidate.text.isEmpty ? candidate.template : ReportFormat.template(candidate.text), limit: 220)</span></li>
                """)
        }
        part.append("</ol>")
        return part
    }

    func probability(_ value: Double) -> HTML {
        """
        <span class="p"><span class="track"><span class="fill" style="width:\(at: value.isFinite ? 100 * max(0, min(1, value)) : 0)%"></span></span>\
        <span class="n">\(ReportFormat.percent(value))</span></span>
        """
    }

    // MARK: Records

    /// Which records are shown: the head, the tail, and three on each side of every flagged one, within the limit.
    func shownEvents(_ events: [ReportModel.Event]) -> [Int] {
        guard events.count > limits.events else { return Array(events.indices) }
        var shown: Set<Int> = []
        func add(_ range: Range<Int>) {
            for index in range.clamped(to: events.indices) where shown.count < limits.events { shown.insert(index) }
        }
        add(0..<min(5, limits.events / 4))
        add(max(0, events.count - min(4, limits.events / 4))..<events.count)
        for index in events.indices where events[index].isFlagged {
            guard shown.count < limits.events else { break }
            add(index - 3..<index + 4)
        }
        if shown.count < limits.events / 2 { add(0..<limits.events / 2) }
        return shown.sorted()
    }

    private func events(_ anomaly: ReportModel.Anomaly) -> HTML {
        guard !anomaly.events.isEmpty else { return HTML() }
        let hasProbability = anomaly.events.contains { $0.probability != nil }
        let hasWait = anomaly.events.contains { $0.wait != nil }
        let hasLine = anomaly.events.contains { $0.line != nil }
        var part: HTML = "<table class=\"events\"><caption>\(counted(anomaly.events.count, "record"))"
        if !anomaly.time.isEmpty { part.append(" from \(anomaly.time, limit: 60)") }
        part.append("</caption><thead><tr><th scope=\"col\">\(hasLine ? HTML("Line") : HTML("No."))</th>")
        if hasWait { part.append("<th scope=\"col\" title=\"Time since the record before\">Wait</th>") }
        if hasProbability { part.append("<th scope=\"col\" title=\"Probability the model gave this step\">Chance</th>") }
        part.append("<th scope=\"col\">Record</th></tr></thead><tbody>\n")
        let columns = 2 + (hasWait ? 1 : 0) + (hasProbability ? 1 : 0)
        var last = -1
        for index in shownEvents(anomaly.events) {
            if index > last + 1 {
                let skipped = anomaly.events[last + 1..<index]
                let flagged = skipped.count { $0.isFlagged }
                part.append("<tr class=\"gap\"><td colspan=\"\(columns)\">⋮ \(counted(skipped.count, "more record"))")
                if flagged > 0 { part.append(", \(count: flagged) of them flagged") }
                part.append("</td></tr>\n")
            }
            last = index
            part.append(row(anomaly.events[index], index, hasWait, hasProbability))
        }
        part.append("</tbody></table>\n")
        return part
    }

    private func row(_ event: ReportModel.Event, _ index: Int, _ hasWait: Bool, _ hasProbability: Bool) -> HTML {
        var part: HTML = "<tr\(event.isFlagged ? HTML(" class=\"flag\"") : HTML())><td class=\"line\">"
        if event.isFlagged { part.append("<span class=\"mark\" role=\"img\" aria-label=\"flagged\">▲</span> ") }
        if !event.source.isEmpty { part.append("<span class=\"src\">\(event.source, limit: 60):</span>") }
        part.append("\(count: event.line.map { Int(clamping: $0) } ?? index + 1)</td>")
        if hasWait { part.append("<td class=\"wait\">\(event.wait.map { ReportFormat.duration($0) } ?? "")</td>") }
        if hasProbability {
            part.append("<td class=\"prob\">")
            if let value = event.probability {
                part.append(probability(value))
                if let rank = event.rank, event.isFlagged {
                    part.append("<span class=\"note\">\(rank == .max ? HTML("new") : "no. \(count: rank) of the likely ones")</span>")
                }
            }
            part.append("</td>")
        }
        part.append("<td class=\"rec\">")
        if !event.raw.isEmpty {
            part.append(
                "<code title=\"\(event.template, limit: 20) \(event.templateText, limit: 300)\">\(event.raw, limit: limits.characters)</code>"
            )
        }
        if event.raw.isEmpty || event.isFlagged {
            let text = event.templateText.isEmpty ? event.template : ReportFormat.template(event.templateText)
            part.append("<span class=\"tmpl\" title=\"\(event.template, limit: 20)\">\(text, limit: 400)</span>")
        }
        part.append("</td></tr>\n")
        return part
    }

    // MARK: The rest

    private func rows(_ rest: [Int], told count: Int) -> HTML {
        guard !rest.isEmpty else {
            let hidden = model.totals.anomalies - count
            return hidden > 0 ? "<p class=\"note\">\(count: hidden) more are not on this page.</p>\n" : HTML()
        }
        var part: HTML = """
            <h3>Further anomalies</h3>
            <div class="scroll"><table class="list"><thead><tr><th scope="col">Rank</th><th scope="col">Id</th><th scope="col">Score</th>\
            <th scope="col">Reasons</th><th scope="col">What</th></tr></thead><tbody id="more">

            """
        for place in rest.prefix(limits.rows) {
            let rank = place + 1, anomaly = model.anomalies[place]
            part.append(
                """
                <tr class="item"\(attributes(anomaly, rank: rank))><td class="n">\(count: rank)</td><td><code>\(anomaly.id, limit: 120)</code></td>\
                <td class="n">\(ReportFormat.score(anomaly.score))</td><td>\(chips(anomaly))</td><td>\(headline(anomaly), limit: 160)</td></tr>

                """)
        }
        part.append("</tbody></table></div>\n")
        let hidden = max(model.totals.anomalies, model.anomalies.count) - count - limits.rows
        if hidden > 0 { part.append("<p class=\"note\">\(count: hidden) more are not on this page; the JSON output has them all.</p>\n") }
        return part
    }
}
