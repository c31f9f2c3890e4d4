import TestSupport
import Testing

@testable import Auspex

/// What is new, and how much that says.
@Suite struct NoveltyTests {
    /// An access log: two pages asked for often, one rarely; a rare status that every page may have.
    private static func log(_ requests: [(path: String, status: Int)]) -> String {
        requests.enumerated().map { number, request in
            let second = number / 4
            let time = "\(10 + second / 3600):\(String(100 + second / 60 % 60).dropFirst()):\(String(100 + second % 60).dropFirst())"
            return
                "10.0.0.\(number % 7) - - [26/Nov/2026:\(time) +0000] \"GET \(request.path) HTTP/1.1\" \(request.status) 512 \"-\" \"app/1.0\"\n"
        }.joined()
    }

    private static func usual(_ count: Int) -> [(path: String, status: Int)] {
        (0..<count).map { (["/", "/items", "/", "/items", "/search"][$0 % 5], $0 % 200 == 11 ? 499 : 200) }
    }

    private static func incidents(_ requests: [(path: String, status: Int)]) throws -> [IncidentReport] {
        let folder = try TemporaryFolder()
        let normal = try folder.write("normal.log", log(usual(4_000))), today = try folder.write("today.log", log(requests))
        let plan = try PipelineTests.ngramPlan(["values=false", "workflow=false"])
        let model = try TrainingRun(input: .init(inputs: [normal]), plan: plan).run().model
        let result = try DetectionRun(model: model, options: .init(inputs: [today])).run()
        return try Explanation(model: model, result: result, inputs: [today]).tell(limit: 0).incidents
    }

    @Test func `a rare status on a rare page is no news, many of them are, and so is a status never seen`() throws {
        var requests = Self.usual(2_000)
        // While learning every 499 was of `/items`.
        requests[1_000] = ("/search", 499)
        #expect(try Self.incidents(requests).isEmpty)
        for number in 1_000..<1_040 { requests[number] = ("/search", 499) }
        #expect(try Self.incidents(requests).first?.reasons.contains(.newTemplate) == true)
        requests = Self.usual(2_000)
        requests[1_000] = ("/search", 503)
        #expect(try Self.incidents(requests).first?.headline.contains(" 503 ") == true)
    }

    /// Services write requests and everything else into one structured log; what has no path is no request.
    @Test func `a never-seen error of a structured log is told, although its other lines have paths and statuses`() throws {
        func log(_ count: Int, error: Int? = nil) -> String {
            (0..<count).map { number in
                let second = number / 4, minute = String(100 + second / 60).dropFirst(), rest = String(100 + second % 60).dropFirst()
                let time = "2026-11-26T10:\(minute):\(rest).\(number % 4)00Z"
                if number == error { return #"{"ts":"\#(time)","level":"error","msg":"connection pool exhausted"}"# + "\n" }
                return number % 3 == 0
                    ? #"{"ts":"\#(time)","level":"info","msg":"cache refreshed"}"# + "\n"
                    : #"{"ts":"\#(time)","level":"info","msg":"request completed","method":"GET","path":"/items","status":200}"# + "\n"
            }.joined()
        }
        let folder = try TemporaryFolder()
        let normal = try folder.write("normal.log", log(4_000)), today = try folder.write("today.log", log(2_000, error: 1_000))
        let plan = try PipelineTests.ngramPlan(["values=false", "workflow=false"])
        let model = try TrainingRun(input: .init(inputs: [normal]), plan: plan).run().model
        let result = try DetectionRun(model: model, options: .init(inputs: [today])).run()
        let first = try #require(try Explanation(model: model, result: result, inputs: [today]).tell(limit: 0).incidents.first)
        #expect(first.headline.contains("an error never seen before") && first.headline.contains("pool exhausted"), "\(first.headline)")
    }

    @Test func `pairs are expected as often as both their parts promise`() throws {
        var statements = StatementTable(), table = ObservationTable()
        for (number, pair) in [(1, 1), (1, 2), (2, 1)].enumerated() {
            _ = statements.insert(
                UInt64(number), template: TemplateID(rawValue: UInt32(number)), severity: .info,
                request: Request(path: UInt64(pair.0), outcome: UInt64(pair.1)))
        }
        for statement in [0, 0, 0, 0, 0, 0, 1, 1, 2, 2] as [Int32] {
            table.times.append(0)
            table.statements.append(statement)
        }
        let habits = try #require(RequestHabits(table, [0..<10], statements))
        #expect(abs(habits.expected(Request(path: 2, outcome: 2)) - 0.4) < 1e-12)
        #expect(abs(habits.expected(Request(path: 1, outcome: 1)) - 6.4) < 1e-12)
        #expect(habits.expected(Request(path: 3, outcome: 1)) == 0)
        #expect(RequestHabits(table, [0..<0], statements) == nil)
    }

    @Test func `a set that goes on growing is news five times in the time learnt from`() throws {
        var watch = NoveltyWatch(span: 1_000, gap: 5)
        var told = (0..<20).count { watch.add(UInt64($0), at: 1, time: Double($0) * 20) }
        #expect(told == NoveltyWatch.limit)
        var answers = [watch.add(3, at: 1, time: 500)]
        // Another place, and another time.
        answers.append(watch.add(3, at: 2, time: 500))
        answers.append(watch.add(99, at: 1, time: 1_200))
        #expect(answers == [false, true, true])
        // One burst is one moment.
        watch = NoveltyWatch(span: 1_000, gap: 5)
        told = (0..<20).count { watch.add(UInt64($0), at: 1, time: Double($0)) }
        #expect(told == 20)
    }

    @Test func `what is news goes on after a snapshot`() throws {
        var watch = NoveltyWatch(span: 1_000, gap: 5)
        for number in 0..<NoveltyWatch.limit { _ = watch.add(UInt64(number), at: 1, time: Double(number) * 20) }
        var writer = SnapshotWriter()
        watch.write(to: &writer)
        var reader = SnapshotReader(writer.bytes), other = NoveltyWatch(span: 1_000, gap: 5)
        try other.restore(from: &reader)
        let isNews = (watch.add(77, at: 1, time: 200), other.add(77, at: 1, time: 200))
        #expect(isNews == (false, false))
    }
}
