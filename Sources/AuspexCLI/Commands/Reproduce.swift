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
        discussion: "Example: auspex reproduce parsing hdfs --data DIR > docs/EVALUATION.md"
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
        let meter = ProgressMeter()
        let reproduction = Reproduction(
            folder: folder, seeds: max(1, seeds), temporaryFolder: Spool.temporaryFolder, clock: Measured.clocks.processor,
            threads: Environment.processors)
        let outcome = try reproduction.run(chosen, progress: meter.show)
        Console.endProgress()
        try Console.print(json ? JSONDocument.reproduce.text(outcome) : outcome.markdown)
    }
}
