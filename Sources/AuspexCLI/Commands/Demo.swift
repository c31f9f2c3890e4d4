import ArgumentParser
import Auspex

/// `auspex demo`: the whole job on a simulated cluster log.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See the whole job on a simulated cluster log with planted faults.",
        discussion: "Simulates, trains on the quiet part, detects, explains, counts what was found, and writes report.html."
    )

    @Option(help: ArgumentHelp("Where the HTML report goes.", valueName: "out.html"), completion: .file(extensions: ["html"]))
    var report = "report.html"

    @Option(help: "Lines to learn from, and lines to judge.")
    var lines = 60_000

    @Option(help: "Share of sessions with a planted fault.")
    var anomalyRate = 0.03

    @Option(help: "Seed of every random draw.")
    var seed: UInt64 = 1

    @OptionGroup var method: DetectorOptions

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        guard lines >= 1000 else { throw ValidationError("--lines \(lines): give at least 1000.") }
    }

    func run() throws {
        // The budget of one false alarm in 200 sessions instead of 500 is what the small amount of training data can bear: rare normal
        // sessions have hardly been seen twice in it.
        let plan = try method.plan(seed: seed, threads: nil, settings: ["falseAlarmTarget=0.005"])
        let demo = DemoRun(
            configuration: DemoRun.Configuration(trainingLines: lines, testLines: lines, anomalyRate: anomalyRate, seed: seed), plan: plan)
        let folder = Spool.temporaryFolder
        let training = TemporaryPaths.sibling(of: folder + "/auspex-demo-quiet.log")
        let test = TemporaryPaths.sibling(of: folder + "/auspex-demo-today.log")
        Console.line(
            "simulating a cluster log: \(Words.grouped(lines)) quiet lines to learn from, \(Words.grouped(lines)) with planted faults to judge"
        )
        let truth = try demo.simulate(training: training, test: test)
        let meter = ProgressMeter()
        let (outcome, cost) = try Measured.run {
            try demo.run(training: training, test: test, truth: truth, progress: meter.show) {
                let now = Measured.now
                return (now.seconds, now.peakMemory)
            }
        }
        Console.endProgress()
        outcome.training.notes.forEach { Console.line($0.description) }
        outcome.training.warnings.forEach(Console.warning)
        let labels = truth.mapValues { $0?.rawValue ?? "normal" }
        let (incidents, explained) = try Explanation(model: outcome.training.model, result: outcome.result, inputs: [test]).tell(
            limit: 200, labels: labels)
        let page = ReportBuilder(
            model: outcome.training.model, result: outcome.result, explained: explained, incidents: incidents, notes: outcome.training.notes
        )
        .report(
            title: "Simulated cluster log", provenance: [ReportModel.Fact("Seconds", Words.fixed(cost.seconds, 1))],
            evaluation: outcome.report,
            truth: outcome.result.all.map { (truth[$0.verdict.session] ?? nil) != nil })
        try FileSystem.writeAtomically(HTMLReport.render(page), to: report)
        if json {
            try Console.print(JSONDocument.demo.text(Document(outcome, cost: cost, report: report)))
        } else {
            try AnomalyPage(result: outcome.result, explained: explained, groupLimit: 8).show()
            try showScore(outcome, cost: cost)
        }
        Console.line("report: \(report)")
    }

    private func showScore(_ outcome: DemoRun.Outcome, cost: Measured) throws {
        try Console.print()
        try Console.print(Style.bold("what was planted, and what was found"))
        for row in outcome.kinds {
            let name = row.kind.rawValue + String(repeating: " ", count: max(0, 20 - row.kind.rawValue.count))
            try Console.print("  \(name) \(row.found) of \(row.planted)")
        }
        let share = Double(outcome.found) / Double(max(1, outcome.planted))
        let alarms = Double(outcome.falseAlarms) / Double(max(1, outcome.normalSessions))
        try Console.print(
            Style.bold("found \(outcome.found) of \(outcome.planted) planted faults (\(Words.percent(share)))") + ", "
                + "\(Words.count(outcome.falseAlarms, "false alarm")) in \(Words.grouped(outcome.normalSessions)) normal sessions (\(Words.percent(alarms)))"
        )
        try Console.print("learnt and judged in \(Words.duration(cost.seconds)), seed \(seed)")
    }

    private struct Document: Encodable {
        struct Kind: Encodable {
            var kind: String
            var planted: Int
            var found: Int
        }

        var version = auspexVersion
        var planted: Int
        var found: Int
        var falseAlarms: Int
        var normalSessions: Int
        var kinds: [Kind]
        var evaluation: EvaluationReport
        var notes: [Note]
        var seconds: Double
        var peakMemory: Int
        var report: String

        init(_ outcome: DemoRun.Outcome, cost: Measured, report: String) {
            planted = outcome.planted
            found = outcome.found
            falseAlarms = outcome.falseAlarms
            normalSessions = outcome.normalSessions
            kinds = outcome.kinds.map { Kind(kind: $0.kind.rawValue, planted: $0.planted, found: $0.found) }
            evaluation = outcome.report
            notes = outcome.training.notes
            seconds = cost.seconds
            peakMemory = cost.peakMemory
            self.report = report
        }
    }
}
