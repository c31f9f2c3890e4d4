import TestSupport
import Testing

@testable import Auspex

/// Incidents of a log that goes on: told as soon as they are known, once, with a counter for what comes later.
@Suite struct LiveIncidentTests {
    private static let options = DetectionStream.Options(tellsIncidents: true)

    private static func stream() throws -> DetectionStream {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try DetectionStream(model: IncidentTests.model(in: folder), options: options)
    }

    /// What a shop writes next.
    private static func next(_ log: inout ShopLog, _ write: (inout ShopLog) -> Void) -> ArraySlice<UInt8> {
        let before = log.text.utf8.count
        write(&log)
        return Array(log.text.utf8)[before...]
    }

    @Test func `a never-seen error is told with its line, before anything comes after it; copies are counted`() throws {
        let stream = try Self.stream()
        var log = ShopLog(seed: 3)
        _ = try stream.feed(Self.next(&log) { $0.normal(seconds: 60) }, source: "shop.log", now: 0)
        #expect(stream.incidentUpdates().isEmpty)
        _ = try stream.feed(
            Self.next(&log) { $0.write("ERROR", "write failed: No space left on device") }, source: "shop.log", now: 0.1)
        #expect(stream.incidentUpdates().isEmpty, "its lines may go on")
        _ = try stream.advance(to: 1.2)
        let first = stream.incidentUpdates()
        #expect(first.count == 1 && first[0].isNew && first[0].number == 1)
        #expect(first[0].incident.evidence.first?.line == LineReference(source: 0, line: UInt64(log.lines)))
        #expect(first[0].incident.reasons.first == .newTemplate)
        for second in 2..<5 {
            _ = try stream.feed(
                Self.next(&log) {
                    $0.clock += 1
                    $0.write("ERROR", "write failed: No space left on device")
                }, source: "shop.log", now: Double(second))
            _ = try stream.advance(to: Double(second) + 1.1)
        }
        let grown = stream.incidentUpdates()
        #expect(
            grown.count == 1 && !grown[0].isNew && grown[0].number == 1
                && grown[0].incident.evidence.count { $0.family == .newTemplate } == 4, "\(grown[0].incident.evidence.map(\.detail))")
        #expect(!grown[0].news.contains { $0.family == .newTemplate }, "copies are no news")
        // Much later the same again: it is not told twice.
        _ = try stream.feed(Self.next(&log) { $0.normal(seconds: 60) }, source: "shop.log", now: 70)
        _ = try stream.feed(
            Self.next(&log) { $0.write("ERROR", "write failed: No space left on device") }, source: "shop.log", now: 70)
        _ = try stream.finish()
        let again = stream.incidentUpdates()
        #expect(again.count == 1 && !again[0].isNew && again[0].incident.recurrences == 1)
        #expect(stream.incidents.count == 1)
    }

    @Test func `another new kind of line in an incident that was told is told at once, too`() throws {
        let stream = try Self.stream()
        var log = ShopLog(seed: 3)
        _ = try stream.feed(Self.next(&log) { $0.normal(seconds: 60) }, source: "shop.log", now: 0)
        var news: [LineEvidence] = []
        for (number, fault) in ["No space left on device", "the payment service is gone", "No space left on device"].enumerated() {
            let now = Double(2 * number + 1)
            _ = try stream.feed(Self.next(&log) { $0.write("ERROR", fault) }, source: "shop.log", now: now)
            _ = try stream.advance(to: now + 1.1)
            let updates = stream.incidentUpdates()
            #expect(updates.count == 1 && updates[0].number == 1 && updates[0].isNew == (number == 0))
            news += updates.flatMap(\.news).filter { $0.family == .newTemplate }
        }
        #expect(news.map(\.line.line) == [UInt64(log.lines - 1)])
    }

    @Test func `a silence is told while it lasts, and once`() throws {
        let stream = try Self.stream()
        var log = ShopLog(seed: 5)
        _ = try stream.feed(Self.next(&log) { $0.normal(seconds: 60) }, source: "shop.log", now: 0)
        var told: [IncidentUpdate] = []
        var second = 0.0
        while told.isEmpty, second < 120 {
            second += 0.1
            // A look at the log that finds nothing.
            var nothing = RecordBatch()
            try stream.take(&nothing) { _ in }
            _ = try stream.advance(to: second)
            told += stream.incidentUpdates()
        }
        #expect(told.count == 1 && told[0].isNew && second > 0.9, "\(second)")
        guard case .silence(_, let seconds, let usual)? = told.first?.incident.evidence.first(where: { $0.family == .silence })?.detail
        else {
            Issue.record("\(told)")
            return
        }
        #expect(seconds > usual && seconds <= second)
        for later in 1..<200 { _ = try stream.advance(to: second + Double(later) / 10) }
        // The log goes on: what ends the silence is part of it.
        log.clock += second + 20
        _ = try stream.feed(Self.next(&log) { $0.normal(seconds: 5) }, source: "shop.log", now: second + 20)
        _ = try stream.finish()
        let later = stream.incidentUpdates()
        #expect(later.allSatisfy { !$0.isNew && $0.number == 1 }, "\(later.map(\.incident.reasons))")
        #expect(later.first?.incident.evidence.count { $0.family == .silence } == 1)
    }

    @Test func `what begins like an old incident and becomes more is one of its own, in one piece or in two`() throws {
        let folder = try TemporaryFolder()
        let builder = IncidentBuilder(try #require(try IncidentTests.model(in: folder).lines?[0]))
        func piece(_ detail: LineEvidence.Detail, key: UInt64, at time: Double) -> LineEvidence {
            LineEvidence(
                detail: detail, score: 30, time: time, line: LineReference(source: 0, line: UInt64(time)),
                statement: StatementTable.unknown, key: key)
        }
        func both(at time: Double) -> [LineEvidence] {
            [
                piece(.newTemplate(severity: .error, speaksOfTrouble: true, name: 5), key: 70, at: time),
                piece(.silence(of: nil, seconds: 90, usual: 1), key: 8, at: time + 1),
            ]
        }
        let later = 1_000 + 2 * builder.settings.quiet
        for isCut in [false, true] {
            var live = LiveIncidents()
            var count = 0
            func add(_ evidence: [LineEvidence]) -> [IncidentUpdate] {
                live.add(evidence, by: builder) {
                    count += 1
                    return count
                }
            }
            #expect(add(both(at: 1_000)).map(\.isNew) == [true])
            let second = both(at: later)
            let told = isCut ? add([second[0]]) + add([second[1]]) : add(second)
            #expect(told.contains { $0.isNew && $0.number == 2 }, "\(told)")
            #expect(add(both(at: later + builder.settings.quiet / 2)).allSatisfy { !$0.isNew }, "soon after it is a recurrence")
        }
    }

    @Test func `what is told as it comes is what is told at the end, by number and line`() throws {
        let folder = try TemporaryFolder()
        let model = try IncidentTests.model(in: folder)
        var log = ShopLog(seed: 4)
        log.normal(seconds: 100)
        for _ in 0..<400 { log.request() }
        log.normal(seconds: 60)
        for _ in 0..<3 { log.request(status: "503") }
        log.normal(seconds: 60)
        log.write("FATAL", "the database is gone")
        log.normal(seconds: 60)
        let whole = try IncidentTests.found(log, by: model, in: folder)
        for size in [100, 4_000] {
            let stream = try DetectionStream(model: model, options: Self.options)
            var updates: [IncidentUpdate] = []
            let bytes = Array(log.text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                _ = try stream.feed(bytes[start..<min(bytes.count, start + size)], source: "today.log", now: Double(start))
                updates += stream.incidentUpdates()
            }
            _ = try stream.finish()
            updates += stream.incidentUpdates()
            #expect(updates.count(where: \.isNew) == whole.count && stream.incidents.count == whole.count, "\(updates.map(\.number))")
            let first = stream.incidents.compactMap(\.evidence.first?.line.line).sorted()
            #expect(first == whole.compactMap(\.lines.first?.line).sorted())
        }
    }
}
