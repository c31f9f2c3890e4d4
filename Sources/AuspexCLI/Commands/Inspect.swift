import ArgumentParser
import Auspex

/// `auspex inspect`: what a model is and where it came from.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a model is, what it learnt from, its templates, and what delays and values it holds for usual.")

    @Argument(help: "The model.", completion: .directory)
    var model: String

    @Option(help: "Templates listed, most frequent first.")
    var templates = 30

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        guard (0...1_000_000).contains(templates) else {
            throw ValidationError("--templates \(templates): give a number from 0 to 1000000.")
        }
    }

    func run() throws {
        let loaded = try TrainedModel(path: model)
        let bundle = try ModelBundle.read(from: model)
        let listed = loaded.parser.templates.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
        if json {
            try Console.print(
                JSONDocument.inspect.text(
                    Document(
                        manifest: loaded.manifest, version: bundle.version, format: loaded.preparation.format?.specification ?? "sequences",
                        session: loaded.preparation.session.description, threshold: loaded.detector.detector.threshold,
                        values: loaded.values.map(Values.init), templates: listed)))
            return
        }
        let manifest = loaded.manifest
        try Console.print(
            Style.bold(model) + "  \(manifest.detector), version \(bundle.version), written by Auspex \(manifest.auspexVersion)")
        for note in manifest.notes { try Console.print("  " + note.description) }
        try Console.print("  seed \(manifest.seed), data \(manifest.dataHash), vocabulary \(manifest.vocabularyHash)")
        try Console.print()
        try Console.print(Style.bold("training"))
        for (key, value) in manifest.training.sorted(by: { $0.key < $1.key }) {
            try Console.print(
                "  \(key.rawValue) = \(value == value.rounded() && abs(value) < 1e15 ? Words.grouped(Int(value)) : Words.fixed(value, 4))")
        }
        try Console.print()
        try Console.print(Style.bold("configuration"))
        for (key, value) in manifest.configuration.sorted(by: { $0.key < $1.key }) { try Console.print("  \(key) = \(value)") }
        try Console.print()
        try Console.print(Style.bold("files"))
        for file in manifest.files { try Console.print("  \(file.name)  \(Words.grouped(file.size)) bytes  \(file.fingerprint)") }
        try Console.print()
        try Console.print(Style.bold("\(Words.count(listed.count, "kind")) of line"))
        for template in listed.prefix(max(0, templates)) {
            let count = Words.grouped(template.count)
            try Console.print(
                "  " + String(repeating: " ", count: max(0, 10 - count.count)) + count + "  "
                    + Words.line("\(template.id) \(template.text)", width: Console.width - 16))
        }
        if listed.count > templates { try Console.print(Style.dim("  … and \(listed.count - templates) more; --templates N lists them")) }
        guard let values = loaded.values else { return }
        try Console.print()
        try ValuesPage(values: values, templates: listed, limit: templates).show()
    }

    private struct Document: Encodable {
        var manifest: BundleManifest
        var version: String
        var format: String
        var session: String
        var threshold: Threshold
        var values: Values?
        var templates: [LogTemplate]
    }

    private struct Values: Encodable {
        var threshold: Threshold
        var training: ValueModels.TrainingMeasurements
        var keys: [ValueModels.KeyDescription]

        init(_ values: ValueModels) {
            threshold = values.threshold
            training = values.training
            keys = values.description
        }
    }
}
