import Foundation

extension HTMLReport {
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
