import Foundation

extension HTMLReport {
    // MARK: Timeline

    /// Lines above, anomalies below one common axis; told apart by place, not only by colour.
    func timeline() -> HTML {
        guard let timeline = model.timeline, !timeline.bins.isEmpty else { return HTML() }
        let bins = merged(timeline.bins, limit: 200)
        let mostLines = max(1, bins.map(\.lines).max() ?? 1)
        let mostAnomalies = max(1, bins.map(\.anomalies).max() ?? 1)
        let step = 1000.0 / Double(bins.count)
        let width = max(0.8, step - (step > 4 ? 1.2 : 0.2))
        let marks = self.marks(timeline)
        var part: HTML = """
            <section class="chart" aria-labelledby="timeline-title"><h2 id="timeline-title">When</h2>
            <div class="plot\(marks.bytes.isEmpty ? HTML() : HTML(" three"))"><div class="rows" aria-hidden="true">\
            \(marks.bytes.isEmpty ? HTML() : HTML("<span>Incidents</span>"))<span>Lines</span><span>\(anomaliesName)</span></div>
            <svg viewBox="0 \(marks.bytes.isEmpty ? HTML("0 1000 132") : HTML("-20 1000 152"))" preserveAspectRatio="none" role="img" \
            aria-label="\(timelineWords(timeline))">
            \(marks)<g class="lines">
            """
        for (index, bin) in bins.enumerated() where bin.lines > 0 {
            let height = max(1, 74 * Double(bin.lines) / Double(mostLines))
            part.append(
                "<rect x=\"\(at: Double(index) * step)\" y=\"\(at: 78 - height)\" width=\"\(at: width)\" height=\"\(at: height)\"><title>\(binWords(timeline, index, of: bins))</title></rect>"
            )
        }
        part.append("</g><path class=\"axis\" d=\"M0 78.5H1000\"/><g class=\"anomalies\">")
        for (index, bin) in bins.enumerated() where bin.anomalies > 0 {
            let height = max(5, 48 * Double(bin.anomalies) / Double(mostAnomalies))
            part.append(
                "<rect x=\"\(at: Double(index) * step)\" y=\"80\" width=\"\(at: max(2.5, width))\" height=\"\(at: height)\"><title>\(binWords(timeline, index, of: bins))</title></rect>"
            )
        }
        part.append("</g></svg></div>\n<p class=\"ticks\" aria-hidden=\"true\"><span>\(place(timeline, timeline.start))</span>")
        part.append(
            "<span class=\"mid\">\(place(timeline, (timeline.start + timeline.end) / 2))</span><span>\(place(timeline, timeline.end))</span></p>\n"
        )
        part.append("<p class=\"note\">\(timelineWords(timeline))</p>\n</section>\n")
        return part
    }

    /// What the bars below the axis count, in a word.
    private var anomaliesName: String {
        model.incidents.isEmpty ? "Anomalies" : model.unit.prefix(1).uppercased() + model.unit.dropFirst() + "s"
    }

    /// A mark for each incident on the page, at its beginning.
    private func marks(_ timeline: ReportModel.Timeline) -> HTML {
        let span = timeline.end - timeline.start
        var part = HTML()
        for (index, start) in timeline.incidents.prefix(limits.incidents).enumerated() where index < model.incidents.count {
            let x = 1000 * (start - timeline.start) / span
            guard x.isFinite, x >= 0, x <= 1000 else { continue }
            let incident = model.incidents[index]
            part.append(
                "<a href=\"#incident-\(index + 1)\" tabindex=\"-1\"><rect x=\"\(at: min(x, 995))\" y=\"-19\" width=\"5\" height=\"15\"><title>\(incident.rank). \(title(incident), limit: 120), \(time(incident), limit: 80)</title></rect></a>"
            )
        }
        return part.bytes.isEmpty ? part : "<g class=\"marks\">\(part)</g>"
    }

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

