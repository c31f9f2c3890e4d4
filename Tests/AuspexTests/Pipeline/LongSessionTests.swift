import Neural
import TestSupport
import Testing

@testable import Auspex

/// Sessions too long for one piece, from records to totals; the limit is small here.
@Suite struct LongSessionTests {
    /// Sessions of a small service: open, some reads and writes, close.
    static func events(_ number: Int, length: Int) -> [UInt32] { [1] + (0..<length).map { $0.isMultiple(of: 2) ? 2 : 3 } + [4] }

    static func log(_ sessions: [(id: String, events: [UInt32])]) -> LogBuilder {
        var log = LogBuilder()
        var time = 0.0
        for session in sessions {
            for event in session.events {
                log.add(event, blocks: [session.id], time: time)
                time += 1
            }
        }
        return log
    }

    /// Sessions as training sees them.
    static func closed(_ log: LogBuilder, limit: Int) throws -> [EventSequence] {
        try sessions(of: log, configuration: .init(maxEventsPerSession: limit)).closed.map(\.sequence)
    }

    /// Judges a log whose sessions are cut after `limit` events.
    static func judge(_ log: LogBuilder, by detector: any SessionDetector, limit: Int) throws -> DetectionResult {
        var sessionizer = try Sessionizer(
            rule: .identifier(IdentifierShape(kind: .block)), fieldNames: LogBuilder.fieldNames,
            configuration: .init(maxEventsPerSession: limit))
        var judge = SessionJudge(detector: detector, values: nil, keepsAll: false)
        var result = DetectionResult(unit: .session, threshold: detector.threshold, limit: 100)
        func take(_ judged: SessionJudge.Judged) {
            switch judged {
            case .normal(let score): result.addNormal(score: score)
            case .whole(let session): result.add(session, keepsAll: true)
            }
        }
        for (records, events) in log.batches() {
            result.tallies.add(records, events)
            sessionizer.add(records, events) { judge.take($0, judged: take) }
        }
        sessionizer.finish { judge.take($0, judged: take) }
        judge.flush(judged: take)
        result.finish()
        return result
    }

    static func ensemble(_ sessions: [EventSequence]) throws -> Ensemble {
        try EnsembleMethod(model: NGramMethod()).fit(on: sessions)
    }

    static func usual(_ count: Int, length: Int = 8) -> [(id: String, events: [UInt32])] {
        (0..<count).map { ("blk_\($0 + 100)", events($0, length: length + $0 % 4)) }
    }

