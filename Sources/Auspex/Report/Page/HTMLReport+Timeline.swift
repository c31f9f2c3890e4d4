import Foundation

extension HTMLReport {
    /// Bars drawn at most; more stretches are merged.
    private static let barLimit = 200
    /// Rows of the map at most, the most affected first.
    private static let mapRowLimit = 16

    /// Incidents, lines and anomalies above one common axis; told apart by place, not only by colour. A bar that is chosen filters the page.
    func timeline() -> HTML {
        guard let timeline = model.timeline, !timeline.bins.isEmpty else { return HTML() }
        let bins = merged(timeline.bins, limit: Self.barLimit)
        let incidents = incidentCounts(timeline, bins: bins.count)
        let mostLines = max(1, bins.map(\.lines).max() ?? 1), mostAnomalies = max(1, bins.map(\.anomalies).max() ?? 1)
        let mostIncidents = incidents.max() ?? 0
        let step = 1000.0 / Double(bins.count)
        let width = max(0.8, step - (step > 4 ? 1.2 : 0.2))
        func bar(_ index: Int, y: Double, height: Double, least: Double) -> HTML {
            "<rect x=\"\(at: Double(index) * step)\" y=\"\(at: y)\" width=\"\(at: max(least, width))\" height=\"\(at: height)\"/>"
        }
        var part: HTML = """
            <section class="chart" aria-labelledby="timeline-title"><h2 id="timeline-title">When</h2>
            <div class="plot\(mostIncidents > 0 ? HTML(" three") : HTML())"><div class="rows" aria-hidden="true">\
            \(mostIncidents > 0 ? rowName("Incidents", mostIncidents) : HTML())\(rowName("Lines", mostLines))\(rowName(anomaliesName, mostAnomalies))</div>
            <svg id="timeline" viewBox="0 \(mostIncidents > 0 ? HTML("-34 1000 166") : HTML("0 1000 132"))" preserveAspectRatio="none" role="img" \
            aria-label="\(timelineWords(timeline))">

            """
        if mostIncidents > 0 {
            part.append("<g class=\"marks\">")
            for (index, count) in incidents.enumerated() where count > 0 {
                let height = max(6, 30 * Double(count) / Double(mostIncidents))
                part.append(bar(index, y: -4 - height, height: height, least: 4))
            }
            part.append("</g>")
        }
        part.append("<g class=\"lines\">")
        for (index, bin) in bins.enumerated() where bin.lines > 0 {
            let height = max(1, 74 * Double(bin.lines) / Double(mostLines))
            part.append(bar(index, y: 78 - height, height: height, least: 0.8))
        }
        part.append("</g><path class=\"axis\" d=\"M0 78.5H1000\"/><g class=\"anomalies\">")
        for (index, bin) in bins.enumerated() where bin.anomalies > 0 {
            part.append(bar(index, y: 80, height: max(5, 48 * Double(bin.anomalies) / Double(mostAnomalies)), least: 2.5))
        }
        part.append("</g><g class=\"bins\">")
        let top: HTML = mostIncidents > 0 ? "-34" : "0", tall: HTML = mostIncidents > 0 ? "166" : "132"
        for (index, bin) in bins.enumerated() where bin.lines > 0 || bin.anomalies > 0 || incidents[index] > 0 {
            let words = binWords(timeline, index, of: bins, incidents: incidents[index])
            part.append(
                "<rect x=\"\(at: Double(index) * step)\" y=\"\(top)\" width=\"\(at: step)\" height=\"\(tall)\"\(range(timeline, index, of: bins.count))><title>\(words)</title></rect>"
            )
        }
        part.append("</g></svg></div>\n<p class=\"ticks\" aria-hidden=\"true\"><span>\(place(timeline, timeline.start))</span>")
        part.append(
            "<span class=\"mid\">\(place(timeline, (timeline.start + timeline.end) / 2))</span><span>\(place(timeline, timeline.end))</span></p>\n"
        )
        part.append(map(timeline))
        part.append(
            """
            <p class="note">\(timelineWords(timeline)) \(barWords(timeline, bins.count))<span id="hint" hidden> Choose one \
            (click, or arrow keys and Enter) to see only what happened in it.</span></p>
            </section>
            <p id="range" class="range" role="status" aria-live="polite" hidden><span></span> <button type="button">Show all</button></p>

            """)
        return part
    }

