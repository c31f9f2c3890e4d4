import ArgumentParser
import Auspex

/// `auspex simulate`: a log with planted, labelled faults.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a simulated log with planted, labelled faults to standard output.",
        discussion: "Example: auspex simulate hdfs --lines 100000 --anomaly-rate 0.03 --labels labels.csv > cluster.log"
    )

    @Argument(
        help: ArgumentHelp("The system: \(Simulation.systems.joined(separator: ", ")).", valueName: "system"),
        completion: .list(Simulation.systems))
    var system: String

    @Option(help: "Lines to write.")
    var lines = 100_000

    @Option(help: "Share of sessions with a planted fault, 0 to 1.")
    var anomalyRate = 0.03

    @Option(help: "Seed of every random draw.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write the sessions' labels.", valueName: "out.csv"), completion: .file())
    var labels: String?

    @Option(help: ArgumentHelp("Write the labels of single lines.", valueName: "out.csv"), completion: .file())
    var lineLabels: String?

    @Option(
        name: .customLong("fault"), help: "Plant only this kind of fault; may be given several times.",
        completion: .list(FaultKind.allCases.map(\.rawValue)))
    var faults: [String] = []

    @Option(help: "Share of the log's time in which the network is throttled, above 0 to 0.5; steps that wait for it are slow then.")
    var throttle: Double?

    @Option(help: "Usual length of such a stretch of time, in seconds.")
    var throttleLength = 60.0

    @Option(help: ArgumentHelp("How many times as long throttled steps take: one factor or from-to.", valueName: "factors"))
    var slowdown = "2-20"

    @Option(help: "Tasks under way at the same time; 1: one after another. Default: the system's own.")
    var overlap: Int?

    @Option(help: "Share of lines replaced by another one, 0 to 1; not labelled.")
    var noise = 0.0

    func run() throws {
        let kinds = try faults.map { name in
            guard let kind = FaultKind(rawValue: name) else {
                throw InputError("--fault \(name): unknown; there are \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return kind
        }
        var simulator = try LogSimulator(
            system: system,
            configuration: LogSimulator.Configuration(
                length: .lines(lines), anomalyRate: anomalyRate, kinds: kinds.isEmpty ? nil : kinds, throttle: networkThrottle(),
                overlap: overlap, noise: noise, seed: seed))
        var chunk = SimulatedChunk()
        var sessions = Array(SessionLabel.csvHeader.utf8), single = Array(LineLabel.csvHeader.utf8)
        while simulator.next(into: &chunk) {
            try Console.write(bytes: chunk.log)
            if labels != nil { for label in chunk.sessionLabels { sessions += label.csv.utf8 } }
            if lineLabels != nil { for label in chunk.lineLabels { single += label.csv.utf8 } }
        }
        try Console.flushOutput()
        if let labels { try FileSystem.writeAtomically(sessions, to: labels) }
        if let lineLabels { try FileSystem.writeAtomically(single, to: lineLabels) }
    }
    private func networkThrottle() throws -> NetworkThrottle? {
        guard let throttle else { return nil }
        let ends = slowdown.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count <= 2, let low = ends.first.flatMap({ $0 }), let high = ends.last.flatMap({ $0 }), low <= high else {
            throw InputError("--slowdown \(slowdown): give a factor such as 4, or two such as 2-20")
        }
        return NetworkThrottle(share: throttle, length: throttleLength, factors: low...high)
    }
}
