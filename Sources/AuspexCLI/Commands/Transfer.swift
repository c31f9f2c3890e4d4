import ArgumentParser
import Auspex

/// `auspex transfer`: labels of one system, a model of another.
struct Transfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn anomalies on a labelled system and find them on another with few labels or none.",
        discussion: """
            Examples: auspex transfer --source a.log --source-labels a.csv --target b.log --target-labels b.csv --model b.auspex
                      auspex transfer --source a.log --source-labels a.csv --target b.log --suggest 10 --model b.auspex
            Labels are of sessions (session,label) or of lines (a column 'line'; lines that are not listed are normal).
            """
    )

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("The labelled system's log: files, globs, folders.", valueName: "input"),
        completion: .file())
    var source: [String]

    @Option(help: ArgumentHelp("Labels of its sessions or lines.", valueName: "file.csv"), completion: .file(extensions: ["csv"]))
    var sourceLabels: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The other system's log.", valueName: "input"), completion: .file())
    var target: [String]

    @Option(
        help: ArgumentHelp(
            "Labels of a few of its sessions or lines. Without any the source's network decides as it is.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var targetLabels: String?

    @Option(help: ArgumentHelp("Where the model goes: a folder.", valueName: "name.auspex"), completion: .directory)
    var model: String

    @Option(help: "Chunks with a label to learn from at most, half of them anomalous; the rest checks the model.")
    var targetLabelsLimit: Int?

    @Option(
        help: ArgumentHelp(
            "What is taken from the source and stays: \(SharedLayers.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "layers"), completion: .list(SharedLayers.allCases.map(\.rawValue)))
    var share = SharedLayers.fc.rawValue

    @Option(
        help: ArgumentHelp(
            "Where vectors of words come from: \(WordEmbedding.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"),
        completion: .list(WordEmbedding.allCases.map(\.rawValue)))
    var embedding: String?

    @Option(help: ArgumentHelp("Word vectors in GloVe's text format, to start from.", valueName: "file"), completion: .file())
    var vectors: String?

    @Option(help: ArgumentHelp("Show so many chunks of the target that are most worth labelling.", valueName: "n"))
    var suggest = 0

    @Option(help: ArgumentHelp("Format of the source. Default: found.", valueName: "name|pattern"), completion: .list(Completions.formats))
    var sourceFormat: String?

    @Option(help: ArgumentHelp("Format of the target. Default: found.", valueName: "name|pattern"), completion: .list(Completions.formats))
    var targetFormat: String?

    @Option(help: ArgumentHelp("What ties the source's lines together. Default: found.", valueName: "regex|field|auto"))
    var sourceSession = "auto"

    @Option(help: ArgumentHelp("What ties the target's lines together. Default: found.", valueName: "regex|field|auto"))
    var targetSession = "auto"

    @Option(help: ArgumentHelp("Templates by which the source is read.", valueName: "file.csv"), completion: .file(extensions: ["csv"]))
    var sourceTemplates: String?

    @Option(help: ArgumentHelp("Templates by which the target is read.", valueName: "file.csv"), completion: .file(extensions: ["csv"]))
    var targetTemplates: String?

    @OptionGroup var parsing: ParserOptions

    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of logtransfer, such as window=20.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: "Seed of every random draw.")
    var seed: UInt64 = 1

    @Option(help: "Threads that work. Results do not depend on it.")
    var threads: Int?

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        if let targetLabelsLimit, targetLabelsLimit < 0 { throw ValidationError("--target-labels-limit: give a number from 0 on.") }
        if suggest < 0 || suggest > 10_000 { throw ValidationError("--suggest \(suggest): give a number up to 10000.") }
        if let threads, threads < 1 { throw ValidationError("--threads \(threads): give a number from 1 on.") }
    }

    func run() throws {
        guard let share = SharedLayers(rawValue: share) else {
            throw InputError("--share \(share): unknown; there are \(SharedLayers.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var run = TransferRun(
            source: try system(
                source, sourceLabels, format: sourceFormat, session: sourceSession, templates: sourceTemplates, named: "source"),
            target: try system(
                target, targetLabels, format: targetFormat, session: targetSession, templates: targetTemplates, named: "target"),
            method: try method(), share: share, labelLimit: targetLabelsLimit)
        run.suggestions = suggest
        run.threads = threads ?? Environment.processors
        let meter = ProgressMeter()
        let (outcome, cost) = try Measured.run {
            let outcome = try run.run(progress: meter.show)
            Console.endProgress()
            try outcome.model.save(to: model)
            return outcome
        }
        outcome.warnings.forEach(Console.warning)
        if json {
            try Console.print(JSONDocument.transfer.text(Document(model: model, outcome: outcome, cost: cost)))
        } else {
            outcome.notes.forEach { Console.line($0.description) }
            try TransferPage(outcome, model: model, seconds: cost.seconds).show()
        }
    }

    private func method() throws -> LogTransferMethod {
        var method = LogTransferMethod(seed: seed), typed = settings
        if let embedding { typed.append("words=\(embedding)") }
        if let vectors {
            typed.append("vectors=\(vectors)")
            if embedding == nil { typed.append("words=\(WordEmbedding.pretrained.rawValue)") }
        }
        var settings = try Settings(typed)
        if let embedding, WordEmbedding(rawValue: embedding) == nil {
            throw InputError(
                "--embedding \(embedding): unknown; there are \(WordEmbedding.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try method.apply(&settings)
        try settings.finish(for: LogTransferMethod.name)
        try method.validate()
        return method
    }

    private func system(
        _ inputs: [String], _ labels: String?, format: String?, session: String, templates: String?, named name: String
    ) throws -> TransferRun.System {
        guard !inputs.isEmpty else { throw InputError("--\(name): name the system's log") }
        let parser = try parsing.configuration(list: templates, from: "--\(name)-templates", settings: [])
        return TransferRun.System(
            CorpusInput(inputs: inputs, format: format, session: session, templates: templates, parser: parser),
            labels: try labels.map { try CorpusLabels(path: $0) } ?? CorpusLabels())
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var model: String
        var configuration: [String: String]
        var sourceNormal: Int
        var sourceAnomalous: Int
        var targetNormal: Int
        var targetAnomalous: Int
        var threshold: Double
        var check: TransferRun.Check?
        var suggestions: [TransferRun.Suggestion]
        var notes: [Note]
        var warnings: [String]
        var seed: UInt64
        var seconds: Double

        init(model: String, outcome: TransferRun.Outcome, cost: Measured) {
            self.model = model
            configuration = outcome.model.manifest.configuration
            (sourceNormal, sourceAnomalous) = outcome.sourceChunks
            (targetNormal, targetAnomalous) = outcome.targetChunks
            threshold = outcome.model.detector.fitted.threshold.value
            check = outcome.check
            suggestions = outcome.suggestions
            notes = outcome.notes
            warnings = outcome.warnings
            seed = outcome.model.manifest.seed
            seconds = cost.seconds
        }
    }
}
