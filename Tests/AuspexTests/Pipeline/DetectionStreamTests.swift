import TestSupport
import Testing

@testable import Auspex

/// The stream that everything else is a loop around: pieces, cuts and threads change no verdict.
@Suite struct DetectionStreamTests {
    /// A verdict with what it is about.
    private struct Told: Equatable, CustomStringConvertible {
        var verdict: Verdict
        var lines: [LineReference]
        var part: Int

        init(_ session: JudgedSession) {
            (verdict, lines, part) = (session.verdict, session.sequence.lines, session.part)
        }

        var description: String { "\(verdict.session) \(part) \(verdict.score)" }

        static func sorted(_ sessions: [JudgedSession]) -> [Told] {
            sessions.map(Told.init).sorted { ($0.verdict.session, $0.part) < ($1.verdict.session, $1.part) }
        }
    }

    private static func model(_ system: String = "hdfs", session: String = "auto") throws -> TrainedModel {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let path = try folder.write("quiet.log", bytes: PipelineTests.simulate(6_000, system: system).log)
        return try TrainingRun(input: .init(inputs: [path], session: session), plan: PipelineTests.ngramPlan()).run().model
    }

    private static func whole(_ model: TrainedModel, _ log: [UInt8], threads: Int = 1) throws -> DetectionResult {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let path = try folder.write("today.log", bytes: log)
        return try DetectionRun(model: model, options: .init(inputs: [path], keepsAll: true, threads: threads)).run()
    }

    /// Feeds a log in random pieces, and takes a snapshot to go on from at random places.
    private static func fed(_ model: TrainedModel, _ log: [UInt8], seed: UInt64, options: DetectionStream.Options) throws -> [JudgedSession]
    {
        var source = RandomSource(seed: seed)
        var stream = try DetectionStream(model: model, options: options)
        var found: [JudgedSession] = []
        var position = 0
        while position < log.count {
            let size = [1, 7, 90, 1_500, 40_000][Int(source.next() % 5)]
            let piece = log[position..<min(log.count, position + 1 + Int(source.next() % UInt64(size)))]
            found += try stream.feed(piece, source: "today.log", now: 0)
            position = piece.endIndex
            if source.next() % 4 == 0 {
                stream = try DetectionStream(restoring: stream.snapshot(), model: model, options: options)
            }
        }
        return try found + stream.finish()
    }

    @Test(arguments: [("hdfs", "auto"), ("openstack", "auto"), ("hdfs", "none")])
    func `pieces of any size and cuts at any place give the verdicts of the whole file`(system: String, session: String) throws {
        let model = try Self.model(system, session: session)
        let log = try PipelineTests.simulate(5_000, rate: 0.05, seed: 2, system: system).log
        let expected = Told.sorted(try Self.whole(model, log).all)
        #expect(expected.contains { $0.verdict.isAnomalous } && expected.count > 50)
        for seed in [1, 2] as [UInt64] {
            let options = DetectionStream.Options(isEndless: false, keepsAll: true)
            #expect(Told.sorted(try Self.fed(model, log, seed: seed, options: options)) == expected, "seed \(seed)")
        }
    }

