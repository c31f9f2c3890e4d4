import TestSupport
import Testing

@testable import Auspex

/// Sources of different formats in one run: each is read, parsed and tied together by its own.
@Suite struct MixedFormatTests {
    /// Requests of a shop: JSON lines that share `request`, five to each, interleaved by two.
    private static func shop(_ requests: Int, faultAt fault: Int? = nil) -> String {
        var lines: [(order: Int, text: String)] = []
        for number in 0..<requests {
            for step in 0..<5 {
                let words = ["request received", "cart loaded", "price computed", "payment accepted", "response sent"]
                let message = number == fault && step == 3 ? "payment refused by bank, giving up at once" : words[step]
                let second = number / 4 % 60, minute = number / 240 % 60
                let stamp = "2026-03-01T10:\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second)Z"
                let name = "r-\(1_000_000 + number * 7919)"
                lines.append(
                    (number * 10 + step * 3, #"{"ts":"\#(stamp)","level":"info","request":"\#(name)","message":"\#(message)"}"#))
            }
        }
        return lines.sorted { ($0.order, $0.text) < ($1.order, $1.text) }.map(\.text).joined(separator: "\n") + "\n"
    }

    private static func access(_ count: Int) -> String {
        (0..<count).map { number in
            let second = number % 60, minute = number / 60 % 60
            let time = "01/Mar/2026:10:\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second) +0000"
            let path = ["/", "/item/\(number * 13 % 97)", "/cart", "/static/app.css"][number % 4]
            return #"10.0.0.\#(number % 9) - - [\#(time)] "GET \#(path) HTTP/1.1" 200 \#(512 + number % 5) "-" "curl/8.0""#
        }.joined(separator: "\n") + "\n"
    }

    private static func folder(seed: UInt64, faultAt fault: Int? = nil) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("access.log", access(600))
        try folder.write("cluster.log", bytes: PipelineTests.simulate(4_000, rate: fault == nil ? 0 : 0.05, seed: seed).log)
        try folder.write("shop.log", shop(300, faultAt: fault))
        try folder.write("syslog.log", bytes: PipelineTests.simulate(600, seed: seed, system: "syslog").log)
        return folder
    }

    @Test(arguments: [false, true])
    func `a folder of four formats is parsed, each file by its own, a column for each field of any`(isOnePass: Bool) throws {
        let folder = try Self.folder(seed: 1)
        defer { withExtendedLifetime(folder) {} }
        var bytes: [UInt8] = []
        let run = ParseRun(.init(inputs: [folder.path], session: "auto", isOnePass: isOnePass))
        let outcome = try run.run(rows: .csv, write: { fill in fill(&bytes) })
        #expect(outcome.formats.map(\.name).sorted() == ["HDFS", "Linux", "combined", "json"] && outcome.input.unparsed.isEmpty)
        #expect(outcome.notes.count { $0.kind == .format } == 4 && outcome.notes.count { $0.kind == .sessions } == 4)
        #expect(outcome.warnings.isEmpty, "\(outcome.warnings)")
        let table = try CSVTable(bytes, name: "rows")
        #expect(table.rowCount == Int(outcome.input.records) && Set(table.columns).count == table.columns.count)
        let fields = Set(outcome.formats.flatMap(\.fieldNames))
        let own: Set<String> = ["LineId", "Content", "EventId", "EventTemplate", "ParameterList", "SessionId"]
        #expect(Set(table.columns) == fields.union(own))
        let template = try table.column("EventTemplate"), identifier = try table.column("SessionId"), content = try table.column("Content")
        let rows = 0..<table.rowCount
        // Requests of the shop: JSON lines with a session field.
        let shop = rows.filter { table[$0, identifier].hasPrefix("r-") }
        #expect(shop.count == 1_500 && shop.allSatisfy { table[$0, content] == table[$0, template] })
        let level = try table.column("level")
        #expect(shop.allSatisfy { table[$0, level] == "info" })
        #expect(rows.count { table[$0, identifier].contains("blk_") } > 3_000)
        // Fields stand in their own columns: those of another format are empty.
        let status = table.columns.firstIndex { $0.lowercased() == "status" }
        if let status {
            #expect(rows.count { table[$0, status] == "200" } == 600 && shop.allSatisfy { table[$0, status].isEmpty })
        } else {
            Issue.record("\(table.columns)")
        }
        // Nothing is written twice, and one file alone is parsed as ever.
        let alone = try ParseRun(.init(inputs: [folder.file("cluster.log")])).run(rows: nil)
        let texts = Set(outcome.templates.map(\.text))
        #expect(alone.formats.count == 1 && alone.templates.allSatisfy { texts.contains($0.text) })
    }

    @Test func `a folder of four formats is learnt from and judged, each source by its own format and sessions`() throws {
        let quiet = try Self.folder(seed: 1), today = try Self.folder(seed: 2, faultAt: 150)
        defer { withExtendedLifetime((quiet, today)) {} }
        let trained = try TrainingRun(input: .init(inputs: [quiet.path]), plan: PipelineTests.ngramPlan()).run()
        #expect(trained.reading.unparsed.isEmpty)
        let formats = trained.model.preparation.ofAllFormats
        #expect(formats.compactMap(\.format?.name).sorted() == ["HDFS", "Linux", "combined", "json"])
        func rule(_ name: String) -> SessionRule? { formats.first { $0.format?.name == name }?.session }
        #expect(rule("json") == .field("request") && rule("combined") == SessionRule.none)
        #expect(rule("HDFS")?.description.contains("block") == true)

        // What is saved is what was learnt.
        let path = quiet.file("m.auspex")
        try trained.model.save(to: path)
        let model = try TrainedModel(path: path)
        let result = try DetectionRun(model: model, options: .init(inputs: [today.path], keepsAll: true)).run()
        #expect(result.input.unparsed.isEmpty && result.input.sources.count == 4)
        #expect(Set(result.all.map(\.verdict.subject.kind)) == [.session, .window])
        for session in result.all {
            let sources = Set(session.sequence.lines.map { result.input.sources[Int($0.source)].path.split(separator: "/").last ?? "" })
            #expect(sources.count == 1)
            let isBlock = session.verdict.session.hasPrefix("blk_"), isRequest = session.verdict.session.hasPrefix("r-")
            #expect(isBlock == (sources == ["cluster.log"]) && isRequest == (sources == ["shop.log"]))
            #expect(session.verdict.subject.records == session.sequence.lines)
        }
        let requests = result.all.filter { $0.verdict.session.hasPrefix("r-") }
        let fault = try #require(requests.max { $0.verdict.score < $1.verdict.score })
        #expect(fault.verdict.session == "r-\(1_000_000 + 150 * 7919)" && fault.sequence.events.contains(.none))
        #expect(result.anomalies.contains { $0.verdict.session.hasPrefix("blk_") })
        let told = try Explanation(model: model, result: result, inputs: [today.path]).explain(fault)
        #expect(told.events.contains { $0.raw.contains("giving up at once") } && told.events.count == 5)

        let shared = try DetectionRun(model: model, options: .init(inputs: [today.path], keepsAll: true, threads: 2)).run()
        #expect(shared.all.map(\.verdict) == result.all.map(\.verdict))
    }

    @Test func `a stream tells the format of each source from its first bytes`() throws {
        let quiet = try Self.folder(seed: 1)
        defer { withExtendedLifetime(quiet) {} }
        let model = try TrainingRun(input: .init(inputs: [quiet.path]), plan: PipelineTests.ngramPlan()).run().model
        let stream = try DetectionStream(model: model, options: .init(isEndless: false, keepsAll: true))
        for piece in Array(Self.shop(60, faultAt: 30).utf8).chunks(of: 700) {
            _ = try stream.feed(piece, source: "shop", now: 0)
            _ = try stream.feed(Array(Self.access(1).utf8), source: "web", now: 0)
        }
        let found = try stream.finish()
        #expect(found.count { $0.verdict.session.hasPrefix("r-") } == 60)
        let worst = found.filter { $0.verdict.session.hasPrefix("r-") }.max { $0.verdict.score < $1.verdict.score }
        #expect(worst?.verdict.session == "r-\(1_000_000 + 30 * 7919)")
        #expect(found.contains { $0.verdict.subject.kind == .window } && stream.summary.counts.isEmpty)
    }
}

extension Array {
    /// The array in pieces.
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min(count, $0 + size)] }
    }
}
