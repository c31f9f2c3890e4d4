import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Anomalies of a small job log, located in its workflow.
@Suite struct LocatedAnomalyTests {
    static let folder = Result { try TemporaryFolder() }

    static func model() throws -> TrainedModel { try cached.get() }

    private static let cached = Result<TrainedModel, any Error> {
        let path = try folder.get().write("quiet.log", JobLog.text(JobLog.normal(200)))
        let plan = try DetectorPlan(detector: "ensemble", settings: ["model=ngram"], seed: 1)
        return try TrainingRun(input: .init(inputs: [path], session: "job_\\d+"), plan: plan).run().model
    }

    /// Detects and explains some jobs.
    static func explained(
        _ jobs: [JobLog.Job], withValues: Bool = true, _ change: (inout JudgedSession) -> Void = { _ in }
    ) throws -> [ReportModel.Anomaly] {
        let folder = try TemporaryFolder()
        let path = try folder.write("today.log", JobLog.text(jobs))
        var model = try model()
        if !withValues { model.values = nil }
        let result = try DetectionRun(model: model, options: .init(inputs: [path], keepsAll: true)).run()
        let explanation = Explanation(model: model, result: result, inputs: [path])
        return try result.all.map { session in
            var session = session
            change(&session)
            return try explanation.explain(session)
        }
    }

    @Test func `a missing step is named, with the last good line and what came instead`() throws {
        let anomaly = try #require(try Self.explained([JobLog.Job(7, steps: [0, 1, 3, 5])]).first)
        let place = try #require(anomaly.diagnosis)
        #expect(place.task == "session" && place.fit == .located && place.workflow == 0)
        #expect(place.lastGood?.line == 3 && place.lastGood?.raw.hasSuffix("job_7 disk attached") == true && place.lastGood?.number == 3)
        #expect(place.expected.map(\.text) == ["<*> network ready"] && place.expected.first?.probability == 1)
        #expect(place.cameInstead?.line == 4 && place.cameInstead?.raw.hasSuffix("instance started") == true)
        #expect(place.neverCame.map(\.text) == ["<*> network ready"] && place.neverCame.map(\.count) == [1])
        #expect(place.superfluous.isEmpty && place.furtherMissing.isEmpty && !place.endedEarly && place.slowStep == nil)
        #expect(anomaly.events[place.lastGood?.event ?? 0].raw == place.lastGood?.raw)
    }

    @Test func `a branch is expected with the shares of training`() throws {
        let place = try #require(try Self.explained([JobLog.Job(8, steps: [0, 3, 4, 5])]).first?.diagnosis)
        #expect(place.expected.map(\.text) == ["<*> image fetched from store", "<*> image found in cache"])
        #expect(place.expected.allSatisfy { abs(($0.probability ?? 0) - ($0.text.hasSuffix("store") ? 0.75 : 0.25)) < 0.01 })
        #expect(place.cameInstead?.number == 2 && place.neverCame.map(\.text) == ["<*> image fetched from store"])
    }

    @Test func `steps in wrong order and sessions that stop early are located`() throws {
        let anomalies = try Self.explained([JobLog.Job(9, steps: [0, 1, 4, 3, 5]), JobLog.Job(10, steps: [0, 1, 3])]) {
            $0.sequence.isComplete = true
        }
        let swapped = try #require(anomalies.first { $0.id == "job_9" }?.diagnosis)
        #expect(swapped.lastGood?.number == 2 && swapped.cameInstead?.text == "<*> network ready")
        #expect(swapped.expected.map(\.text) == ["<*> disk attached"])
        let early = try #require(anomalies.first { $0.id == "job_10" }?.diagnosis)
        #expect(early.endedEarly && early.lastGood?.number == 3 && early.cameInstead == nil)
        #expect(early.neverCame.map(\.text) == ["<*> network ready", "<*> instance started"])
        #expect(early.furtherMissing.map(\.text) == ["<*> instance started"])
    }