    @Test func `verdicts, tallies and their order do not depend on the number of threads`() throws {
        let model = try Self.model()
        let log = try PipelineTests.simulate(30_000, rate: 0.03, seed: 3).log
        let one = try Self.whole(model, log)
        for threads in [2, 3] {
            let more = try Self.whole(model, log, threads: threads)
            #expect(more.all.map(Told.init) == one.all.map(Told.init))
            #expect(more.anomalies.map(Told.init) == one.anomalies.map(Told.init))
            #expect(more.templateCounts == one.templateCounts && more.events == one.events && more.sessions == one.sessions)
            #expect(
                more.timeline.anomalies?.counts == one.timeline.anomalies?.counts
                    && more.timeline.lines?.counts == one.timeline.lines?.counts)
            #expect(more.normalScores.counts == one.normalScores.counts && more.warnings == one.warnings)
            #expect(more.unknownTemplates.templates == one.unknownTemplates.templates)
        }
    }

    @Test func `a stream of several threads goes on from a snapshot`() throws {
        let model = try Self.model()
        let log = try PipelineTests.simulate(4_000, rate: 0.05, seed: 4).log
        let expected = Told.sorted(try Self.whole(model, log).all)
        let options = DetectionStream.Options(isEndless: false, keepsAll: true, threads: 2)
        #expect(Told.sorted(try Self.fed(model, log, seed: 5, options: options)) == expected)
    }

    /// An incident with all that a person sees of it.
    private static func told(_ incident: Incident) -> String {
        let evidence = incident.evidence.map { "\($0.detail) \($0.score) \($0.time) \($0.line) \($0.subject) \($0.moreLines)" }
        return "\(incident.start) \(incident.end) \(incident.score) \(incident.recurrences) \(incident.reasons)\n"
            + evidence.joined(separator: "\n")
    }

    @Test(arguments: [false, true])
    func `incidents are the same when the stream goes on from snapshots`(asTheyCome: Bool) throws {
        let model = try Self.model()
        var log = try PipelineTests.simulate(5_000, rate: 0.05, seed: 9).log
        let odd = Array("081109 203615 148 FATAL dfs.DataNode: no space left on device\n".utf8)
        log += odd + odd
        let options = DetectionStream.Options(isEndless: false, tellsIncidents: asTheyCome)
        func run(seed: UInt64?) throws -> (updates: [String], incidents: [String]) {
            var source = RandomSource(seed: seed ?? 0)
            var stream = try DetectionStream(model: model, options: options)
            var updates: [String] = []
            var position = 0
            while position < log.count {
                let piece = log[position..<min(log.count, position + 3_000)]
                _ = try stream.feed(piece, source: "today.log", now: 0)
                position = piece.endIndex
                for update in stream.incidentUpdates() {
                    updates.append("\(update.number) \(update.isNew) \(update.news.count) \(Self.told(update.incident))")
                }
                guard seed != nil, source.next() % 3 == 0 else { continue }
                let saved = try stream.snapshot()
                stream = try DetectionStream(restoring: saved, model: model, options: options)
                #expect(try stream.snapshot() == saved)
            }
            _ = try stream.finish()
            return (updates, stream.incidents.map(Self.told))
        }
        let whole = try run(seed: nil)
        #expect(!whole.incidents.isEmpty && whole.updates.isEmpty != asTheyCome)
        for seed in [1, 2] as [UInt64] {
            let cut = try run(seed: seed)
            #expect(cut.updates == whole.updates && cut.incidents == whole.incidents, "seed \(seed)")
        }
    }

    @Test func `a session is told when its log falls silent, with its raw lines`() throws {
        let model = try Self.model()
        let log = try PipelineTests.simulate(3_000, rate: 0.1, seed: 6).log
        let options = DetectionStream.Options(keepsAll: true)
        let stream = try DetectionStream(model: model, options: options)
        var found = try stream.feed(log.dropLast(), source: "today.log", now: 100)
        let before = found.count
        found += try stream.advance(to: 100.5)
        // The last line has no end yet, and has waited long enough by now.
        found += try stream.advance(to: 102)
        #expect(stream.summary.records == 3_000)
        found += try stream.advance(to: 102 + 100_000)
        #expect(found.count > before && found.last?.sequence.isComplete == true)
        #expect(try stream.finish().isEmpty)
        let session = try #require(found.first { $0.verdict.isAnomalous })
        #expect(stream.lines(of: session).count == session.sequence.lines.count)
        #expect(stream.lines(of: session).values.allSatisfy { $0.contains(session.verdict.session) })
    }

    @Test func `a snapshot that is damaged, or of another model, is refused in one line`() throws {
        let model = try Self.model()
        let log = try PipelineTests.simulate(500, seed: 7).log
        let stream = try DetectionStream(model: model)
        _ = try stream.feed(log, source: "today.log", now: 0)
        let saved = try stream.snapshot()
        _ = try DetectionStream(restoring: saved, model: model)
        for length in [0, 5, saved.count / 2, saved.count - 1] {
            #expect(throws: InputError.self) { try DetectionStream(restoring: Array(saved.prefix(length)), model: model) }
        }
        for place in stride(from: 0, to: saved.count, by: 97) {
            var damaged = saved
            damaged[place] ^= 0x40
            #expect(throws: InputError.self) { try DetectionStream(restoring: damaged, model: model) }
        }
        let other = try Self.model("openstack")
        #expect(throws: InputError("the snapshot was taken with another model; begin without it")) {
            try DetectionStream(restoring: saved, model: other)
        }
        #expect(throws: InputError.self) { try DetectionStream(restoring: saved, model: model, options: .init(threads: 2)) }
    }
}
