import ArgumentParser
import Auspex

/// `auspex scan`: one command from a raw log to ranked anomalies.
struct Scan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the anomalies of a log: no model, no labels, no configuration.",
        discussion: """
            Without --baseline each quarter of the log is judged by what the other three show, and its sessions by what those of the first 60 % \
            are like. What looks anomalous among these, up to 10 %, is left out of learning and ranked with the rest; --set screen.share=0 \
            learns from all of them.
            """
    )

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("Logs of normal operation to learn from.", valueName: "file"), completion: .file())
    var baseline: [String] = []

    @OptionGroup var method: DetectorOptions
    @OptionGroup var parsing: ParserOptions

    @Option(
        help: ArgumentHelp("Parse by this template list instead of learning templates.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var templates: String?

    @OptionGroup var output: ResultOptions

    func run() throws {
        let inputs = try Spool.rereadable(input.required())
        // The n-gram model learns in a moment; --set model=deeplog trains the LSTM instead. A baseline that is given is believed; the log's own
        // first part may hold faults.
        let settings = ["model=ngram"] + (baseline.isEmpty ? ["screen.share=0.1"] : [])
        let parser = try parsing.configuration(list: templates, from: "--templates", settings: method.parserSettings)
        let plan = try method.plan(seed: input.reading.seed, threads: input.reading.threads, settings: settings, setsParser: true)
        let options = ScanRun.Options(
            inputs: inputs, baseline: baseline, format: input.reading.format, session: input.reading.session ?? "auto",
            templates: templates,
            parser: parser, plan: plan,
            keepsAll: output.all, threads: input.reading.threads ?? 1)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let (outcome, cost) = try Measured.run { try ScanRun(options).run(progress: meter.show) }
        Console.endProgress()
        try output.deliver(
            outcome.result, model: outcome.model, inputs: inputs, format: nil, notes: outcome.notes,
            title: input.inputs.isEmpty ? "standard input" : input.inputs.joined(separator: ", "), cost: cost, as: .scan)
    }
}