    /// Where something stands on the axis, for the filter: attributes `data-from` and `data-to`; nothing where it is not known.
    func span(from start: Double?, to end: Double?) -> HTML {
        guard let start, start.isFinite, abs(start) < 1e15 else { return HTML() }
        let end = end.flatMap { $0.isFinite && abs($0) < 1e15 ? $0 : nil } ?? start
        return " data-from=\"\(at: start)\" data-to=\"\(at: max(start, end))\""
    }

    /// Where an incident stands on the axis.
    func span(_ index: Int) -> HTML {
        guard let timeline = model.timeline, timeline.incidents.indices.contains(index) else { return HTML() }
        return span(
            from: timeline.incidents[index], to: timeline.incidentEnds.indices.contains(index) ? timeline.incidentEnds[index] : nil)
    }

    /// Where an anomaly stands on the axis.
    func span(_ anomaly: ReportModel.Anomaly) -> HTML {
        switch model.timeline?.axis {
        case .time?: span(from: anomaly.begin, to: nil)
        case .line?: span(from: anomaly.events.lazy.compactMap(\.line).first.map(Double.init), to: nil)
        case nil: HTML()
        }
    }

    private func rowName(_ name: String, _ most: Int) -> HTML {
        "<span>\(name)<small>0 to \(count: most)</small></span>"
    }

    /// What the bars below the axis count, in a word.
    private var anomaliesName: String {
        model.incidents.isEmpty ? "Anomalies" : model.unit.prefix(1).uppercased() + model.unit.dropFirst() + "s"
    }

