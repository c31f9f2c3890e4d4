import Auspex

/// Ranked anomalies for a person at a terminal: few, told in the log's own lines, with what was expected instead.
struct AnomalyPage {
    let result: DetectionResult
    let explained: [ReportModel.Anomaly]
    /// Whether incidents were told before.
    var hasIncidents = false
    /// Groups shown in full.
    var groupLimit = 20

    /// Prints the page.
    func show() throws {
        guard result.anomalyCount > 0 else {
            if !hasIncidents {
                try Console.print(Style.green("nothing anomalous") + " in \(Words.count(result.sessions, result.unit.rawValue))")
            } else if result.sessions > 0 {
                try Console.print("none of \(Words.count(result.sessions, result.unit.rawValue)) is anomalous by itself")
                try showNovelties()
            }
            return
        }
        let share = result.sessions > 0 ? Double(result.anomalyCount) / Double(result.sessions) : 0
        let head = "\(Words.grouped(result.anomalyCount)) of \(Words.count(result.sessions, result.unit.rawValue)) anomalous"
        let reasons = result.reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\(Words.grouped($0.value)) × \(Self.words($0.key))" }.joined(separator: ", ")
        let rows = Words.rows(head + " (\(Words.percent(share))): " + reasons, width: Console.width - 1, limit: 4)
        for (index, row) in rows.enumerated() {
            try Console.print(index == 0 && row.hasPrefix(head) ? Style.bold(head) + row.dropFirst(head.count) : row)
        }
        let groups = AnomalyGroup.groups(of: explained)
        for (place, group) in groups.prefix(groupLimit).enumerated() { try Self.tell(group, place: place + 1, unit: result.unit.rawValue) }
        if groups.count > groupLimit {
            try Console.print(Style.dim("\n… and \(groups.count - groupLimit) more kinds; --report or --json has them"))
        }
        let untold = result.anomalies.count - explained.count
        if untold > 0 {
            let noun = result.unit == .window ? "episode" : result.unit.rawValue
            try Console.print(Style.dim("\n… \(Words.count(untold, "lower-ranked \(noun)")) not told; --limit N or --json has more"))
        }
        try showNovelties()
    }

    /// The name of a reason in words.
    static func words(_ reason: Reason) -> String {
        switch reason {
        case .newTemplate: "new kind of line"
        case .unexpectedOrder: "unexpected order"
        case .unusualValue: "unusual value"
        case .unusualDelay: "unusual delay"
        case .unusualCount: "unusual count"
        case .unfinishedSession: "unfinished"
        case .unseenLength: "unusual length"
        case .classifier: "classifier"
        }
    }

    /// Prints one group: what was seen, the line, what was expected.
    static func tell(_ group: AnomalyGroup, place number: Int? = nil, unit: String) throws {
        let anomaly = group.example
        let width = Console.width
        let reasons = anomaly.reasons.map(words).joined(separator: ", ")
        try Console.print()
        try Console.print(
            Style.bold(number.map { "\($0). " } ?? "") + Style.red(Style.bold(Words.line(anomaly.id, width: width / 2)))
                + (anomaly.part.map { "  part \($0)" } ?? "") + "  score \(Words.fixed(anomaly.score, 1))  "
                + Style.yellow(reasons) + (anomaly.time.isEmpty ? "" : Style.dim("  " + anomaly.time))
                + (anomaly.label.isEmpty ? "" : Style.dim("  [\(Words.line(anomaly.label, width: 60))]")))
        for finding in anomaly.findings.prefix(3) {
            try Console.print("   " + Style.dim("saw      ") + Words.line(finding.observed, width: width - 12))
            if let event = finding.event, anomaly.events.indices.contains(event) {
                let record = anomaly.events[event]
                if !record.raw.isEmpty {
                    try Console.print(
                        "   " + Style.dim("line     ") + Style.cyan(place(of: record)) + " "
                            + Words.line(record.raw, width: width - 13 - place(of: record).count))
                }
            }
            if let expected = expected(finding) {
                try Console.print("   " + Style.dim("expected ") + Words.line(expected, width: width - 12))
            }
        }
        if anomaly.findings.allSatisfy({ $0.event == nil }), let first = anomaly.events.first, !first.raw.isEmpty {
            try Console.print(
                "   " + Style.dim("begins   ") + Style.cyan(place(of: first)) + " "
                    + Words.line(first.raw, width: width - 13 - place(of: first).count))
        }
        if let addition = DiagnosisLines.addition(anomaly) {
            let place = addition.step.map { DiagnosisLines.place($0) + " " } ?? ""
            try Console.print(
                "   " + Style.dim(addition.name + String(repeating: " ", count: 9 - addition.name.count)) + Style.cyan(place)
                    + Words.line(addition.text, width: width - 12 - place.count))
        }
        if group.count > 1 {
            let others = group.sessions.dropFirst().prefix(3).joined(separator: ", ")
            let names = others + (group.count > 4 ? ", …" : "")
            try Console.print(
                "   " + Style.dim("and \(Words.count(group.count - 1, unit)) like this: " + Words.line(names, width: width - 30)))
        }
    }

    private static func place(of event: ReportModel.Event) -> String {
        let source = event.source.split(separator: "/").last.map { $0 + ":" } ?? ""
        return Words.line(source, width: 60) + (event.line.map { String($0) } ?? "")
    }

    private static func expected(_ finding: ReportModel.Finding) -> String? {
        if !finding.candidates.isEmpty {
            return finding.candidates.prefix(3).map {
                "\($0.template == "end" ? $0.text : "‹\(ReportFormat.template($0.text))›") (\(Words.percent($0.probability)))"
            }.joined(
                separator: " or ")
        }
        return finding.expected.isEmpty ? nil : finding.expected
    }

    private func showNovelties() throws {
        let kinds = result.unknownTemplates.templates
        guard !kinds.isEmpty else { return }
        try Console.print()
        try Console.print(Style.bold("\(Words.count(kinds.count, "new kind")) of line") + ", never seen in training:")
        for kind in kinds.prefix(10) {
            let count = Words.grouped(kind.count)
            let padding = String(repeating: " ", count: max(0, 7 - count.count))
            let place = "  first in line \(kind.first.line)"
            let width = Console.width - 5 - max(7, count.count) - place.count
            try Console.print("  \(padding)\(count) × " + Words.line(ReportFormat.template(kind.text), width: width) + Style.dim(place))
        }
        if kinds.count > 10 { try Console.print(Style.dim("  … and \(kinds.count - 10) more")) }
    }
}
