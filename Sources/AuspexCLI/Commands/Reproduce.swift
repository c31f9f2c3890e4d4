import ArgumentParser
import Auspex
import AuspexStudies

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `auspex reproduce`: the figures of the documentation, made anew.
struct Reproduce: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the accuracy figures of docs/EVALUATION.md anew.",
        discussion: """
            Example: auspex reproduce parsing hdfs --data DIR > docs/EVALUATION.md
            The study 'methods' judges part A of the public test parts, for choosing. Part B is for publication: --log-look names the file each look at it is written to.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "What to reproduce: \(Study.allCases.map(\.rawValue).joined(separator: ", ")). Default: all.", valueName: "study"),
        completion: .list(Study.allCases.map(\.rawValue)))
    var studies: [String] = []

    @Option(help: ArgumentHelp("The data sets' folder. Default: AUSPEX_DATA.", valueName: "dir"), completion: .directory)
    var data: String?

    @Option(help: "Seeds of repeated trainings: 1 to this.")
    var seeds = 5

    @Flag(help: "methods: at most \(MethodsStudy.Options.quickLimit) sessions of each kind teach, and as many test.")
    var quick = false

    @Option(
        help: ArgumentHelp("methods: judge part B, and note that in this file first.", valueName: "looks.csv"),
        completion: .file(extensions: ["csv"]))
    var logLook: String?

    @Option(
        help: ArgumentHelp("methods or logtransfer: a file that keeps what was done, so that a run can go on.", valueName: "trials.jsonl"),
        completion: .file())
    var results: String?

    @Flag(help: "The result as one JSON object.")
    var json = false

    func run() throws {
        let chosen =
            try studies.isEmpty
            ? Study.allCases
            : studies.map { name in
                guard let study = Study(rawValue: name) else {
                    throw InputError("reproduce \(name): unknown; there are \(Study.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return study
            }
        let variable = unsafe getenv("AUSPEX_DATA").map { unsafe String(cString: $0) }
        guard let folder = data ?? variable ?? (chosen.contains(where: \.needsData) ? nil : "") else {
            throw InputError("the data sets' folder is not known: give --data DIR or set AUSPEX_DATA")
        }
        guard chosen.contains(.methods) || logLook == nil && !quick else {
            throw InputError("--quick and --log-look are about the study methods; name it")
        }
        guard results == nil || chosen.contains(.methods) != chosen.contains(.logtransfer) else {
            throw InputError("--results keeps what one study did: name methods or logtransfer")
        }
        if let logLook { try log(to: logLook) }
        let meter = ProgressMeter()
        let methods = MethodsStudy.Options(
            part: logLook == nil ? .choosing : .publication, seeds: max(1, seeds),
            sessionLimit: quick ? MethodsStudy.Options.quickLimit : nil,
            trialFile: results)
        let reproduction = Reproduction(
            folder: folder, seeds: max(1, seeds), temporaryFolder: Spool.temporaryFolder, clock: Measured.clocks.processor,
            threads: Environment.processors, methods: methods, costs: Measured.clocks)
        let outcome = try reproduction.run(chosen, progress: meter.show)
        Console.endProgress()
        try Console.print(json ? JSONDocument.reproduce.text(outcome) : outcome.markdown)
    }

    /// Notes a look at part B before it is taken.
    private func log(to path: String) throws {
        if !FileSystem.exists(path) { try FileSystem.append(line: Array("when,program,study,seeds,size".utf8), to: path) }
        let size = quick ? "at most \(MethodsStudy.Options.quickLimit) sessions of each kind" : "all sessions"
        let row = "\(ReportFormat.instant(Environment.now.rounded())),\(auspexVersion),methods,\(seeds),\(size)"
        try FileSystem.append(line: Array(row.utf8), to: path)
    }
}
