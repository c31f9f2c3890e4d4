import ArgumentParser
import Auspex

/// `auspex train`: normal operation in, a model out.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn a model from normal operation; no labels needed.",
        discussion: "Example: auspex train last-week/*.log --model app.auspex"
    )

    @OptionGroup var input: InputOptions
    @OptionGroup var method: DetectorOptions
    @OptionGroup var parsing: ParserOptions

    @Option(help: ArgumentHelp("Where the model goes: a folder.", valueName: "name.auspex"), completion: .directory)
    var model: String?

    @Option(
        help: ArgumentHelp(
            "What is known of sessions or lines: a method that needs labels learns from them, any other leaves the anomalous ones out. For messages also a header field of the log that says it, as '<Label>'.",
            valueName: "file.csv"), completion: .file(extensions: ["csv"]))
    var labels: String?

    @Option(
        help: ArgumentHelp("Parse by this template list instead of learning templates.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var templates: String?

    @Flag(
        help:
            "Show every method, or the one of --detector: what it needs, where it was published, when it does badly, its defaults; with a log also the seconds that training on it takes."
    )
    var list = false

    @Flag(help: "Say all that was chosen: how events are foretold, thresholds, workflows, values.")
    var verbose = false

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        guard list || model != nil else { throw ValidationError("Missing expected argument '--model <name.auspex>'") }
    }

    func run() throws {
        guard let model, !list else { return try list(listed()) }
        let inputs = try input.required()
        let parser = try parsing.configuration(list: templates, from: "--templates", settings: method.parserSettings)
        let plan = try method.plan(seed: input.reading.seed, threads: input.reading.threads, setsParser: true)
        let known = try labels.map { try CorpusLabels(source: $0, of: inputs, format: input.reading.format) }
        let excluded = plan.needsLabels ? [] : Set((known?.sessions ?? [:]).filter(\.value).keys)
        let source = TrainingRun.Input(
            inputs: inputs, format: input.reading.format, session: input.reading.session ?? "auto", window: plan.method.window,
            templates: templates, parser: parser)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let (outcome, cost) = try Measured.run {
            let run = TrainingRun(
                input: source, plan: plan, excluding: excluded,
                labels: plan.needsLabels || known?.listsAnomalousLines == true ? known : nil, holdOut: .init())
            let outcome = try run.run(progress: meter.show)
            Console.endProgress()
            try outcome.model.save(to: model)
            return outcome
        }
        outcome.warnings.forEach(Console.warning)
        if json {
            try Console.print(JSONDocument.train.text(Document(model: model, outcome: outcome, cost: cost)))
            return
        }
        // Which lines are read how and tied together by what decides all that follows, and so does a model that can flag nothing; the
        // rest is for those who ask.
        var told: Set<Note.Kind> = [.format, .sessions, .labels, .split, .leftOut]
        if outcome.model.detector.detector.threshold.value >= .greatestFiniteMagnitude { told.insert(.threshold) }
        for note in outcome.notes where verbose || told.contains(note.kind) { Console.line(note.description) }
        let training = outcome.model.manifest.training
        try Console.print("\(Style.bold("model")) \(model)")
        try Console.print(
            "  learnt from \(Words.count(outcome.sessions, outcome.model.preparation.unit.rawValue)), \(Words.count(outcome.events, "event")), "
                + "\(Words.count(outcome.model.parser.templates.count, "kind")) of line, in \(Words.duration(cost.seconds))")
        if let loss = training[.loss], let floor = training[.lossFloor] {
            try Console.print(
                "  loss \(Words.fixed(loss, 3)) a window; no model of this history length can go below \(Words.fixed(floor, 3))")
        }
        try Console.print("  next: auspex detect \(model) TODAY.log")
    }

    /// The methods to show: all, or the one that was named.
    private func listed() throws -> [any DetectionMethod.Type] {
        guard let name = method.detector else { return MethodRegistry.all }
        let named = try DetectorPlan(detector: name).method
        return [type(of: named)]
    }

    private func list(_ methods: [any DetectionMethod.Type]) throws {
        try MethodsPage.show(methods, json: json, costs: input.inputs.isEmpty ? [:] : costs(of: methods))
    }

    /// What training methods with their defaults on the input takes.
    private func costs(of methods: [any DetectionMethod.Type]) throws -> [String: MethodsPage.Cost] {
        let inputs = try input.required(), parser = try parsing.configuration(list: templates, from: "--templates", settings: [])
        let known = try labels.map { try CorpusLabels(source: $0, of: inputs, format: input.reading.format) }
        var costs: [String: MethodsPage.Cost] = [:]
        for method in methods {
            Console.progress("training \(method.name)")
            var plan = try DetectorPlan(detector: method.name, seed: input.reading.seed)
            plan.threads = input.reading.threads ?? Environment.processors
            if plan.needsLabels, known == nil {
                costs[method.name] = .missing("it needs labels")
                continue
            }
            let source = TrainingRun.Input(
                inputs: inputs, format: input.reading.format, session: input.reading.session ?? "auto", window: plan.method.window,
                templates: templates, parser: parser)
            let start = Measured.clocks.processor()
            do {
                _ = try TrainingRun(input: source, plan: plan, labels: plan.needsLabels ? known : nil).run()
                costs[method.name] = .seconds(Measured.clocks.processor() - start)
            } catch let error as InputError {
                costs[method.name] = .missing(error.message)
            }
        }
        Console.endProgress()
        return costs
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var model: String
        var detector: String
        var configuration: [String: String]
        var training: [TrainingFigure: Double]
        var notes: [Note]
        var warnings: [String]
        var input: InputSummary
        var dataHash: String
        var vocabularyHash: String
        var seed: UInt64
        var seconds: Double
        var cpuSeconds: Double
        var peakMemory: Int

        init(model: String, outcome: TrainingRun.Outcome, cost: Measured) {
            let manifest = outcome.model.manifest
            self.model = model
            detector = manifest.detector
            configuration = manifest.configuration
            training = manifest.training
            notes = outcome.notes
            warnings = outcome.warnings
            input = outcome.reading
            dataHash = manifest.dataHash
            vocabularyHash = manifest.vocabularyHash
            seed = manifest.seed
            seconds = cost.seconds
            cpuSeconds = cost.cpuSeconds
            peakMemory = cost.peakMemory
        }
    }
}
