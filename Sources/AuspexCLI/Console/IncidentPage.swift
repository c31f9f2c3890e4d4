import Auspex

/// Incidents for a person at a terminal: what happened, when, how often, and the raw line to look at, worst first.
struct IncidentPage {
    let incidents: [IncidentReport]
    /// Incidents shown.
    var limit = 20
    /// Lines shown of each.
    static let lineLimit = 3

    /// Prints the page; nothing where no incident was looked for or found.
    func show() throws {
        guard !incidents.isEmpty else { return }
        try Console.print(Style.bold(Words.count(incidents.count, "incident")) + ", worst first:")
        for incident in incidents.prefix(limit) {
            try Self.tell(incident)
            try tellRelated(incident)
        }
        if incidents.count > limit {
            try Console.print(Style.dim("\n… and \(Words.count(incidents.count - limit, "more incident")); --report or --json has them"))
        }
        try Console.print()
    }

    /// Names the same fault in other files.
    private func tellRelated(_ incident: IncidentReport) throws {
        guard let related = incident.related, !related.isEmpty else { return }
        let names = related.prefix(4).map { rank in
            let file = incidents.indices.contains(rank - 1) ? incidents[rank - 1].sources.first.map { " in " + Self.name($0) } ?? "" : ""
            return "incident \(rank)\(file)"
        }
        let words = "the same requests at the same time: " + names.joined(separator: ", ")
        try Console.print("   " + Style.dim(Words.line(words, width: Console.width - 4)))
    }

    /// Prints one incident.
    static func tell(_ incident: IncidentReport) throws {
        try Console.print()
        let lines = incident.lineCount == 1 ? "" : "  " + Words.count(incident.lineCount, "line")
        let again = incident.recurrences == 0 ? "" : "  again \(ReportFormat.times(incident.recurrences))"
        try Console.print(
            Style.bold("\(incident.rank). ") + Style.red(Style.bold(time(incident))) + Style.dim(lines + again)
                + Style.dim("  score \(Words.fixed(incident.score, 1))  \(incident.id)"))
        try tell(Array(incident.lines.prefix(lineLimit)), of: incident)
    }

    /// Prints lines of an incident: what is unusual, the raw line, what was expected.
    static func tell(_ lines: [IncidentReport.Line], of incident: IncidentReport) throws {
        let width = Console.width
        var told = ""
        for (number, line) in lines.enumerated() {
            if line.why != told {
                for row in Words.rows(line.why, width: width - 4, limit: 2) { try Console.print("   " + Style.yellow(row)) }
            }
            told = line.why
            let place = Words.line(name(line.source), width: 60) + ":\(line.line)"
            if !line.raw.isEmpty {
                // The worst line is what a person acts on: on a narrow terminal its end, which says what happened, must be there.
                let rows = rows(line.raw, width: width - 5 - place.count, limit: number == 0 ? 3 : 1)
                let indent = String(repeating: " ", count: place.count)
                for (index, row) in rows.enumerated() { try Console.print("   " + Style.cyan(index == 0 ? place : indent) + " " + row) }
            } else {
                try Console.print("   " + Style.cyan(place))
            }
            if !line.expected.isEmpty { try Console.print("   " + Style.dim(Words.line(line.expected, width: width - 4))) }
        }
    }

    /// A record on so many rows, each of its own lines on one of its own.
    private static func rows(_ raw: String, width: Int, limit: Int) -> [String] {
        let lines = raw.prefix(20_000).split(separator: "\n", maxSplits: 16)
        guard lines.count > 1 else { return Words.rows(raw, width: width, limit: limit) }
        guard limit > 1 else { return [Words.line(lines[0] + " …", width: width)] }
        let rows = lines.prefix(limit).map { Words.line(String($0), width: width) }
        return rows.dropLast() + [lines.count > limit ? Words.line(rows[rows.count - 1] + " …", width: width) : rows[rows.count - 1]]
    }

    /// How far an incident that was told has come since.
    static func growth(of incident: IncidentReport) -> String {
        let end = incident.end.map { " until " + ReportFormat.person($0) } ?? ""
        let again = incident.recurrences == 0 ? "" : ", again \(ReportFormat.times(incident.recurrences))"
        return "\(incident.rank). \(Words.count(incident.lineCount, "line"))\(end)\(again), score \(Words.fixed(incident.score, 1))"
    }

    private static func time(_ incident: IncidentReport) -> String {
        guard let start = incident.start else { return "line \(incident.lines.first.map { String($0.line) } ?? "")" }
        return ReportFormat.person(from: start, to: incident.end)
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
