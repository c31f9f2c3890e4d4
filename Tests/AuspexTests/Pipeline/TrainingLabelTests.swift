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
}
