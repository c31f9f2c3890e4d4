/// Renders a ``ReportModel`` as one self-contained page: no outside links, styles and script inside, charts as inline SVG.
///
/// The page reads well without script (which only filters, sorts and switches the theme), prints, and is bounded in size: the first
/// kinds of incident and anomaly are shown in full, the next ones as table rows, and the rest is counted; long sessions are folded
/// around their findings.
public struct HTMLReport: Sendable {
    /// How much of a large result is shown.
    public struct Limits: Codable, Sendable, Equatable {
        /// Kinds of incident shown with their lines. Default 200.
        public let incidents: Int
        /// Further kinds of incident shown as rows. Default 2,000.
        public let incidentRows: Int
        /// Further incidents or anomalies listed with one of the same kind. Default 50.
        public let sameKind: Int
        /// Anomalies shown with all evidence. Default 50.
        public let fullAnomalies: Int
        /// Further anomalies shown as rows. Default 1,000.
        public let rows: Int
        /// Records shown of one anomaly, at most. Default 80.
        public let events: Int
        /// Templates shown, the new and frequent ones first. Default 500.
        public let templates: Int
        /// Characters shown of one record. Default 1,500.
        public let characters: Int
        /// Nodes of a workflow that is drawn; larger ones are told in words only. Default 200.
        public let workflowNodes: Int

        /// Creates limits; negative ones count as 0.
        public init(
            fullAnomalies: Int = 50, rows: Int = 1_000, events: Int = 80, templates: Int = 500, characters: Int = 1_500,
            workflowNodes: Int = 200, incidents: Int = 200, incidentRows: Int = 2_000, sameKind: Int = 50
        ) {
            self.incidents = max(0, incidents)
            self.incidentRows = max(0, incidentRows)
            self.sameKind = max(0, sameKind)
            self.fullAnomalies = max(0, fullAnomalies)
            self.rows = max(0, rows)
            self.events = max(0, events)
            self.templates = max(0, templates)
            self.characters = max(0, characters)
            self.workflowNodes = max(0, workflowNodes)
        }
    }

    let model: ReportModel
    let limits: Limits
    let pictures: WorkflowPictures

    private init(_ model: ReportModel, limits: Limits) {
        self.model = model
        self.limits = limits
        pictures = WorkflowPictures(model, limits: limits)
    }

    /// The whole page as UTF-8.
    ///
    /// - Complexity: O(what is shown), plus O(templates · log templates).
    public static func render(_ model: ReportModel, limits: Limits = Limits()) -> [UInt8] {
        HTMLReport(model, limits: limits).page().bytes
    }

    private func page() -> HTML {
        var page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="generator" content="Auspex \(model.toolVersion)">
            <meta name="color-scheme" content="light dark">
            <title>\(verdictSentence) – \(model.title, limit: 200)</title>
            <style>

            """
        page.append(HTMLReport.style)
        page.append(HTML(stringLiteral: WorkflowSVG.rules))
        let target: HTML = model.incidents.isEmpty ? "anomalies" : "incidents"
        page.append("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#\(target)\">Skip to what is wrong</a>\n")
        page.append(header())
        page.append("<main>\n")
        page.append(summary())
        page.append(incidents())
        page.append(anomalies())
        page.append(evaluation())
        page.append(scores())
        page.append(templates())
        page.append(unparsed())
        page.append("</main>\n")
        page.append(footer())
        page.append("<script>\n")
        page.append(HTMLReport.script)
        page.append("</script>\n</body>\n</html>\n")
        return page
    }

    /// `1 session`, `12 sessions`, as an unescaped string.
    func counted(_ count: Int, _ noun: String) -> String {
        "\(ReportFormat.grouped(count)) \(count == 1 ? noun : noun + "s")"
    }

    /// The answer of the page, in one sentence.
    var verdictSentence: String {
        let totals = model.totals
        let incidents = counted(model.incidents.count, "incident")
        if !model.incidents.isEmpty, totals.anomalies == 0 { return incidents }
        if totals.anomalies == 0 {
            return totals.sessions == 0 ? "Nothing to judge" : "No anomalies in \(counted(totals.sessions, model.unit))"
        }
        return (model.incidents.isEmpty ? "" : incidents + "; ")
            + "\(ReportFormat.grouped(totals.anomalies)) of \(counted(totals.sessions, model.unit)) "
            + (totals.anomalies == 1 ? "is anomalous" : "are anomalous")
    }
}

extension Reason {
    /// The words of the page.
    var title: String {
        switch self {
        case .newTemplate: "New kind of line"
        case .unexpectedOrder: "Unexpected step"
        case .unusualValue: "Unusual value"
        case .unusualDelay: "Slow step"
        case .unusualCount: "Unusual count"
        case .unfinishedSession: "Never finished"
        case .unseenLength: "Unusual length"
        case .classifier: "Classifier"
        }
    }
}