    private func binWords(_ timeline: ReportModel.Timeline, _ index: Int, of bins: [ReportModel.Timeline.Bin]) -> String {
        let start = timeline.start + (timeline.end - timeline.start) * Double(index) / Double(bins.count)
        return
            "from \(place(timeline, start)): \(counted(bins[index].lines, "line")), \(counted(bins[index].anomalies, "anomalous \(model.unit)"))"
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

    // MARK: Scores

    func scores() -> HTML {
        guard model.scores != nil || model.precisionRecall != nil else { return HTML() }
        var part: HTML = "<section class=\"charts\" aria-label=\"Scores\">\n"
        if let scores = model.scores { part.append(histogram(scores)) }
        if let curve = model.precisionRecall, !curve.points.isEmpty { part.append(precisionRecall(curve)) }
        part.append("</section>\n")
        return part
    }

    /// Bars on a logarithmic scale (normal sessions outnumber anomalous ones), the threshold as a dashed line.
    private func histogram(_ scores: ReportModel.ScoreHistogram) -> HTML {
        let count = max(scores.normal.count, scores.anomalous.count)
        guard count > 0 else { return HTML() }
        func height(_ value: Int, _ most: Int) -> Double { value <= 0 ? 0 : 150 * log10(Double(value) + 1) / log10(Double(most) + 1) }
        let most = max(1, scores.normal.max() ?? 0, scores.anomalous.max() ?? 0)
        let labelled = !scores.anomalous.isEmpty
        let step = 440.0 / Double(count)
        var part: HTML = """
            <figure><h2>Scores</h2><svg viewBox="0 0 500 220" role="img" aria-label="Distribution of the scores">
            <path class="axis" d="M45 180.5H490M45.5 180V20"/>
            <text x="40" y="184" class="end">0</text><text x="40" y="38" class="end">\(count: most)</text>

            """
        for index in 0..<count {
            let x = 46 + Double(index) * step
            let normal = index < scores.normal.count ? scores.normal[index] : 0
            let anomalous = index < scores.anomalous.count ? scores.anomalous[index] : 0
            let width = max(0.8, (labelled ? step / 2 : step) - 0.8)
            for (value, name, offset) in [(normal, "normal", 0.0), (anomalous, "odd", step / 2)] where value > 0 {
                let tall = height(value, most)
                part.append(
                    "<rect class=\"\(name)\" x=\"\(at: x + offset)\" y=\"\(at: 180 - tall)\" width=\"\(at: width)\" height=\"\(at: tall)\"><title>\(counted(value, model.unit))</title></rect>"
                )
            }
        }
        let span = scores.end - scores.start
        if let threshold = scores.threshold, threshold.isFinite, span > 0 {
            let x = 46 + 440 * max(0, min(1, (threshold - scores.start) / span))
            let side: HTML = x > 300 ? " class=\"end strong\"" : " class=\"strong\""
            part.append(
                "<path class=\"threshold\" d=\"M\(at: x) 14V180\"/><text x=\"\(at: x > 300 ? x - 6 : x + 6)\" y=\"22\"\(side)>threshold \(ReportFormat.score(threshold))</text>"
            )
        }
        part.append(
            "<text x=\"46\" y=\"198\">\(ReportFormat.score(scores.start))</text><text x=\"486\" y=\"198\" class=\"end\">\(ReportFormat.score(scores.end))</text>"
        )
        part.append("<text x=\"266\" y=\"214\" class=\"middle\">score (counts on a logarithmic scale)</text></svg>\n<figcaption>")
        if labelled {
            part.append("<span class=\"key normal\"></span>labelled normal <span class=\"key odd\"></span>labelled anomalous. ")
        } else {
            part.append("<span class=\"key normal\"></span>all \(model.unit)s. ")
        }
        if scores.threshold?.isFinite == true { part.append("Right of the dashed line is anomalous.") }
        part.append("</figcaption></figure>\n")
        return part
    }

    private func precisionRecall(_ curve: ReportModel.PrecisionRecall) -> HTML {
        func x(_ recall: Double) -> Double { 46 + 440 * max(0, min(1, recall)) }
        func y(_ precision: Double) -> Double { 180 - 150 * max(0, min(1, precision)) }
        let every = max(1, curve.points.count / 500)
        var path = HTML()
        for (index, point) in curve.points.enumerated() where index % every == 0 || index == curve.points.count - 1 {
            path.append("\(index == 0 ? HTML("M") : HTML("L"))\(at: x(point.recall)) \(at: y(point.precision))")
        }
        var part: HTML = """
            <figure><h2>Precision and recall</h2><svg viewBox="0 0 500 220" role="img" \
            aria-label="Precision–recall curve, average precision \(ReportFormat.fixed(curve.averagePrecision, 4))">
            <path class="grid" d="M46 30.5H486M46 105.5H486M266.5 30V180M486.5 30V180"/>
            <path class="axis" d="M45 180.5H490M45.5 180V20"/>
            <text x="40" y="184" class="end">0</text><text x="40" y="109" class="end">0.5</text><text x="40" y="34" class="end">1</text>
            <text x="46" y="198">0</text><text x="266" y="198" class="middle">0.5</text><text x="486" y="198" class="end">1</text>
            <text x="266" y="214" class="middle">recall</text><text x="12" y="105" class="middle" transform="rotate(-90 12 105)">precision</text>
            <path class="curve" d="\(path)"/>

            """
        if let point = curve.operatingPoint {
            part.append("<circle class=\"point\" cx=\"\(at: x(point.recall))\" cy=\"\(at: y(point.precision))\" r=\"5\"/>")
        }
        part.append("</svg>\n<figcaption>Average precision <b>\(ReportFormat.fixed(curve.averagePrecision, 4))</b>.")
        if let point = curve.operatingPoint {
            part.append(
                " The dot is the threshold in use: precision \(ReportFormat.percent(point.precision)), recall \(ReportFormat.percent(point.recall))."
            )
        }
        part.append("</figcaption></figure>\n")
        return part
    }
}
