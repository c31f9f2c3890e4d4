import Foundation
import Testing

@testable import Auspex

/// Kinds of line that come regularly are missed when they stay away.
@Suite struct RegularKindsTests {
    static let begin = 1_700_000_000.0

    /// A heartbeat (0) every five seconds from `beats` on, requests (1) at odd times, a job (2) at random.
    static func table(_ seconds: Int, beats: (Int) -> Bool = { _ in true }, requests: (Int) -> Bool = { _ in true }) -> ObservationTable {
        var random = RandomSource(seed: 7)
        var table = ObservationTable()
        var line: UInt64 = 0
        func add(_ statement: Int32, _ time: Double) {
            line += 1
            table.times.append(time)
            table.lines.append(LineReference(source: 0, line: line))
            table.statements.append(statement)
            table.sessions.append(0)
            table.slotStarts.append(Int32(table.slotHashes.count))
        }
        for second in 0..<seconds {
            let time = begin + Double(second)
            if second % 5 == 0, beats(second) { add(0, time) }
            if requests(second) { add(1, time + 0.3 * random.uniform()) }
            if random.uniform() < 0.2 { add(2, time + 0.5) }
        }
        return table
    }

    private func absences(_ table: ObservationTable) -> [RegularWatch.Absence] {
        let learnt = Self.table(600)
        var watch = RegularWatch(RegularKinds(learnt, [0..<learnt.count], statements: 3), statements: 3)
        var found: [RegularWatch.Absence] = []
        for record in 0..<table.count {
            watch.add(table.statements[record], time: table.times[record], line: table.lines[record]) { found.append($0) }
        }
        watch.finish(at: table.times[table.count - 1]) { found.append($0) }
        return found
    }

    @Test func `what comes at random is not regular`() {
        let learnt = Self.table(600)
        let regular = RegularKinds(learnt, [0..<learnt.count], statements: 3)
        #expect(Set(regular.pauses.keys).contains(0) && !regular.pauses.keys.contains(2))
        #expect(RegularKinds(learnt, [0..<20], statements: 3).pauses.isEmpty)
    }

    @Test func `a heartbeat that stays away is told while it does, and with its whole length when it comes again`() throws {
        let found = absences(Self.table(300) { $0 < 100 || $0 > 160 })
        #expect(found.map(\.statement) == [0, 0])
        let first = try #require(found.first), last = try #require(found.last)
        #expect(first.time == Self.begin + 95 && first.seconds < 15)
        #expect(last.seconds == 70 && last.pause.maximum == 5)
    }

    @Test func `nothing is missed in a log like the one learnt from, nor where the whole log is silent`() {
        #expect(absences(Self.table(300)).isEmpty)
        var silent = Self.table(300)
        for record in 0..<silent.count where silent.times[record] > Self.begin + 150 { silent.times[record] += 600 }
        #expect(absences(silent).isEmpty)
    }

    @Test func `a heartbeat that is missing at the end of the log is told`() throws {
        let found = absences(Self.table(300) { $0 < 200 })
        #expect(try #require(found.last).seconds > 90 && Set(found.map(\.statement)) == [0])
    }

    /// A log of the same, as lines.
    private static func lines(_ seconds: Int, beats: (Int) -> Bool = { _ in true }) -> String {
        (0..<seconds).flatMap { second in
            let time = String(format: "2026-03-01 10:%02d:%02d.100 INFO", second / 60, second % 60)
            let beat = second % 5 == 0 && beats(second) ? ["\(time) stock: heartbeat"] : []
            return beat + ["\(time) web: request \(second) served"]
        }.joined(separator: "\n")
    }

    @Test func `a heartbeat that stays away is an incident that says so`() throws {
        try RecordsSupport.withFolder { folder in
            let (quiet, log) = (folder + "/quiet.log", folder + "/app.log")
            try Data(Self.lines(600).utf8).write(to: URL(fileURLWithPath: quiet))
            try Data(Self.lines(600) { $0 < 200 || $0 > 320 }.utf8).write(to: URL(fileURLWithPath: log))
            let plan = try DetectorPlan(detector: EnsembleMethod.name, settings: ["model=ngram"])
            let scan = try ScanRun(.init(inputs: [log], baseline: [quiet], plan: plan)).run()
            let told = try Explanation(model: scan.model, result: scan.result, inputs: [log]).tell(limit: 0).incidents
            #expect(told.contains { $0.lines.contains { $0.why.hasPrefix("no line like ‹heartbeat› for") } }, "\(told.map(\.headline))")
            #expect(try DetectionRun(model: scan.model, options: .init(inputs: [quiet])).run().incidents.isEmpty)
        }
    }
}
