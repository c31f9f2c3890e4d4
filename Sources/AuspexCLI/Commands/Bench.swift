import ArgumentParser
import Auspex
import AuspexStudies

/// `auspex bench`: how fast this machine does what Auspex does.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure lines a second and memory of each stage on a simulated HDFS log.",
        discussion: "Figures are per processor second, so that a busy machine does not spoil them. Benchmarks: "
            + Benchmark.Name.allCases.map(\.rawValue).joined(separator: ", ") + "."
    )

    @Argument(help: "Benchmarks to run; all when none is named.", completion: .list(Benchmark.Name.allCases.map(\.rawValue)))
    var names: [String] = []

    @Option(help: "Lines of the simulated log. From 10000000 on, a tenth of it is measured too, to show that rates do not fall.")
    var lines = 2_000_000

    @Option(
        help: ArgumentHelp("Folder of real data sets, for 'train'. Default: AUSPEX_DATA, else simulated sessions.", valueName: "dir"),
        completion: .directory)
    var data: String?

    @Option(help: "Threads that training may use. Default: the processors.")
    var threads: Int?

    @Option(help: "Seed of the simulation.")
    var seed: UInt64 = 1

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads \(threads): give a number from 1 on.") }
    }

    func run() throws {
        let chosen = try names.map { name in
            guard let found = Benchmark.Name(rawValue: name) else {
                throw InputError("no benchmark '\(name)': there are \(Benchmark.Name.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return found
        }
        let wanted = chosen.isEmpty ? Benchmark.Name.allCases : chosen
        var figures: [Benchmark.Figure] = []
        for size in lines >= 10_000_000 ? [lines / 10, lines] : [lines] { figures += try run(wanted, lines: size) }
        if json { try Console.print(JSONDocument.bench.text(Document(seed: seed, figures: figures))) }
    }

    private func run(_ wanted: [Benchmark.Name], lines: Int) throws -> [Benchmark.Figure] {
        let log = TemporaryPaths.sibling(of: Environment.temporaryFolder + "/auspex-bench.log")
        defer { TemporaryPaths.remove(log) }
        let benchmark = try Benchmark(
            lines: lines, log: log, data: data ?? Environment.variable("AUSPEX_DATA"), threads: threads ?? Environment.processors,
            clocks: Measured.clocks, seed: seed)
        if !json { try Console.print(Style.bold(Self.heading(lines))) }
        var figures: [Benchmark.Figure] = []
        for name in Benchmark.Name.allCases where wanted.contains(name) || name == .simulate && wanted.contains(where: \.readsLog) {
            Console.progress("measuring \(name.rawValue)")
            let found = try benchmark.run(name)
            Console.endProgress()
            figures += found
            if !json {
                for figure in found { try Console.print(Self.row(figure)) }
                try Console.flushOutput()
            }
        }
        return figures
    }

    private static func heading(_ lines: Int) -> String {
        row("\(Words.grouped(lines)) lines", "lines/CPU s", "CPU s/M lines", "CPU s", "wall s", "peak MiB", "")
    }

    private static func row(_ figure: Benchmark.Figure) -> String {
        let details = figure.details.sorted { $0.key < $1.key }.map {
            "\($0.key) \(Words.fixed($0.value, $0.value == $0.value.rounded() ? 0 : 3))"
        }
        return row(
            figure.name, Words.grouped(Int(figure.linesPerCPUSecond)),
            Words.fixed(figure.cpuSeconds / Double(max(1, figure.lines)) * 1e6, 3),
            Words.fixed(figure.cpuSeconds, 2), Words.fixed(figure.seconds, 2), "\(figure.peakMemory >> 20)", details.joined(separator: ", ")
        )
    }

    private static func row(_ name: String, _ columns: String...) -> String {
        let widths = [12, 14, 7, 7, 9]
        var line = name + String(repeating: " ", count: max(1, 18 - name.count))
        for (place, column) in columns.enumerated() {
            guard place < widths.count else { return column.isEmpty ? line : line + "  " + column }
            line += String(repeating: " ", count: max(1, widths[place] - column.count)) + column
        }
        return line
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var seed: UInt64
        var figures: [Benchmark.Figure]
    }
}
