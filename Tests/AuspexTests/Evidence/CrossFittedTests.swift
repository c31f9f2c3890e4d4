import Foundation
import Testing

@testable import Auspex

/// A log that is its own baseline is judged part by part, each by the others.
@Suite struct CrossFittedTests {
    /// Half an hour of requests; lines of a fault come instead of requests from `fault` on, for ten seconds.
    static func log(fault: Int? = nil) -> String {
        var random = RandomSource(seed: 11)
        var lines: [String] = []
        for second in 0..<1800 {
            let clock = String(format: "2026-03-01 %02d:%02d:%02d", 10 + second / 3600, second / 60 % 60, second % 60)
            for _ in 0..<(2 + Int(random.uniform() * 3)) {
                let took = 5 + Int(random.uniform() * 20)
                lines.append(
                    "\(clock).\(100 + Int(random.uniform() * 800)) INFO web: request /item/\(Int(random.uniform() * 500)) served in \(took) ms"
                )
            }
            if let fault, second >= fault, second < fault + 10 {
                lines.append("\(clock).950 ERROR web: cannot write order \(second): no space left on device")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func scan(_ text: String) throws -> (result: DetectionResult, told: [IncidentReport]) {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/app.log"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let plan = try DetectorPlan(detector: EnsembleMethod.name, settings: ["model=ngram"])
            let scan = try ScanRun(.init(inputs: [path], plan: plan)).run()
            return (scan.result, try Explanation(model: scan.model, result: scan.result, inputs: [path]).tell(limit: 0).incidents)
        }
    }

    @Test(arguments: [100, 600, 1000, 1700]) func `a fault is told wherever it is in the log`(_ second: Int) throws {
        let told = try scan(Self.log(fault: second)).told
        let first = try #require(told.first)
        #expect(first.headline.contains("no space left on device") && first.reasons.contains(.newTemplate))
    }

    @Test func `nothing is told of a log in which nothing is out of the ordinary`() throws {
        #expect(try scan(Self.log()).told.isEmpty)
    }

    @Test func `two scans of one log tell the same`() throws {
        let text = Self.log(fault: 600)
        let first = try scan(text).told.map(\.headline), second = try scan(text).told.map(\.headline)
        #expect(first == second)
    }

    @Test func `parts hold every record once, by time where there are times, whatever the order of the files`() {
        var table = ObservationTable()
        // Two files of one format, one after the other, over the same time.
        for file in 0..<2 {
            for second in 0..<100 {
                table.times.append(1_700_000_000 + Double(second))
                table.lines.append(LineReference(source: UInt32(file), line: UInt64(second)))
                table.statements.append(0)
                table.sessions.append(0)
                table.slotStarts.append(0)
            }
        }
        let ranges = LogParts(table, count: 4).ranges(of: table)
        let records: [Int] = ranges.joined().flatMap { Array($0) }
        #expect(records.sorted() == Array(0..<200))
        for part in ranges {
            #expect(part.count == 2)
            #expect(part.map(\.count).reduce(0, +) == 50)
        }
        // Times that go to and fro at every record.
        for index in table.times.indices { table.times[index] = 1_700_000_000 + Double(index * 7919 % 200) }
        #expect(LogParts(table, count: 4).ranges(of: table).map(\.count) == [1, 1, 1, 1])
        for index in table.times.indices { table.times[index] = Double(index) }
        let untimed = LogParts(table, count: 4).ranges(of: table).map { $0.map(\.lowerBound) }
        let expected: [[Int]] = [[0], [50], [100], [150]]
        #expect(untimed == expected)
    }
}