    /// Incidents that begin in each stretch: all of them, also those the page does not list.
    private func incidentCounts(_ timeline: ReportModel.Timeline, bins: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: bins)
        let span = timeline.end - timeline.start
        for start in timeline.incidents {
            let place = Double(bins) * (start - timeline.start) / span
            guard place.isFinite, place >= 0, place <= Double(bins) else { continue }
            counts[min(bins - 1, Int(place))] += 1
        }
        return counts
    }

    private func range(_ timeline: ReportModel.Timeline, _ index: Int, of count: Int) -> HTML {
        let width = (timeline.end - timeline.start) / Double(count), start = timeline.start + Double(index) * width
        return span(from: start, to: start + width)
    }

    // MARK: Which source when

    /// Time from left to right, a row for each source: the stronger the colour, the more lines that show incidents.
    private func map(_ timeline: ReportModel.Timeline) -> HTML {
        let rows = timeline.sources.prefix(Self.mapRowLimit)
        guard rows.count > 1, let columns = rows.first?.counts.count, columns > 0 else { return HTML() }
        let most = Double(max(1, rows.flatMap(\.counts).max() ?? 1)), step = 1000.0 / Double(columns)
        var part: HTML = """
            <h3 id="map-title">\(timeline.sourcesAreFiles ? HTML("Which file, when") : HTML("What, when"))</h3>
            <div class="map2" role="img" aria-label="\(mapWords(timeline))">

            """
        for row in rows {
            let name = timeline.sourcesAreFiles ? row.name.split(separator: "/").suffix(2).joined(separator: "/") : row.name
            part.append(
                "<span class=\"name\" title=\"\(row.name, limit: 300)\">\(name, limit: 60)</span><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            )
            for (index, count) in row.counts.enumerated() where count > 0 {
                let shade = 0.25 + 0.75 * log(1 + Double(count)) / log(1 + most)
                let start = timeline.start + (timeline.end - timeline.start) * Double(index) / Double(columns)
                part.append(
                    "<rect x=\"\(at: Double(index) * step)\" y=\"0\" width=\"\(at: step)\" height=\"10\" fill-opacity=\"\(at: shade)\"\(range(timeline, index, of: columns))><title>\(row.name, limit: 120), from \(place(timeline, start)): \(counted(count, "line"))</title></rect>"
                )
            }
            part.append("</svg>\n")
        }
        part.append(
            "</div>\n<p class=\"note\">Lines that show incidents; the stronger the colour, the more (at most \(count: Int(most)) in one place)."
        )
        let hidden = timeline.sources.count - rows.count
        if hidden > 0 { part.append(" \(counted(hidden, "row")) with fewer \(hidden == 1 ? "is" : "are") left out.") }
        part.append("</p>\n")
        return part
    }

    private func mapWords(_ timeline: ReportModel.Timeline) -> String {
        timeline.sources.prefix(Self.mapRowLimit).map { "\($0.name): \(counted($0.counts.reduce(0, +), "line"))" }.joined(separator: "; ")
    }

    // MARK: Words

    private func merged(_ bins: [ReportModel.Timeline.Bin], limit: Int) -> [ReportModel.Timeline.Bin] {
        guard bins.count > limit else { return bins }
        let size = (bins.count + limit - 1) / limit
        return stride(from: 0, to: bins.count, by: size).map { start in
            bins[start..<min(bins.count, start + size)].reduce(into: .init(lines: 0, anomalies: 0)) {
                $0.lines += $1.lines
                $0.anomalies += $1.anomalies
            }
        }
    }

    private func place(_ timeline: ReportModel.Timeline, _ value: Double) -> String {
        switch timeline.axis {
        case .time: ReportFormat.moment(value, in: timeline.zone)
        case .line: "line " + ReportFormat.grouped(Int(max(0, min(1e15, value.isFinite ? value : 0)).rounded()))
        }
    }

    private func barWords(_ timeline: ReportModel.Timeline, _ count: Int) -> String {
        let width = (timeline.end - timeline.start) / Double(max(1, count))
        guard width.isFinite, width > 0, width < 1e15 else { return "" }
        return switch timeline.axis {
        case .time: "A bar is \(ReportFormat.duration(width))."
        case .line: "A bar is \(counted(max(1, Int(width.rounded())), "line"))."
        }
    }

    private func binWords(
        _ timeline: ReportModel.Timeline, _ index: Int, of bins: [ReportModel.Timeline.Bin], incidents: Int
    ) -> String {
        let start = timeline.start + (timeline.end - timeline.start) * Double(index) / Double(bins.count)
        let begun = model.incidents.isEmpty ? "" : ", \(counted(incidents, "incident"))"
        return
            "from \(place(timeline, start)): \(counted(bins[index].lines, "line"))\(begun), \(counted(bins[index].anomalies, "anomalous \(model.unit)"))"
    }

    private func timelineWords(_ timeline: ReportModel.Timeline) -> String {
        let bins = timeline.bins
        guard let first = bins.firstIndex(where: { $0.anomalies > 0 }), let last = bins.lastIndex(where: { $0.anomalies > 0 }) else {
            let nothing = model.incidents.isEmpty ? "No anomaly" : "No anomalous \(model.unit)"
            return "\(nothing) from \(place(timeline, timeline.start)) to \(place(timeline, timeline.end))."
        }
        func at(_ index: Int) -> String {
            place(timeline, timeline.start + (timeline.end - timeline.start) * Double(index) / Double(bins.count))
        }
        let most = bins.indices.max { bins[$0].anomalies < bins[$1].anomalies } ?? first
        let peak = bins[most].anomalies > 1 && first != last ? ", most (\(bins[most].anomalies)) from \(at(most))" : ""
        let until = first == last ? "" : "; the last begins at \(at(last)) or later"
        let what = model.incidents.isEmpty ? "anomaly" : "anomalous \(model.unit)"
        return "The first \(what) begins at \(at(first)) or soon after\(until)\(peak)."
    }
}
