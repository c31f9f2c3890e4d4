import ArgumentParser
import Auspex

/// `auspex detect`: a model and a log in, anomalies out.
struct Detect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find anomalies with a trained model.",
        discussion: """
            Examples: auspex detect app.auspex today.log --report today.html
                      auspex detect app.auspex /var/log/app.log --follow --adapt
                      auspex detect app.auspex /var/log/app.log --state app.state
            What is reported is remembered beside the model (app.auspex.reported), for 'auspex feedback'.
            """
    )

    @Argument(help: "The model.", completion: .directory)
    var model: String

    @OptionGroup var input: InputOptions
    @OptionGroup var output: ResultOptions

    @Flag(help: "Keep reading as the log grows; anomalies are told as their sessions close. With --json: one JSON object a line.")
    var follow = false

    @Option(
        help: ArgumentHelp(
            "Go on where the last run with this file stopped, and keep what is open in it: places in the logs, sessions, incidents told. Without --follow: judge what is new, then stop.",
            valueName: "file"), completion: .file())
    var state: String?

    @Flag(
        help:
            "With --follow: learn from sessions that score well below the threshold. Slowly, within limits, and what was learnt is a version of the model that 'auspex feedback MODEL --revert' takes back."
    )
    var adapt = false

    func validate() throws {
        guard follow || !adapt else { throw ValidationError("--adapt goes with --follow.") }
    }

    func run() throws {
        if follow || state != nil {
            return try Follow(path: model, adapts: adapt, state: state, endsWhenQuiet: !follow, input: input, output: output).run()
        }
        let loaded = try TrainedModel(path: model)
        let inputs = try Spool.rereadable(input.required())
        let options = DetectionRun.Options(
            inputs: inputs, format: input.reading.format, session: input.reading.session, keepsAll: output.all,
            anomalyLimit: max(10_000, output.limit), threads: input.reading.threads ?? 1)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let (result, cost) = try Measured.run { try DetectionRun(model: loaded, options: options).run(progress: meter.show) }
        Console.endProgress()
        let format = try input.reading.format.flatMap { $0 == "sequences" ? nil : try LogFormat($0) }
        try output.deliver(
            result, model: loaded, inputs: inputs, format: format, notes: loaded.manifest.notes,
            title: input.inputs.isEmpty ? "standard input" : input.inputs.joined(separator: ", "), cost: cost, as: .detect,
            told: { Reported.keep(result, $0, of: loaded, at: model) })
    }
}
