import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Answers about incidents: what was said to be normal is told no more, and nothing else is silenced.
@Suite struct IncidentAnswerTests {
    private static func log(seed: UInt64, errors: [String], burst: Int = 0) -> ShopLog {
        var log = ShopLog(seed: seed)
        log.normal(seconds: 40)
        for error in errors {
            log.write("ERROR", error)
            log.normal(seconds: 40)
        }
        for _ in 0..<burst { log.request() }
        log.normal(seconds: 40)
        return log
    }

    private static func incidents(_ log: ShopLog, by model: TrainedModel, in folder: TemporaryFolder) throws -> [Incident] {
        let path = try folder.write("today.log", log.text)
        return try DetectionRun(model: model, options: .init(inputs: [path])).run().incidents
    }

    private static func told(_ incident: Incident) -> ReportJournal.ToldIncident {
        ReportJournal.ToldIncident(kind: incident.kind, score: incident.score, headline: "h", place: "today.log:1", time: 1)
    }

    @Test func `a kind that is normal is silent, with its like, and nothing else is; the answer can be taken back`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shop.auspex")
        try IncidentTests.model(in: folder).save(to: path)
        let run = try FeedbackRun(path: path)
        let log = Self.log(seed: 3, errors: ["write failed: No space left on device", "the payment service is gone"])
        let before = try Self.incidents(log, by: run.model, in: folder)
        #expect(before.count == 2 && Set(before.map(\.kind.id)).count == 2)
        var journal = ReportJournal(of: run.model)
        journal.add(before.map(Self.told))
        let outcome = try run.take([.init(session: before[0].kind.id, verdict: .normal, note: "disk test")], reported: journal, time: 5) {
            _ in
            Issue.record("no session was answered")
            return [:]
        }
        #expect(outcome.incidents.count == 1 && outcome.incidents[0].silenced.isEmpty && outcome.entries.isEmpty)
        try outcome.bundle.write(to: path)
        let answered = try TrainedModel(path: path)
        let after = try Self.incidents(log, by: answered, in: folder)
        #expect(after.map(\.kind.id) == [before[1].kind.id])
        #expect(journal.unansweredIncidents(by: answered.incidentAnswers).map(\.kind.id) == [before[1].kind.id])
        // Another day, the same kind: silent. Another kind: not.
        let other = try Self.incidents(
            Self.log(seed: 9, errors: ["write failed: No space left on device", "token store is broken"]), by: answered, in: folder)
        #expect(other.count == 1 && other[0].kind.id != before[0].kind.id)
        try FeedbackRun(path: path).reverted().write(to: path)
        #expect(try Self.incidents(log, by: TrainedModel(path: path), in: folder).count == 2)
    }

    @Test func `a burst that was normal silences lesser ones and no greater one`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shop.auspex")
        try IncidentTests.model(in: folder).save(to: path)
        let run = try FeedbackRun(path: path)
        func worst(_ burst: Int, _ model: TrainedModel) throws -> [Incident] {
            try Self.incidents(Self.log(seed: 4, errors: [], burst: burst), by: model, in: folder).filter { $0.families[.rateUp] != nil }
        }
        let small = try #require(try worst(120, run.model).first), medium = try #require(try worst(250, run.model).first)
        var journal = ReportJournal(of: run.model)
        journal.add([Self.told(medium), Self.told(small)].filter { $0.kind.id != medium.kind.id } + [Self.told(medium)])
        let outcome = try run.take([.init(session: medium.kind.id, verdict: .normal)], reported: journal) { _ in [:] }
        let model = outcome.model
        #expect(try worst(250, model).isEmpty && worst(120, model).isEmpty)
        #expect(try !worst(2_000, model).isEmpty, "far more than was said to be normal is told")
        #expect(outcome.incidents[0].silenced.allSatisfy { model.incidentAnswers.silences($0.kind) })
        // A real fault stays a label.
        let label = try run.take([.init(session: medium.kind.id, verdict: .anomaly)], reported: journal) { _ in [:] }
        #expect(try !worst(250, label.model).isEmpty && label.model.incidentAnswers.entries.count == 1)
    }

    @Test func `answers about sessions leave what a model knows of lines as it was`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("shop.auspex")
        let model = try IncidentTests.model(in: folder)
        try model.save(to: path)
        let log = Self.log(seed: 3, errors: ["write failed: No space left on device"])
        let file = try folder.write("today.log", log.text)
        let result = try DetectionRun(model: model, options: .init(inputs: [file], keepsAll: true)).run()
        let session = try #require(result.all.first)
        let outcome = try FeedbackRun(path: path).take(
            [.init(session: session.verdict.session, verdict: .normal)], about: [session.verdict.session: [session.sequence]])
        #expect(outcome.model.lines != nil)
        try outcome.bundle.write(to: path)
        #expect(try TrainedModel(path: path).lines != nil)
        #expect(try Self.incidents(log, by: TrainedModel(path: path), in: folder).count == 1)
    }

    @Test func `the journal remembers incidents, one of each kind, and leaves out what is damaged`() throws {
        let folder = try TemporaryFolder()
        let model = try IncidentTests.model(in: folder)
        let found = try Self.incidents(Self.log(seed: 3, errors: ["one is lost", "another is lost"]), by: model, in: folder)
        var journal = ReportJournal(of: model)
        journal.add(found.map(Self.told))
        journal.add(found.prefix(1).map(Self.told))
        let path = folder.file("shop.auspex")
        try journal.write(beside: path)
        let back = ReportJournal.read(beside: path, of: model)
        #expect(back.incidents == journal.incidents && back.incidents.count == found.count && back.problem == nil)
        var text = try String(contentsOfFile: ReportJournal.path(of: path), encoding: .utf8)
        text = text.replacing("\"format\":0", with: "\"format\":-4", maxReplacements: 1)
        try FileSystem.writeAtomically(Array(text.utf8), to: ReportJournal.path(of: path))
        let damaged = ReportJournal.read(beside: path, of: model)
        #expect(damaged.incidents.count == found.count - 1 && damaged.problem?.contains("1 damaged") == true)
    }
}
