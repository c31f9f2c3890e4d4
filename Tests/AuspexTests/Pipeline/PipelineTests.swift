import TestSupport
import Testing

@testable import Auspex

/// Runs over simulated logs, in process: the same code the commands call.
@Suite struct PipelineTests {
    static func simulate(_ lines: Int, rate: Double = 0, seed: UInt64 = 1, system: String = "hdfs") throws -> SimulatedLog {
        try SimulatedLog(system: system, configuration: .init(length: .lines(lines), anomalyRate: rate, seed: seed))
    }

    static func ngramPlan(_ settings: [String] = []) throws -> DetectorPlan {
        try DetectorPlan(detector: "ensemble", settings: ["model=ngram"] + settings, seed: 1)
    }

    static func trained(in folder: TemporaryFolder, plan: DetectorPlan? = nil) throws -> TrainingRun.Outcome {
        let path = try folder.write("quiet.log", bytes: simulate(8_000).log)
        return try TrainingRun(input: .init(inputs: [path]), plan: plan ?? ngramPlan()).run()
    }

    @Test func `a scan finds format, sessions and planted faults in a raw log`() throws {
        let folder = try TemporaryFolder()
        let log = try Self.simulate(20_000, rate: 0.03)
        let path = try folder.write("cluster.log", bytes: log.log)
        let outcome = try ScanRun(.init(inputs: [path], plan: Self.ngramPlan(), keepsAll: true)).run()
        #expect(outcome.notes.contains { $0.kind == .format && $0.text.hasPrefix("HDFS") })
        #expect(outcome.notes.contains { $0.kind == .sessions && $0.text.contains("block id") })
        // The first part holds faults too, and nobody says which: what is flagged must still mostly be faults.
        let faults = Set(log.sessionLabels.filter { $0.kind != nil }.map(\.session))
        let flagged = outcome.result.all.filter(\.verdict.isAnomalous)
        #expect(!flagged.isEmpty)
        #expect(flagged.count { faults.contains($0.verdict.session) } * 2 > flagged.count)
        let explained = try Explanation(model: outcome.model, result: outcome.result, inputs: [path]).explain(limit: 50)
        #expect(!explained.isEmpty)
        #expect(explained.allSatisfy { !$0.findings.isEmpty && $0.events.allSatisfy { !$0.raw.isEmpty } })
        #expect(AnomalyGroup.groups(of: explained).reduce(0) { $0 + $1.count } == explained.count)
        let document = DetectionDocument(
            result: outcome.result, explained: explained, notes: outcome.notes, seed: 1, seconds: 2, peakMemory: 1, includesAll: true)
        let json = try JSON.decode(JSONValue.self, from: JSON.encode(document), source: "document")
        #expect(json.flattened["unit"] == "session")
        #expect(json.flattened["sessions"] == String(outcome.result.sessions))
        let page = ReportBuilder(model: outcome.model, result: outcome.result, explained: explained, notes: outcome.notes)
            .report(title: "t", provenance: [])
        #expect(page.totals.anomalies == outcome.result.anomalyCount)
        #expect(page.timeline?.bins.reduce(0) { $0 + $1.lines } == Int(outcome.result.input.records))
        #expect(page.templates.reduce(0) { $0 + $1.seen } == Int(outcome.result.input.records))
        #expect(page.totals.templates == page.templates.count { $0.seen > 0 })
        #expect(HTMLReport.render(page).count > 10_000)
    }