    @Test func `an endless session among short ones is reported once, in its first part`() throws {
        let detector = try Self.ensemble(Self.closed(Self.log(Self.usual(60)), limit: 100))
        let log = Self.log(Self.usual(20) + [("blk_7", Self.events(0, length: 958))] + Self.usual(20).map { ("\($0.id)9", $0.events) })
        let result = try Self.judge(log, by: detector, limit: 100)
        #expect(
            result.sessions == 41 && result.anomalyCount == 1
                && result.events == 960 + 2 * Self.usual(20).reduce(0) { $0 + $1.events.count })
        #expect(result.anomalies.map(\.verdict.session) == ["blk_7"])
        let first = try #require(result.anomalies.first)
        #expect(first.part == 1 && first.sequence.events.count == 100)
        #expect(first.verdict.findings.contains { $0.reason == .unseenLength })
        #expect(result.reasons.values.reduce(0, +) == 1)
        // The further parts were judged and found normal: nine of them, with the session's own lines.
        let further = result.all.filter { $0.part > 1 }
        #expect(further.map(\.part) == Array(2...10))
        #expect(further.allSatisfy { !$0.verdict.isAnomalous })
        #expect(further.flatMap { $0.sequence.lines.map(\.line) }.count == 860)
    }

    @Test func `what goes wrong in a further part is found there, at its own line`() throws {
        let detector = try Self.ensemble(Self.closed(Self.log(Self.usual(60)), limit: 100))
        var long = Self.events(0, length: 958)
        long[555] = 77
        let result = try Self.judge(Self.log([("blk_7", long)] + Self.usual(20)), by: detector, limit: 100)
        #expect(result.sessions == 21 && result.anomalyCount == 1, "one session, however many of its parts are strange")
        #expect(Set(result.anomalies.map(\.part)) == [1, 6])
        let sixth = try #require(result.anomalies.first { $0.part == 6 })
        let finding = try #require(sixth.verdict.findings.first)
        #expect(finding.reason == .newTemplate && finding.event == 55)
        #expect(sixth.sequence.lines[55].line == 556)
        #expect(Set(result.reasons.values) == [1])
        var whole = result
        whole.joinParts()
        #expect(whole.all.count { $0.part > 0 } == 1)
        #expect(whole.all.first { $0.part > 0 }?.verdict.score == result.anomalies[0].verdict.score)
    }

    @Test func `long sessions learnt in parts raise no alarm at the seams`() throws {
        let training = Self.log((0..<12).map { ("blk_\($0)", Self.events($0, length: 200 + 10 * $0)) })
        let sessions = try Self.closed(training, limit: 64)
        #expect(sessions.count > 40)
        for name in ["ensemble", "ngram", "countVector", "bigram", "sessionLength", "newTemplate"] {
            let settings = name == "ensemble" ? ["model=ngram"] : []
            let detector = try DetectorPlan(detector: name, settings: settings).fit(on: sessions).detector
            let later = Self.log((20..<24).map { ("blk_\($0)", Self.events($0, length: 230)) })
            let result = try Self.judge(later, by: detector, limit: 64)
            #expect(result.sessions == 4 && result.anomalyCount == 0, "\(name)")
        }
    }

    @Test func `the key model sees across a seam as if there were none`() throws {
        var configuration = KeyModel.Configuration(window: 4, layers: 1, units: 8, steps: 40, epochs: 2)
        for windows in KeyModel.Windows.allCases {
            configuration.windows = windows
            let whole = EventSequence(id: "a", events: Self.events(0, length: 60).map(TemplateID.init(rawValue:)))
            let parts = LawSessions.parts(of: whole, length: 20)
            let model = try KeyModel.train(on: [whole], configuration: configuration)
            let together = model.predictions(for: [whole])[0], apart = model.predictions(for: parts).flatMap { $0 }
            #expect(apart.count == together.count)
            if windows == .padded {
                #expect(apart == together)
                #expect(
                    try KeyModel.train(on: parts, configuration: configuration).network.parameters.values == model.network.parameters.values
                )
            }
        }
        let whole = EventSequence(id: "a", events: Self.events(0, length: 60).map(TemplateID.init(rawValue:)))
        let parts = LawSessions.parts(of: whole, length: 20)
        let counted = try NGramModel.fit(on: [whole])
        #expect(try NGramModel.fit(on: parts).predictions(for: parts).flatMap { $0 } == counted.predictions(for: [whole])[0])
    }

    @Test func `a part said to be normal is silent, another part with the same events is not that part`() throws {
        let parts = LawSessions.parts(
            of: EventSequence(id: "a", events: Self.events(0, length: 60).map(TemplateID.init(rawValue:))), length: 20)
        var memory = FeedbackMemory()
        try memory.add(
            FeedbackAnswer(id: "1", session: "a", verdict: .normal, note: nil, time: nil), about: parts[1],
            outcome: FeedbackOutcome(wasReported: true, falseAlarms: 0))
        #expect(memory.isNormal(parts[1]) && !memory.isNormal(parts[2]))
        var other = parts[1]
        other.history = [TemplateID(rawValue: 4)]
        #expect(!memory.isNormal(other))
        let stored = try JSON.decode(FeedbackMemory.self, from: JSON.encode(memory), source: "memory")
        #expect(stored == memory && stored.isNormal(parts[1]))
    }
}