    @Test func `a delay that the value models found decides the slow step`() throws {
        let job = JobLog.Job(11, steps: [0, 1, 3, 4, 5], pauses: [3: 45])
        let place = try #require(
            try Self.explained([job]) { session in
                session.sequence.isComplete = true
                session.verdict.findings = [Finding(.lines(.unusualDelay), detector: "values", event: 3, score: 9, threshold: 5)]
            }.first?.diagnosis)
        #expect(place.fit == .fits && place.cameInstead == nil && place.expected.isEmpty)
        let slow = try #require(place.slowStep)
        #expect(slow.seconds == 45 && slow.from.line == 3 && slow.to.line == 4 && slow.usualLow == 2 && slow.usualHigh == 2)
        #expect(place.at?.number == 4 && place.visits.count == 6, "five steps and the end")
        // Without value models the durations of the workflow's own steps tell.
        let measured = try #require(try Self.explained([job], withValues: false) { $0.verdict.findings = [] }.first?.diagnosis?.slowStep)
        #expect(measured.to.number == 4 && measured.seconds == 45)
    }

    @Test func `a session that is part of no task says so`() throws {
        let place = try #require(try Self.explained([JobLog.Job(12, steps: [5, 5, 4])]).first?.diagnosis)
        #expect(place.fit == .nearest && place.task == "session" && place.lastGood == nil && place.cameInstead?.number == 1)
    }

    @Test func `diagnoses survive JSON, also in the documents of detect and explain`() throws {
        let anomalies = try Self.explained([JobLog.Job(7, steps: [0, 1, 3, 5])])
        #expect(try JSON.decode([ReportModel.Anomaly].self, from: JSON.encode(anomalies), source: "test") == anomalies)
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "today.log", JobLog.text(JobLog.normal(30) + [JobLog.Job(77, steps: [0, 1, 3, 5]), JobLog.Job(90, steps: [0, 2, 3, 4, 5])]))
        let model = try Self.model()
        let result = try DetectionRun(model: model, options: .init(inputs: [path])).run()
        let explained = try Explanation(model: model, result: result, inputs: [path]).explain(limit: 10)
        let document = DetectionDocument(result: result, explained: explained, notes: [], seed: 1, seconds: 1, peakMemory: 1)
        #expect(document.anomalies.first { $0.session == "job_77" }?.diagnosis?.neverCame.map(\.text) == ["<*> network ready"])
        #expect(try JSON.text(document).contains("\"diagnosis\":{"))
        let session = try ExplanationRun(model: model, inputs: [path], session: "job_77").run()
        #expect(session.diagnosis?.neverCame.count == 1)
        #expect(try JSON.decode(ExplainedSession.self, from: JSON.encode(session), source: "session") == session)
        let calm = try ExplanationRun(model: model, inputs: [path], session: "job_1").run()
        #expect(calm.diagnosis?.fit == .fits && calm.diagnosis?.at == nil)
    }

    @Test func `very long sessions are located at bounded cost`() throws {
        var model = try Self.model()
        let root = WorkflowBlock.loop(.sequence([.event(TemplateID(rawValue: 1)), .event(TemplateID(rawValue: 2))]), .onceOrMore)
        var workflow = TaskWorkflow(name: "long", root: root)
        workflow.count([1, 2, 1, 2].map { TemplateID(rawValue: $0) })
        model.workflow = WorkflowModel(workflows: [workflow], scope: .session)
        let events = (0..<100_000).map { TemplateID(rawValue: $0 == 70_001 ? 1 : UInt32($0 % 2 + 1)) }
        let finding = Finding(.lines(.unexpectedOrder), detector: "d", event: 70_001, score: 1, threshold: 0)
        let session = JudgedSession(
            sequence: EventSequence(id: "s", events: events),
            verdict: Verdict(subject: Subject(kind: .session, name: "s"), isAnomalous: true, score: 1, findings: [finding]))
        let result = DetectionResult(unit: .session, threshold: model.detector.detector.threshold, limit: 1)
        let anomaly = try Explanation(model: model, result: result, inputs: []).explain(session)
        #expect(anomaly.events.count < 500)
        #expect(anomaly.diagnosis?.cameInstead?.number == 70_002 && anomaly.diagnosis?.lastGood?.number == 70_001)
        #expect(anomaly.diagnosis?.superfluous.count ?? 99 <= 10)
        #expect(try JSON.encode(anomaly.diagnosis).count < 20_000)
    }
}