    @Test func `faults in the part that is learnt from are left out if asked, and hide fewer of those to come`() throws {
        let folder = try TemporaryFolder()
        let log = try Self.simulate(12_000, rate: 0.03, seed: 3, system: "openstack")
        let path = try folder.write("cloud.log", bytes: log.log)
        let faults = Set(log.sessionLabels.filter { $0.kind?.changesKeys == true }.map(\.session))
        func found(_ settings: [String]) throws -> (faults: Set<String>, others: Int, outcome: ScanRun.Outcome) {
            let outcome = try ScanRun(.init(inputs: [path], plan: Self.ngramPlan(["values=false"] + settings), keepsAll: true)).run()
            let flagged = outcome.result.all.filter(\.verdict.isAnomalous).map(\.verdict.session)
            return (faults.intersection(flagged), flagged.count - faults.intersection(flagged).count, outcome)
        }
        let plain = try found([]), screened = try found(["screen.share=0.1"])
        #expect(!plain.outcome.notes.contains { $0.kind == .leftOut })
        #expect(screened.outcome.notes.contains { $0.kind == .leftOut }, "\(screened.outcome.notes)")
        #expect(screened.faults.count > plain.faults.count, "\(screened.faults.count), \(plain.faults.count)")
        #expect(screened.others <= plain.others + 2, "\(screened.others), \(plain.others)")
        // Those left out are judged with the rest: more sessions than without.
        #expect(screened.outcome.result.sessions > plain.outcome.result.sessions)
        #expect(Set(screened.outcome.result.all.map(\.verdict.session)).count == screened.outcome.result.sessions)
    }

    @Test func `a baseline is learnt from instead of the log's own beginning`() throws {
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", bytes: Self.simulate(8_000).log)
        let today = try folder.write("today.log", bytes: Self.simulate(4_000, rate: 0.05, seed: 2).log)
        let outcome = try ScanRun(.init(inputs: [today], baseline: [quiet], plan: Self.ngramPlan())).run()
        #expect(outcome.result.sessions > 150)
        #expect(outcome.result.anomalyCount > 0)
    }

    @Test func `a log without identifiers is judged in windows, and neighbouring ones are told together`() throws {
        let folder = try TemporaryFolder()
        var text = ""
        for line in 0..<1_500 {
            let second = String(line % 60), minute = String(line / 60 % 60), hour = String(10 + line / 3600)
            func pad(_ number: String) -> String { number.count < 2 ? "0" + number : number }
            text += "2024-05-01 \(pad(hour)):\(pad(minute)):\(pad(second)) INFO app: "
            text +=
                (1_200..<1_240).contains(line)
                ? "disk failure on unit alpha\n" : line.isMultiple(of: 3) ? "tick done\n" : "work item stored\n"
        }
        let path = try folder.write("app.log", text)
        let outcome = try ScanRun(.init(inputs: [path], plan: Self.ngramPlan())).run()
        #expect(outcome.result.unit == .window)
        let worst = try #require(outcome.result.anomalies.first)
        #expect(worst.sequence.events.contains(.none))
        #expect(outcome.result.anomalies.count < outcome.result.anomalyCount, "several windows, fewer episodes")
        let kind = try #require(outcome.result.unknownTemplates.templates.first)
        #expect(kind.text == "disk failure on unit alpha" && kind.count == 40 && kind.first.line == 1_201)
        #expect(outcome.result.unknownTemplates.recordCount == 40)
    }

