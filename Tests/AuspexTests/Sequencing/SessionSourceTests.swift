import Testing

@testable import Auspex

@Suite struct SessionSourceTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 99_999])
    func `the lines of a session name their source, whatever its number`(source: Int) throws {
        var log = LogBuilder()
        for _ in 0..<3 { log.add(1, blocks: ["a"]) }
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: LogBuilder.fieldNames)
        var lines: [LineReference] = []
        for number in [0, source, 7] {
            for (records, events) in log.batches(of: 2, source: number) {
                sessionizer.add(records, events) { lines += $0.materialized().lines }
            }
        }
        sessionizer.finish { lines += $0.materialized().lines }
        #expect(lines.map { Int($0.source) } == [0, 0, 0, source, source, source, 7, 7, 7])
        #expect(lines.map(\.line) == [1, 2, 3, 1, 2, 3, 1, 2, 3])
    }

    @Test func `a line number of forty bits survives`() throws {
        let line = UInt64(1) << 40 - 1
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: LogBuilder.fieldNames)
        var log = LogBuilder()
        log.add(1, blocks: ["a"])
        var lines: [LineReference] = []
        for first in [line, 3] {
            let (records, events) = LogBuilder.batch(log.lines, firstLine: first, source: 70_000)
            sessionizer.add(records, events) { lines += $0.materialized().lines }
        }
        sessionizer.finish { lines += $0.materialized().lines }
        #expect(lines == [LineReference(source: 70_000, line: line), LineReference(source: 70_000, line: 3)])
    }
}
