extension HTMLReport {
    /// Incidents of one kind, by their places in the model's list: the worst, then the others. Those without a kind stand alone.
    var incidentGroups: [[Int]] {
        var places: [String: Int] = [:]
        var groups: [[Int]] = []
        for (index, incident) in model.incidents.enumerated() {
            if !incident.id.isEmpty, let place = places[incident.id] {
                groups[place].append(index)
            } else {
                if !incident.id.isEmpty { places[incident.id] = groups.count }
                groups.append([index])
            }
        }
        return groups
    }

    /// The other incidents of a kind: when, how often, and the line to look at.
    func others(_ group: ArraySlice<Int>) -> HTML {
        guard !group.isEmpty else { return HTML() }
        let shown = group.prefix(limits.sameKind)
        var part: HTML = "<details class=\"further\"><summary>\(counted(group.count, "more incident")) of this kind</summary><ul>"
        for index in shown {
            let incident = model.incidents[index]
            part.append(
                "<li class=\"one\"\(span(index))><p class=\"meta\">\(count: incident.rank). \(time(incident), limit: 80) · \(counted(incident.lineCount, "line"))</p>"
            )
            if let line = incident.lines.first, !line.raw.isEmpty {
                part.append("<p class=\"raw\">\(place(line)) <code>\(line.raw, limit: min(300, limits.characters))</code></p>")
            }
            part.append("</li>\n")
        }
        if group.count > shown.count {
            part.append("<li class=\"note\">\(count: group.count - shown.count) more are not on this page.</li>")
        }
        part.append("</ul></details>\n")
        return part
    }

    /// Incidents of lower rank, a row each.
    func incidentRows(_ groups: ArraySlice<[Int]>) -> HTML {
        guard !groups.isEmpty else { return HTML() }
        var part: HTML = """
            <h3>Further incidents</h3>
            <div class="scroll"><table class="list"><thead><tr><th scope="col">Rank</th><th scope="col">When</th><th scope="col">Lines</th>\
            <th scope="col">What</th></tr></thead><tbody>

            """
        for group in groups {
            let incident = model.incidents[group[0]]
            part.append(
                """
                <tr class="irow"\(span(group[0]))><td class="n">\(count: incident.rank)</td><td class="when">\(time(incident), limit: 80)</td>\
                <td class="n">\(count: incident.lineCount)</td><td>\(title(incident), limit: 160)
                """)
            if group.count > 1 { part.append(" <span class=\"note\">and \(count: group.count - 1) more of this kind</span>") }
            if let line = incident.lines.first, !line.raw.isEmpty {
                part.append("<br>\(place(line)) <code>\(line.raw, limit: min(200, limits.characters))</code>")
            }
            part.append("</td></tr>\n")
        }
        part.append("</tbody></table></div>\n")
        return part
    }
}
