import Auspex

/// Incidents for a person at a terminal: what happened, when, how often, and the raw line to look at, worst first.
struct IncidentPage {
    let incidents: [IncidentReport]
    let result: DetectionResult
    /// Incidents shown.
    var limit = 20
    /// Lines shown of each.
    var lineLimit = 3

    /// Prints the page; nothing where no incident was looked for or found.
    func show() throws {
        guard !incidents.isEmpty else { return }
        try Console.print(Style.bold(Words.count(incidents.count, "incident")) + ", worst first:")
        for incident in incidents.prefix(limit) { try tell(incident) }
        if incidents.count > limit {
            try Console.print(Style.dim("\n… and \(Words.count(incidents.count - limit, "more incident")); --report or --json has them"))
        }
        try Console.print()
    }

    private func tell(_ incident: IncidentReport) throws {
        let width = Console.width
        try Console.print()
        let lines = incident.lineCount == 1 ? "" : "  " + Words.count(incident.lineCount, "line")
        let again = incident.recurrences == 0 ? "" : "  again \(incident.recurrences) ×"
        try Console.print(
            Style.bold("\(incident.rank). ") + Style.red(Style.bold(time(incident))) + Style.dim(lines + again)
                + Style.dim("  score \(Words.fixed(incident.score, 1))"))
        var told = ""
        for line in incident.lines.prefix(lineLimit) {
            if line.why != told { try Console.print("   " + Style.yellow(Words.line(line.why, width: width - 4))) }
            told = line.why
            let place = (incident.sources.count > 1 ? name(line.source) + ":" : "") + String(line.line)
            if !line.raw.isEmpty {
                try Console.print("   " + Style.cyan(place) + " " + Words.line(line.raw, width: width - 5 - place.count))
            } else {
                try Console.print("   " + Style.cyan("line " + place))
            }
            if !line.expected.isEmpty { try Console.print("   " + Style.dim(Words.line(line.expected, width: width - 4))) }
        }
    }

    private func time(_ incident: IncidentReport) -> String {
        guard let start = incident.start else { return "line \(incident.lines.first.map { String($0.line) } ?? "")" }
        return start.replacing("T", with: " ").prefix(19) + " UTC"
    }

    private func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
