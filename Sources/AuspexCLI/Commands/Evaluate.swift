import ArgumentParser
import Auspex

/// `auspex evaluate`: a model and labelled data in, honest figures out.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge labelled data and print how well the model does, beside trivial detectors.",
        discussion: """
            Examples: auspex evaluate app.auspex --normal ok.txt --abnormal bad.txt --prior 0.03
                      auspex evaluate app.auspex today.log --labels labels.csv
            Labels are compared with the verdicts afterwards; they reach neither model nor threshold.

            With --detectors methods are fitted and judged side by side, none of them on what it is judged by:
                      auspex evaluate --detectors all --data hdfs/sequences --seeds 3 --results trials.jsonl
                      auspex evaluate --detectors ensemble,pca --data app.log --labels labels.csv --training-share 0.3
            A run that was interrupted goes on with what stands in the file of --results.
            """
    )

    @Argument(help: "The model; with --detectors there is none.", completion: .directory)
    var model: String?

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("Sessions that are normal.", valueName: "file"), completion: .file())
    var normal: [String] = []

    @Option(help: ArgumentHelp("Sessions that are anomalous.", valueName: "file"), completion: .file())
    var abnormal: [String] = []

    @Option(
        help: ArgumentHelp(
            "Session identifiers with labels, or the numbers of anomalous lines (a column 'line'); for messages also a header field, as '<Label>'.",
            valueName: "file.csv"), completion: .file(extensions: ["csv"]))
    var labels: String?

    @Option(help: "Share of anomalies in real operation: adds precision and F1 at that share.")
    var prior: Double?

    @Option(help: ArgumentHelp("Write an HTML report.", valueName: "out.html"), completion: .file(extensions: ["html"]))
    var report: String?

    @Flag(help: "The result as one JSON object.")
    var json = false

    @OptionGroup(title: "Many methods") var comparison: ComparisonOptions

    func run() throws {
        if comparison.detectors != nil {
            guard report == nil else { throw InputError("--report: there is none of many methods; leave it out") }
            let given = ComparisonOptions.Input(
                words: (model.map { [$0] } ?? []) + input.inputs, normal: normal, abnormal: abnormal, labels: labels)
            return try comparison.compare(given, reading: input.reading, prior: prior, json: json)
        }
        try comparison.refuseWithoutDetectors()
        guard let model else { throw InputError("name a model to evaluate, or methods with --detectors") }
        let loaded = try TrainedModel(path: model)
        let run = try EvaluationRun(
            model: loaded, truth: truth(), prior: prior, format: input.reading.format, session: input.reading.session)
        let progress = ProgressMeter()
        let outcome = try run.run(progress: progress.show) {
            let now = Measured.now
            return (now.seconds, now.peakMemory)
        }
        Console.endProgress()
        for note in loaded.manifest.notes where note.kind == .split { Console.line(note.text) }
        outcome.result.warnings.forEach(Console.warning)
        if outcome.unlabelled > 0 {
            Console.warning("\(Words.count(outcome.unlabelled, outcome.result.unit.rawValue)) without a label left out")
        }
        if outcome.unmatchedLabels > 0 {
            Console.warning("\(Words.count(outcome.unmatchedLabels, "label")) without a session in the input")
        }
        if let report { try writeReport(outcome, loaded, model, to: report) }
        if json {
            try Console.print(
                JSONDocument.evaluate.text(Document(report: outcome.report, notes: loaded.manifest.notes.filter { $0.kind == .split })))
        } else {
            try EvaluationPage(outcome.report).show()
        }
    }

    /// The figures, and how the data that taught were divided.
    private struct Document: Encodable {
        var report: EvaluationReport
        var notes: [Note]

        private enum CodingKeys: String, CodingKey { case notes }

        func encode(to encoder: any Encoder) throws {
            try report.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(notes, forKey: .notes)
        }
    }

    private func truth() throws -> EvaluationRun.Truth {
        if !normal.isEmpty || !abnormal.isEmpty {
            guard !normal.isEmpty, !abnormal.isEmpty else {
                throw InputError("--normal and --abnormal belong together; the other one is missing")
            }
            guard labels == nil, input.inputs.isEmpty else {
                throw InputError("give either --normal and --abnormal, or an input with --labels, not both")
            }
            return .separate(normal: normal, abnormal: abnormal)
        }
        let inputs = try input.required()
        if let labels { return .labelled(inputs: inputs, labels: labels) }
        return .inline(inputs: inputs)
    }

    private func writeReport(
        _ outcome: EvaluationRun.Outcome, _ model: TrainedModel, _ name: String, to path: String
    ) throws {
        let inputs = normal.isEmpty ? input.inputs : normal + abnormal
        let explanation = Explanation(model: model, result: outcome.result, inputs: inputs)
        let truth = Dictionary(zip(outcome.result.all.map(\.verdict.session), outcome.truth)) { first, _ in first }
        let (incidents, explained) = try explanation.tell(limit: 100, labels: truth.mapValues { $0 ? "anomaly" : "normal" })
        let page = ReportBuilder(
            model: model, result: outcome.result, explained: explained, incidents: incidents, notes: model.manifest.notes
        ).report(
            title: inputs.joined(separator: ", "), provenance: [ReportModel.Fact("Model", name)], evaluation: outcome.report,
            truth: outcome.truth)
        try FileSystem.writeAtomically(HTMLReport.render(page), to: path)
        Console.line("report: \(path)")
    }
}
