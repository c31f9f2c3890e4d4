import Testing

@testable import Auspex

/// One fault that shows in several files.
@Suite struct IncidentRelationTests {
    private static func incident(_ start: Double, _ end: Double) -> Incident {
        Incident(evidence: [], start: start, end: end, score: 5, families: [.newTemplate: 5])
    }

    private static func report(_ source: String, _ raw: String...) -> IncidentReport {
        IncidentReport(
            rank: 1, score: 5, sources: [source],
            lines: raw.enumerated().map { .init(source: source, line: UInt64($0 + 1), raw: $1, why: "never seen before") })
    }

    @Test func `incidents of two files that name the same request at the same time are related`() {
        let incidents = [Self.incident(100, 110), Self.incident(111, 112), Self.incident(105, 106), Self.incident(900, 901)]
        let reports = [
            Self.report("app.log", "req=54e37ab27973ce1bcc2a8413446c73ab unhandled error", "req=9b41b9375d2ef67999f8d75679f55f2d failed"),
            Self.report("access.log", "\"GET /item/7\" 500 id=54e37ab27973ce1bcc2a8413446c73ab"),
            Self.report("db.log", "2026-11-26T09:38:43 20261126T093843Z ERROR relation ordr does not exist"),
            Self.report("access.log", "\"GET /item/9\" 500 id=54e37ab27973ce1bcc2a8413446c73ab"),
        ]
        // The last is a quarter of an hour later.
        #expect(IncidentRelations.places(of: incidents, reports) == [[1], [0], [], []])
        // In one file they are two.
        let inOne = reports.map { report in
            var report = report
            report.sources = ["all.log"]
            return report
        }
        #expect(IncidentRelations.places(of: incidents, inOne).allSatisfy { $0.isEmpty })
    }

    @Test func `what is everywhere relates nothing: a host, a time, an amount`() {
        let line = "host-4f9ac51d0b7e2 at 1764149923123 20261126T093843Z took 123456 ms"
        let files = (0..<6).map { Self.report("\($0).log", line) }
        let incidents = files.map { _ in Self.incident(10, 20) }
        #expect(IncidentRelations.places(of: incidents, files).allSatisfy { $0.isEmpty })
        #expect(IncidentRelations.identifiers(in: "20261126T093843Z 1764149923123 internationalization 0:00:06.896").isEmpty)
        #expect(
            IncidentRelations.identifiers(in: "blk_1608999687919862906 id=c77340cd-9451-adb2-9d57-c7549c3e0076 x")
                == ["1608999687919862906", "c7549c3e0076"])
    }
}
