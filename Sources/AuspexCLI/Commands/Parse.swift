import ArgumentParser
import Auspex

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `auspex parse`: raw lines in, templates and parameters out.
struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Split raw lines into templates and parameters; rows have logparser's columns.",
        discussion: """
            Examples: auspex parse app.log --output app.csv --templates templates.csv
                      auspex parse app.log --stats
            Without --output, --templates or --stats the rows go to standard output.
            """
    )

    @OptionGroup var input: InputOptions

    @OptionGroup var parsing: ParserOptions

    @Option(
        help: ArgumentHelp("Parse by this template list instead of learning templates.", valueName: "list.csv"),
        completion: .file(extensions: ["csv"]))
    var known: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting of the parser, such as similarity=0.5; may be given several times.", valueName: "key=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp("Write rows here: CSV, or JSON lines when the name ends in .jsonl.", valueName: "out.csv|.jsonl"),
        completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Write the table of templates with counts.", valueName: "out.csv"), completion: .file())
    var templates: String?

    @Flag(help: "Print templates with counts, lines that did not fit by reason, and the rate.")
    var stats = false

    @Flag(help: "Read the input once: rows carry templates as known so far. Always so for standard input.")
    var onePass = false

    @Flag(help: "Rows as JSON lines; with --stats one JSON object.")
    var json = false

    func run() throws {
        let parser = try parsing.configuration(list: known, from: "--known", settings: settings)
        if let output, Self.style(of: output) == nil { throw InputError("--output \(output): the name must end in .csv or .jsonl") }
        if input.reading.format?.lowercased() == "sequences" {
            throw InputError("--format sequences: these are event ids already; there is nothing to parse")
        }
        let inputs = try input.required()
        let printsRows = output == nil && templates == nil && !stats
        let style: ParsedWriter.Style? = output.flatMap(Self.style) ?? (printsRows ? json ? .jsonLines : .csv : nil)
        let run = ParseRun(
            ParseRun.Options(
                inputs: inputs, format: input.reading.format, session: input.reading.session, known: known,
                parser: parser, isOnePass: onePass || inputs.contains("-")))
        if input.reading.format?.lowercased() == "sequences" {
            throw InputError("--format sequences: these are event ids already; there is nothing to parse")
        }
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let (outcome, cost) = try Measured.run {
            try Self.open(output, style) { write in try run.run(rows: style, progress: meter.show, write: write) }
        }
        Console.endProgress()
        if let templates {
            var table: [UInt8] = []
            ParsedWriter.appendTemplates(outcome.templates, to: &table)
            try FileSystem.writeAtomically(table, to: templates)
        }
        outcome.warnings.forEach(Console.warning)
        if stats {
            try ParsePage(outcome: outcome, cost: cost).show(json: json)
        } else {
            outcome.notes.forEach { Console.line($0.description) }
            Console.line(ParsePage(outcome: outcome, cost: cost).summary)
        }
    }

    /// Opens what rows go to, lets `body` write, and puts the file in place.
    private static func open(_ path: String?, _ style: ParsedWriter.Style?, _ body: (ParseRun.Output) throws -> ParseRun.Outcome) throws
        -> ParseRun.Outcome
    {
        guard style != nil else { return try body { _ in } }
        var sink = try path.map { try OutputSink(path: $0) } ?? OutputSink(descriptor: STDOUT_FILENO, name: "standard output")
        let outcome = try body { fill in
            guard path == nil, Console.outputIsTerminal else { return try sink.write(fill) }
            var rows: [UInt8] = []
            fill(&rows)
            try sink.write(shown(rows))
        }
        try sink.finish()
        return outcome
    }

    /// Rows as they are safe to show: a log line must neither drive the terminal nor pose as another. Files and pipes get what is there.
    private static func shown(_ rows: [UInt8]) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: rows, as: UTF8.self).unicodeScalars { text.append(scalar.isHidden ? "\u{FFFD}" : scalar) }
        return Array(String(text).utf8)
    }

    private static func style(of path: String) -> ParsedWriter.Style? {
        let name = path.lowercased()
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonLines }
        // What is no file (a device, a pipe) has no ending to go by.
        return name.hasSuffix(".csv") || name.hasPrefix("/dev/") ? .csv : nil
    }
}
