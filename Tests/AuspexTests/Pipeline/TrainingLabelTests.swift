import TestSupport
import Testing

@testable import Auspex

/// `train --labels`: supervised methods learn from them, others are not shown them.
@Suite struct TrainingLabelTests {
    private static func labelled(_ folder: TemporaryFolder) throws -> String {
        var rows = "session_id,label,events\n"
        let examples = LawSessions.labelled
        for (number, (session, label)) in zip(examples.sessions, examples.labels).enumerated() {
            rows += "s\(number),\(label ? 1 : 0),\"\(session.events.map { String($0.rawValue) }.joined(separator: " "))\"\n"
        }
        return try folder.write("labelled.csv", rows)
    }

    @Test func `sequences with a label column teach a supervised method, which is saved and judges`() throws {
        let folder = try TemporaryFolder(), path = try Self.labelled(folder)
        let plan = try DetectorPlan(detector: "cnn", settings: ["epochs=60", "embedding=8", "filters=8", "learningRate=0.01"])
        let outcome = try TrainingRun(input: .init(inputs: [path], format: "sequences"), plan: plan, holdOut: .init()).run()
        #expect(outcome.notes.contains { $0.kind == .labels })
        #expect(outcome.model.manifest.training["anomalousSessions"] == 120)
        try outcome.model.save(to: folder.path + "/m.auspex")
        let model = try TrainedModel(path: folder.path + "/m.auspex")
        let report = try EvaluationRun(model: model, truth: .inline(inputs: [path])).run { (0, 0) }.report
        #expect(report.matrix.truePositives > 100 && report.matrix.falsePositives < 24)
    }

    @Test func `without a label there is one line and no model`() throws {
        let folder = try TemporaryFolder(), path = try folder.write("s.txt", "1 2 3\n1 2 4\n1 2 3\n")
        let error = #expect(throws: InputError.self) {
            try TrainingRun(input: .init(inputs: [path], format: "sequences"), plan: DetectorPlan(detector: "mlp")).run()
        }
        #expect(error?.remedy == .labels)
    }

    @Test func `a corpus hands its labels to a supervised method, and leaves out what has none`() throws {
        let folder = try TemporaryFolder(), path = try Self.labelled(folder)
        let corpus = try Corpus.read(CorpusInput(inputs: [path], format: "sequences"))
        var plan = try DetectorPlan(detector: "mlp", settings: ["epochs=1"])
        let all = try TrainingRun(input: corpus.input, plan: plan).run(on: corpus)
        #expect(all.sessions == 360)
        plan = try DetectorPlan(detector: "mlp", settings: ["epochs=1"])
        let some = CorpusLabels(sessions: corpus.labels.sessions.filter { $0.key < "s3" })
        let part = try TrainingRun(input: corpus.input, plan: plan, labels: some).run(on: corpus)
        #expect(part.sessions == 360, "the file's own labels stand beside those given")
    }

    @Test func `LogTransfer reads chunks of a log, not messages one by one`() throws {
        let folder = try TemporaryFolder()
        let simulated = try SimulatedLog(system: "switch-a", configuration: .init(length: .lines(3_000), anomalyRate: 0.5, seed: 2))
        let path = folder.file("a.log")
        try FileSystem.writeAtomically(simulated.log, to: path)
        let lines = Dictionary(simulated.lineLabels.map { ($0.line, true) }) { first, _ in first }
        let labels = try folder.write("a.csv", "line,kind\n" + lines.keys.sorted().map { "\($0),fault\n" }.joined())
        let plan = try DetectorPlan(detector: "logtransfer", settings: ["units=4", "embedding=4", "dense=4", "epochs=1"])
        let known = try CorpusLabels(source: labels, of: [path], format: nil)
        let model = try TrainingRun(
            input: .init(inputs: [path], session: "none", window: plan.method.window), plan: plan, labels: known
        ).run().model
        #expect(!model.preparation.readsMessages && model.preparation.window?.extent == .records(size: 20, step: 4))
        #expect(model.manifest.training["anomalousSessions"] ?? 0 > 0)
    }

    @Test func `labelled sequences that are all shorter than what is read at once are refused in one line`() throws {
        let short = [LawSessions.session([1], isComplete: false), LawSessions.session([2], isComplete: false)]
        let error = #expect(throws: InputError.self) {
            try DetectorPlan(detector: "merged-deeplog").fit(on: LabelledSessions(normal: short, abnormal: short))
        }
        #expect(error?.message.contains("10 events") == true)
    }
}
