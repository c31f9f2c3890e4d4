import ArgumentParser
import Auspex

/// `auspex explain`: one session, event by event.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show one session: each event, how probable it was, and what was expected instead."
    )

    @Argument(help: "The model.", completion: .directory)
    var model: String

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("The session's identifier (or the window's name).", valueName: "session"))
    var id: String

    @Option(help: "Likely successors shown for each event.")
    var candidates = 3

    @Flag(help: "Say the score, the threshold and the rank of each event, too.")
    var verbose = false

    @Flag(help: "The result as one JSON object.")
    var json = false

    func run() throws {
        let loaded = try TrainedModel(path: model)
        let inputs = try Spool.rereadable(input.required())
        let run = ExplanationRun(
            model: loaded, inputs: inputs, session: id, format: input.reading.format, rule: input.reading.session, candidates: candidates)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let explained = try run.run(progress: meter.show)
        Console.endProgress()
        if json {
            try Console.print(JSONDocument.explain.text(explained))
        } else {
            // Which protocol a text classifier follows is part of every answer.
            for note in loaded.manifest.notes where note.kind == .split { Console.line(note.text) }
            try SessionPage(explained, isVerbose: verbose).show()
        }
    }
}
