import ArgumentParser
import Auspex

/// What is done with anomalies found.
struct ResultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write an HTML report.", valueName: "out.html"), completion: .file(extensions: ["html"]))
    var report: String?

    @Flag(help: "The result as one JSON object.")
    var json = false

    @Flag(help: "With --json: list every session with score and decision, not only anomalies.")
    var all = false

    @Option(help: "Anomalies told with all their lines.")
    var limit = 100

    @Flag(help: "Say what was chosen first: formats, sessions, thresholds, and every warning.")
    var verbose = false

    @Flag(help: "Exit with code 1 when anything anomalous was found.")
    var failOnAnomaly = false

    func validate() throws {
        guard (0...10_000).contains(limit) else { throw ValidationError("--limit \(limit): give a number from 0 to 10000.") }
    }

    /// Prints and writes the result of a run over re-readable inputs.
    ///
    /// - Parameters:
    ///   - kind: what the result says it is, as JSON.
    ///   - told: receives the incidents in words before anything is printed.
    func deliver(
        _ result: DetectionResult, model: TrainedModel, inputs: [String], format: LogFormat?, notes: [Note], title: String,
        cost: Measured,
        as kind: JSONDocument, told: ([IncidentReport]) -> Void = { _ in }
    ) throws {
        let (found, explained) = try Explanation(model: model, result: result, inputs: inputs, format: format).tell(limit: limit)
        let incidents = found.map(Self.named)
        told(incidents)
        if let report {
            let rate = Double(result.input.lines) / max(cost.seconds, 1e-9)
            let facts = [
                ReportModel.Fact("Seconds", Words.fixed(cost.seconds, 2)), ReportModel.Fact("Lines a second", Words.grouped(Int(rate))),
                ReportModel.Fact("Peak memory", "\(cost.peakMemory >> 20) MiB"),
            ]
            let page = ReportBuilder(model: model, result: result, explained: explained, incidents: incidents, notes: notes).report(
                title: title, provenance: facts)
            try FileSystem.writeAtomically(Spool.named(HTMLReport.render(page)), to: report)
        }
        if json {
            result.warnings.forEach(Console.warning)
            let document = DetectionDocument(
                result: result, explained: explained, incidents: incidents, notes: notes, seed: model.manifest.seed, seconds: cost.seconds,
                peakMemory: cost.peakMemory,
                includesAll: all)
            try Console.print(kind.text(document))
        } else {
            Preamble(
                summary: "\(Words.count(Int(result.input.lines), "line")), \(Words.count(result.sessions, result.unit.rawValue)) judged "
                    + "in \(Words.duration(cost.seconds))",
                figures: "seed \(model.manifest.seed), data \(result.input.dataHash)", notes: notes,
                sources: result.input.sources, warnings: result.warnings
            ).show(isVerbose: verbose)
            try IncidentPage(incidents: incidents).show()
            try AnomalyPage(result: result, explained: explained, hasIncidents: !incidents.isEmpty).show()
        }
        if let report { Console.line("report: \(report)") }
        if failOnAnomaly, result.anomalyCount > 0 || !incidents.isEmpty { throw ExitCode(1) }
    }

    /// An incident with a temporary file called what it is to the reader: standard input.
    private static func named(_ incident: IncidentReport) -> IncidentReport {
        var incident = incident
        incident.sources = incident.sources.map { Spool.named($0) }
        for index in incident.lines.indices { incident.lines[index].source = Spool.named(incident.lines[index].source) }
        return incident
    }
}