    @Test func `a saved model judges as the one in memory, and equal trainings are equal bytes`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.trained(in: folder)
        let again = try Self.trained(in: folder)
        #expect(try outcome.model.bundle().files == again.model.bundle().files)
        try outcome.model.save(to: folder.file("m.auspex"))
        let loaded = try TrainedModel(path: folder.file("m.auspex"))
        let today = try folder.write("today.log", bytes: Self.simulate(6_000, rate: 0.05, seed: 3).log)
        let options = DetectionRun.Options(inputs: [today], keepsAll: true)
        let first = try DetectionRun(model: outcome.model, options: options).run()
        let second = try DetectionRun(model: loaded, options: options).run()
        #expect(first.all.map(\.verdict) == second.all.map(\.verdict))
        #expect(first.anomalyCount > 0)
        // What the memo remembers is what the models say.
        let sessions = first.all.map(\.sequence), detector = outcome.model.detector.detector
        let values = try #require(outcome.model.values)
        let direct = values.judge(sessions, keyVerdicts: detector.verdicts(for: sessions), keyThreshold: detector.threshold.value)
        #expect(direct == first.all.map(\.verdict))
        #expect(first.distinctSequences < first.sessions)
    }

    private static let unsupervised = MethodRegistry.all.filter { !($0 is any SupervisedMethod.Type) }.map { $0.name }

    @Test(arguments: unsupervised) func `every method without labels trains, survives saving, and judges`(method: String) throws {
        let folder = try TemporaryFolder()
        let small = ["units=8", "layers=1", "window=4", "steps=20", "epochs=1", "values.units=4", "values.layers=1", "values.steps=4"]
        let network = ["units=4", "layers=1", "embedding=4"]
        let settings: [String] =
            switch method {
            case "deeplog", "ensemble": small
            case "loggan": network + ["rounds=5"]
            case "nlsalog", "loganomaly": network + ["steps=10", "folds=2"]
            default: []
            }
        let plan = try DetectorPlan(detector: method, settings: settings, seed: 2)
        #expect(!plan.configuration.isEmpty)
        let quiet = try folder.write("quiet.log", bytes: Self.simulate(2_000).log)
        var stages: Set<String> = []
        let outcome = try TrainingRun(input: .init(inputs: [quiet]), plan: plan).run { stages.insert($0.stage) }
        #expect(stages.contains("reading"))
        try outcome.model.save(to: folder.file("m.auspex"))
        let loaded = try TrainedModel(path: folder.file("m.auspex"))
        #expect(loaded.detector.method.name == method)
        let sessions = try DetectionRun(model: loaded, options: .init(inputs: [quiet], keepsAll: true)).run().all.map(\.sequence)
        #expect(loaded.detector.detector.scores(of: sessions) == outcome.model.detector.detector.scores(of: sessions))
        #expect(loaded.detector.detector.threshold == outcome.model.detector.detector.threshold)
    }

    @Test func `evaluation takes labels from a file, from separate files, and from a column`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.trained(in: folder)
        let log = try Self.simulate(6_000, rate: 0.1, seed: 5)
        let today = try folder.write("today.log", bytes: log.log)
        let labels = try folder.write("labels.csv", SessionLabel.csvHeader + log.sessionLabels.map(\.csv).joined())
        let run = try EvaluationRun(model: outcome.model, truth: .labelled(inputs: [today], labels: labels), prior: 0.03)
        let judged = try run.run { (1, 2) }
        #expect(judged.report.matrix.recall ?? 0 > 0.4)
        #expect(judged.unlabelled == 0 && judged.unmatchedLabels == 0)
        let page = ReportBuilder(model: outcome.model, result: judged.result, explained: [], notes: []).report(
            title: "t", provenance: [], evaluation: judged.report, truth: judged.truth)
        #expect(page.precisionRecall != nil && page.evaluation != nil)

        let normal = try folder.write("normal.txt", String(repeating: "1 2 3 4\n1 2 2 3 4\n", count: 60))
        let abnormal = try folder.write("abnormal.txt", "1 2\n4 3 2 1\n1 9 3 4\n")
        let plan = try Self.ngramPlan()
        let model = try TrainingRun(input: .init(inputs: [normal], format: "sequences"), plan: plan).run().model
        let separate = try EvaluationRun(model: model, truth: .separate(normal: [normal], abnormal: [abnormal]), prior: 0.03).run { (0, 0) }
        #expect(separate.report.matrix.truePositives == 3 && separate.report.matrix.falsePositives == 0)
        let column = try folder.write("labelled.csv", "id,label,events\na,0,1 2 3 4\nb,1,4 4 4 4\n")
        let inline = try EvaluationRun(model: model, truth: .inline(inputs: [column])).run { (0, 0) }
        #expect(inline.report.matrix.truePositives == 1 && inline.report.matrix.trueNegatives == 1)
        #expect(throws: InputError.self) { try EvaluationRun(model: model, truth: .inline(inputs: [normal])).run { (0, 0) } }
        #expect(throws: InputError.self) { try EvaluationRun(model: model, truth: .inline(inputs: [normal]), prior: 1) }
    }

    @Test func `one session is explained event by event, an unknown one is an error`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.trained(in: folder)
        let log = try Self.simulate(4_000, rate: 0.1, seed: 7)
        let today = try folder.write("today.log", bytes: log.log)
        let result = try DetectionRun(model: outcome.model, options: .init(inputs: [today])).run()
        let worst = try #require(result.anomalies.first)
        let explained = try ExplanationRun(model: outcome.model, inputs: [today], session: worst.verdict.session).run()
        #expect(explained.isAnomalous && explained.score == worst.verdict.score)
        #expect(explained.steps.count == worst.sequence.events.count + (worst.sequence.isComplete ? 1 : 0))
        #expect(explained.steps.dropLast().allSatisfy { $0.candidates.count == 3 })
        #expect(throws: InputError.self) {
            try ExplanationRun(model: outcome.model, inputs: [today], session: "blk_0").run()
        }
    }

    @Test func `sequences with names keep their meaning, unseen names are unknown events`() throws {
        let folder = try TemporaryFolder()
        let training = try folder.write("train.txt", String(repeating: "open read close\nopen write close\n", count: 40))
        let templates = try folder.write("names.csv", "event_id,template\n1,Opening <*>\n")
        let plan = try Self.ngramPlan()
        let model = try TrainingRun(input: .init(inputs: [training], format: "sequences", templates: templates), plan: plan).run().model
        #expect(model.parser.templates.first?.text == "Opening <*>")
        // The order of first sight differs here; the tokens mean what they meant in training.
        let test = try folder.write("test.txt", "open write close\nopen burn close\n")
        let result = try DetectionRun(model: model, options: .init(inputs: [test], keepsAll: true)).run()
        #expect(result.all.map(\.verdict.isAnomalous) == [false, true])
        #expect(result.all[1].sequence.events[1] == .none)
        let numbers = try folder.write("numbers.txt", "1 2 3\n")
        #expect(throws: InputError.self) { try DetectionRun(model: model, options: .init(inputs: [numbers])).run() }
        #expect(throws: InputError.self) { try DetectionRun(model: model, options: .init(inputs: [test], format: "HDFS")).run() }
    }

    @Test func `a known template list replaces learning`() throws {
        let folder = try TemporaryFolder()
        let list = try folder.write("list.csv", "EventId,EventTemplate\nE1,<*>Receiving block <*>\nE2,<*>terminating\nE3,<*>\n")
        let quiet = try folder.write("quiet.log", bytes: Self.simulate(2_000).log)
        let input = TrainingRun.Input(inputs: [quiet], session: "blk_-?\\d+", templates: list)
        let outcome = try TrainingRun(input: input, plan: Self.ngramPlan()).run()
        #expect(outcome.model.parser.templates.map(\.id.rawValue) == [1, 2, 3])
        #expect(outcome.model.parser.templates.allSatisfy { $0.count > 0 })
        try outcome.model.save(to: folder.file("m.auspex"))
        #expect(try TrainedModel(path: folder.file("m.auspex")).parser.templates == outcome.model.parser.templates)
        #expect(throws: InputError.self) { try TemplateList(path: folder.write("bad.csv", "a,b\n1,2\n")) }
    }

    @Test func `the demonstration finds what it planted`() throws {
        let folder = try TemporaryFolder()
        let demo = DemoRun(
            configuration: .init(trainingLines: 10_000, testLines: 6_000, anomalyRate: 0.05),
            plan: try Self.ngramPlan(["falseAlarmTarget=0.005"]))
        let truth = try demo.simulate(training: folder.file("a.log"), test: folder.file("b.log"))
        let outcome = try demo.run(training: folder.file("a.log"), test: folder.file("b.log"), truth: truth) { (0, 0) }
        #expect(outcome.planted == truth.values.count { $0 != nil })
        #expect(outcome.found * 2 >= outcome.planted)
        #expect(outcome.falseAlarms * 50 <= outcome.normalSessions)
    }
}
