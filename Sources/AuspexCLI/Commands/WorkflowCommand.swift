import ArgumentParser
import Auspex

/// `auspex workflow`: the tasks of a log or of a model.
struct WorkflowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow",
        abstract: "Show the tasks a log carries out: steps, branches, forks and loops.",
        discussion: """
            Examples: auspex workflow app.auspex
                      auspex workflow cluster.log --svg tasks.svg
            A model alone shows what it learnt; a model and a log, the log's tasks in the model's templates.
            """
    )

    @Argument(help: "A model, or files, globs, folders, .gz, .zst, or - for standard input; a model may come first.", completion: .file())
    var inputs: [String] = []

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var parsing: ParserOptions

    @Option(
        help: ArgumentHelp(
            "sessions: by the order of events in sessions; density: by what occurs near each other in the log as it was written, without "
                + "sessions; prediction: by what a key model expects. Default: sessions where there are any, else density.",
            valueName: "name"), completion: .list(["sessions", "density", "prediction"]))
    var method: String?

    @Option(help: "Chance above which an event counts as always following (density); .9 for clean logs, .85 for noisy ones.")
    var tau: Double?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting of the miners or of the key model, such as density.maximumDistance=6.", valueName: "key=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp("A template list: parse by it, or name the event ids of sequences.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var templates: String?

    @Flag(help: "Show the numbers that decided where a task forks, branches or ends.")
    var explain = false

    @Flag(help: "A Graphviz graph instead of text.")
    var dot = false

    @Option(help: ArgumentHelp("Also write a drawing.", valueName: "out.svg"), completion: .file())
    var svg: String?

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        if dot, json { throw ValidationError("--dot and --json: choose one.") }
        if let tau, !(tau > 0 && tau < 1) { throw ValidationError("--tau \(tau): give a chance between 0 and 1, such as .9.") }
    }

    func run() throws {
        let (mining, keyModel) = try configurations()
        let method = try method.map { name in
            guard let method = WorkflowMining.Method(rawValue: name) else {
                let names = WorkflowMining.Method.allCases.map(\.rawValue).joined(separator: ", ")
                throw InputError("--method \(name): unknown; there are \(names)")
            }
            return method
        }
        let (model, inputs) = try sources()
        if model != nil { try parsing.refuse(because: "a model has its own templates") }
        let parser = try parsing.configuration(list: templates, from: "--templates", settings: [])
        let source = TrainingRun.Input(
            inputs: inputs, format: reading.format, session: reading.session ?? "auto", templates: templates, parser: parser)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let outcome = try WorkflowRun(.init(input: source, model: model, method: method, mining: mining, keyModel: keyModel))
            .run(progress: meter.show)
        Console.endProgress()
        outcome.warnings.forEach(Console.warning)
        let names = WorkflowNames(outcome.templates), tasks = outcome.finding.model.tasks
        if let svg {
            let drawing = WorkflowSVG.render(tasks, names: names)
            try FileSystem.writeAtomically(Array(drawing.utf8), to: svg)
        }
        if json {
            try Console.print(JSONDocument.workflow.text(WorkflowDocument(outcome)))
        } else if dot {
            outcome.notes.forEach { Console.line($0.description) }
            try Console.write(WorkflowDOT.render(tasks, names: names))
        } else {
            outcome.notes.forEach { Console.line($0.description) }
            try WorkflowPage(outcome, names: names, explains: explain).show()
            if let svg { Console.line("drawn in \(svg)") }
        }
    }

    private func configurations() throws -> (WorkflowMining.Configuration, KeyModel.Configuration) {
        var mining = WorkflowMining.Configuration(), keyModel = WorkflowRun.keyModel
        keyModel.seed = reading.seed
        var settings = try Settings(settings)
        try settings.apply(to: &mining)
        try settings.apply(to: &keyModel)
        try settings.finish(for: "workflow", kind: "command")
        if let tau { mining.density.threshold = tau }
        try mining.validate()
        try keyModel.validate()
        return (mining, keyModel)
    }

    /// The model, when the first argument is one, and the inputs; standard input when nothing is named and something is piped in.
    private func sources() throws -> (model: String?, inputs: [String]) {
        if let first = inputs.first, ModelBundle.isBundle(first) {
            guard templates == nil else { throw InputError("--templates: a model has its own templates; leave one of them out") }
            return (first, Array(inputs.dropFirst()))
        }
        if !inputs.isEmpty { return (nil, inputs) }
        if !Console.inputIsTerminal { return (nil, ["-"]) }
        throw InputError("no input: name a model, a file, a glob, a folder, or - for standard input")
    }
}
