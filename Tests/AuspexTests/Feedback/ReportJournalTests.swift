import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct ReportJournalTests {
    /// A trained model, the folder it was trained in, and what it reported about a faulty log.
    private static func reported() throws -> (folder: TemporaryFolder, model: TrainedModel, result: DetectionResult) {
        let folder = try TemporaryFolder()
        let model = try PipelineTests.trained(in: folder).model
        let today = try folder.write("today.log", bytes: PipelineTests.simulate(4_000, rate: 0.05, seed: 2).log)
        return (folder, model, try DetectionRun(model: model, options: .init(inputs: [today])).run())
    }

    private static func anomaly(_ id: String, _ events: [UInt32], score: Double = 9) -> JudgedSession {
        var session = LawSessions.session(events, id: id)
        session.lines = events.indices.map { LineReference(source: 0, line: UInt64($0 + 7)) }
        let finding = Finding(
            .counts([.init(template: TemplateID(rawValue: 1), seen: 2, usual: 0)], more: 0), detector: "d", score: 1, threshold: 0)
        let verdict = Verdict(
            subject: Subject(kind: .session, name: id), isAnomalous: true, score: score, findings: [Finding](repeating: finding, count: 9))
        return JudgedSession(sequence: session, verdict: verdict)
    }

    @Test func `what was reported is found again with events, times and values, and answered without the log`() throws {
        let (folder, model, result) = try Self.reported()
        let path = folder.file("m.auspex")
        try model.save(to: path)
        var journal = ReportJournal.read(beside: path, of: model)
        #expect(journal.entries.isEmpty && journal.problem == nil)
        journal.add(result.anomalies, sources: result.input.sources.map(\.path), time: 12)
        try journal.write(beside: path)
        let back = ReportJournal.read(beside: path, of: model)
        #expect(back.entries == journal.entries && back.entries.count == result.anomalies.count && back.problem == nil)
        let worst = try #require(result.anomalies.first)
        #expect(back.entries[0].verdict.session == worst.verdict.session && back.entries[0].place.contains("today.log:"))
        #expect(back.headline(of: back.entries[0]).contains("‹"))
        let run = try FeedbackRun(path: path)
        let request = FeedbackRun.Request(session: worst.verdict.session, verdict: .normal)
        let found = try run.sequences(of: [request], reported: back)
        let again = try run.sequences(of: [request], inputs: [folder.file("today.log")])
        #expect(found[request.session]?.map(\.events) == again[request.session]?.map(\.events))
        #expect(found[request.session]?.map(\.times) == again[request.session]?.map(\.times))
        let outcome = try run.take([request], about: found)
        try outcome.bundle.write(to: path)
        // The next version finds the journal of the one before.
        let next = try TrainedModel(path: path)
        #expect(ReportJournal.read(beside: path, of: next).entries == journal.entries)
        #expect(found[request.session]?.allSatisfy(next.memory.isNormal) == true)
    }

    @Test func `values survive, whatever they are`() throws {
        let model = try Self.reported().model
        let folder = try TemporaryFolder()
        var anomaly = Self.anomaly("s", [1, 2, 3])
        anomaly.sequence.times = [1.5, .nan, 3]
        anomaly.sequence.history = [TemplateID(rawValue: 4)]
        anomaly.sequence.values.append([EventValue(number: -2.25), .absent, EventValue(symbol: .max)])
        anomaly.sequence.values.append([EventValue]())
        anomaly.sequence.values.append([EventValue(number: 1e300)])
        var journal = ReportJournal(of: model)
        journal.add(anomaly, sources: ["a.log"], time: 3)
        try journal.write(beside: folder.file("m"))
        let part = try #require(ReportJournal.read(beside: folder.file("m"), of: model).entries.first?.parts.first)
        #expect(part.values == anomaly.sequence.values && part.events == anomaly.sequence.events)
        #expect(part.history == anomaly.sequence.history)
        #expect(part.times[0] == 1.5 && part.times[1].isNaN && part.times[2] == 3)
    }

    @Test func `the latest run comes first, the worst of it, and the journal stays small`() throws {
        let model = try Self.reported().model
        let folder = try TemporaryFolder()
        var journal = ReportJournal(of: model)
        for number in 0..<1_200 { journal.add(Self.anomaly("old \(number)", [1, 2]), sources: [], time: 1) }
        #expect(journal.entries.count == ReportJournal.entryLimit && journal.entries[0].verdict.session == "old 1199")
        #expect(journal.entries.allSatisfy { $0.verdict.findings.count == 3 && $0.place == "line:7" })
        try journal.write(beside: folder.file("m"))
        var next = ReportJournal.read(beside: folder.file("m"), of: model)
        // Identifiers mean the sessions of the run that showed them last; parts of one session stay together.
        next.add(Self.anomaly("old 1199", [3, 4]), sources: [], time: 2)
        next.add(Self.anomaly("old 1199", [3, 4, 5]), sources: [], time: 2)
        next.add(Self.anomaly("old 1199", [3, 4, 5]), sources: [], time: 3)
        let parts = try #require(next.sequences(of: ["old 1199"])["old 1199"])
        #expect(parts.map { $0.events.map(\.rawValue) } == [[3, 4, 5], [3, 4]])
        // A session of many events is not remembered; it must not push out the others.
        next.add(Self.anomaly("long", [UInt32](repeating: 1, count: ReportJournal.eventLimit + 1)), sources: [], time: 2)
        #expect(next.sequences(of: ["long"]).isEmpty && next.entries.count == ReportJournal.entryLimit)
        let some = try next.encoded(limit: 30_000)
        let count = some.count { $0 == UInt8(ascii: "\n") } - 1
        #expect(some.count < 30_000 && count > 10 && count < next.entries.count)
        try FileSystem.writeAtomically(some, to: ReportJournal.path(of: folder.file("m")))
        #expect(ReportJournal.read(beside: folder.file("m"), of: model).entries == Array(next.entries.prefix(count)))
    }

    @Test func `the windows of an episode are remembered one by one`() throws {
        var first = Self.anomaly("lines 1–3", [1, 2, 3]), second = Self.anomaly("lines 4–6", [3, 2, 1])
        first.sequence.lines = (1...3).map { LineReference(source: 0, line: $0) }
        second.sequence.lines = (4...6).map { LineReference(source: 0, line: $0) }
        let episode = try #require(Episodes.merge([first, second]).first)
        var journal = ReportJournal(of: try Self.reported().model)
        journal.add(episode, sources: [], time: 0)
        let parts = try #require(journal.sequences(of: ["lines 1–6"])["lines 1–6"])
        #expect(parts.map(\.events) == [first.sequence.events, second.sequence.events])
    }

    @Test func `a foreign, damaged or impossible journal is told and ignored, never believed`() throws {
        let (folder, model, result) = try Self.reported()
        let path = folder.file("m"), file = ReportJournal.path(of: path)
        var journal = ReportJournal(of: model)
        journal.add(result.anomalies, sources: result.input.sources.map(\.path), time: 1)
        try journal.write(beside: path)
        let whole = String(decoding: try FileSystem.read(file, limit: .max), as: UTF8.self)
        func read(_ text: String) throws -> ReportJournal {
            try folder.write("m.reported", text)
            return ReportJournal.read(beside: path, of: model)
        }
        let foreign = try read(whole.replacing("\"vocabulary\":\"\(journal.vocabulary)\"", with: "\"vocabulary\":\"feed\""))
        #expect(foreign.entries.isEmpty && foreign.problem?.contains("other templates") == true)
        for text in ["", "\n\n", "{}\n", "\u{0}\u{1}", "[1,2,3]", String(repeating: "[", count: 100_000)] {
            let journal = try read(text)
            #expect(journal.entries.isEmpty && journal.problem != nil, "\(text.prefix(10))")
        }
        let lines = whole.split(separator: "\n").map(String.init)
        let damages = [
            ("\"events\":[", "\"events\":[4000000000,"), ("\"times\":[", "\"times\":[1,"), ("\"events\":[", "\"events\":[-1,"),
            ("\"values\":[", "\"values\":[[1],"), ("\"parts\":[", "\"parts\":[],\"gone\":["), ("\"score\":", "\"score\":\"nan\",\"was\":"),
        ]
        for (from, to) in damages {
            let damaged = lines[1].replacing(from, with: to)
            #expect(damaged != lines[1], "\(from)")
            let journal = try read(([lines[0], damaged] + lines.dropFirst(2)).joined(separator: "\n"))
            #expect(journal.entries.count == lines.count - 2 && journal.problem?.contains("1 damaged") == true, "\(to)")
        }
        // A named pipe nobody writes to, in its place.
        try FileSystem.writeAtomically([], to: file)
        FileSystem.removeTree(file)
        #expect(unsafe mkfifo(file, 0o600) == 0)
        #expect(ReportJournal.read(beside: path, of: model).problem?.contains("not a regular file") == true)
    }
}
