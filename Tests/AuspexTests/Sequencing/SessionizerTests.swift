import Testing

@testable import Auspex

@Suite struct SessionizerTests {
    /// A seeded log: sessions interleave, some records name two blocks, some none; the clock jumps about.
    static func randomLog(seed: UInt64, records: Int) -> LogBuilder {
        var random = RandomSource(seed: seed)
        var log = LogBuilder()
        var time = 1_000_000.0
        for _ in 0..<records {
            time += Double.random(in: -2...10, using: &random).rounded() + (Int.random(in: 0..<9, using: &random) == 0 ? 0.25 : 0)
            let count = Int.random(in: 0...2, using: &random)
            let blocks = (0..<count).map { _ in "blk_\(Int.random(in: -40...40, using: &random))" }
            log.add(
                UInt32.random(in: 0...300, using: &random), blocks: blocks, time: Int.random(in: 0..<20, using: &random) == 0 ? .nan : time)
        }
        return log
    }

    /// What the sessions of a log are, said plainly.
    static func reference(_ log: LogBuilder) -> [EventSequence] {
        var order: [String] = [], found: [String: EventSequence] = [:]
        for (index, line) in log.lines.enumerated() {
            var seen: Set<String> = []
            for (block, _) in line.parameters where seen.insert(block).inserted {
                if found[block] == nil {
                    order.append(block)
                    found[block] = EventSequence(id: block, events: [])
                }
                found[block]?.events.append(TemplateID(rawValue: line.template))
                found[block]?.times.append(line.time)
                found[block]?.lines.append(LineReference(source: 0, line: UInt64(index + 1)))
            }
        }
        return order.compactMap { found[$0] }
    }

    @Test(arguments: [1, 7, 64, 5000]) func `any batching gives the sessions of the plain definition`(batch: Int) throws {
        let log = Self.randomLog(seed: 3, records: 1500)
        let (closed, statistics) = try sessions(of: log, batch: batch)
        let expected = Self.reference(log)
        #expect(closed.map(\.sequence.id) == expected.map(\.id))
        for (session, wanted) in zip(closed, expected) {
            #expect(session.sequence.events == wanted.events)
            #expect(session.sequence.lines == wanted.lines)
            #expect(session.sequence.times.map { $0.isNaN ? -1 : $0 } == wanted.times.map { $0.isNaN ? -1 : $0 })
            #expect(session.fingerprint == session.sequence.fingerprint)
        }
        #expect(statistics.records == 1500)
        #expect(statistics.sessionless == log.lines.count { $0.parameters.isEmpty })
        #expect(statistics.events == closed.reduce(0) { $0 + $1.count })
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5]) func `every event is accounted for under tight limits`(seed: UInt64) throws {
        let log = Self.randomLog(seed: seed, records: 1200)
        let limits = Sessionizer.Configuration(idle: 60, maxAge: 200, maxOpenSessions: 9, maxEventsPerSession: 2)
        let (closed, statistics) = try sessions(of: log, configuration: limits)
        #expect(statistics.events == Self.reference(log).reduce(0) { $0 + $1.events.count })
        #expect(statistics.events == closed.reduce(0) { $0 + $1.count })
        #expect(statistics.continued == closed.count { $0.sequence.isContinuation })
        #expect(closed.contains { $0.cause == .length })
        #expect(statistics.peakOpen <= 9)
        #expect(statistics.opened == closed.count)
        #expect(statistics.closed.values.reduce(0, +) == closed.count)
        #expect(statistics.reopened == closed.count { $0.isReopened })
        let whole = try sessions(of: log, configuration: limits).closed
        for batch in [1, 13] { #expect(try sessions(of: log, configuration: limits, batch: batch).closed.map(\.id) == whole.map(\.id)) }
    }

    @Test func `when too many are open the one touched longest ago closes`() throws {
        var log = LogBuilder()
        for block in ["x", "y", "z", "x", "w", "v"] { log.add(1, blocks: [block], time: 10) }
        let (closed, statistics) = try sessions(of: log, configuration: .init(maxOpenSessions: 3))
        #expect(closed.prefix(2).map(\.id) == ["y", "z"])
        #expect(closed.prefix(2).allSatisfy { $0.cause == .limit && !$0.sequence.isComplete })
        #expect(Set(closed.dropFirst(2).map(\.id)) == ["x", "w", "v"])
        #expect(statistics.closed == [.limit: 2, .endOfInput: 3])
    }

    @Test func `a quiet session closes by log time, complete, and a later event opens it anew with a flag`() throws {
        var log = LogBuilder()
        log.add(1, blocks: ["a"], time: 0)
        log.add(2, blocks: ["a"], time: 100)
        log.add(1, blocks: ["b"], time: 390)
        log.add(1, blocks: ["b"], time: 401)
        log.add(3, blocks: ["a"], time: 402)
        let (closed, statistics) = try sessions(of: log, configuration: .init(idle: 300))
        #expect(closed.map(\.id) == ["a", "a", "b"] || closed.map(\.id) == ["a", "b", "a"])
        #expect(closed[0].cause == .idle && closed[0].sequence.isComplete && closed[0].templates == [1, 2])
        let again = try #require(closed.last { $0.id == "a" })
        #expect(again.isReopened && again.templates == [3])
        #expect(statistics.reopened == 1)
    }

    @Test func `a busy session closes at its maximal age`() throws {
        var log = LogBuilder()
        for second in stride(from: 0.0, through: 250, by: 10) { log.add(1, blocks: ["a"], time: second) }
        let (closed, _) = try sessions(of: log, configuration: .init(maxAge: 100))
        #expect(closed.map(\.count) == [11, 11, 4])
        #expect(closed.map(\.cause) == [.age, .age, .endOfInput])
        #expect(closed.map(\.isReopened) == [false, true, true])
        #expect(closed.map(\.part) == [1, 2, 3] && closed[0].sequence.history.isEmpty)
        #expect(closed[2].sequence.history == closed[0].sequence.events + closed[1].sequence.events)
    }

    @Test func `a lone time stamp far ahead closes nothing, a confirmed one does`() throws {
        var log = LogBuilder()
        log.add(1, blocks: ["a"], time: 0)
        log.add(1, blocks: ["b"], time: 4e9)
        log.add(2, blocks: ["a"], time: 5)
        let (closed, _) = try sessions(of: log, configuration: .init(idle: 60))
        #expect(closed.map(\.count) == [2, 1])
        #expect(closed.allSatisfy { $0.cause == .endOfInput })

        log.add(1, blocks: ["c"], time: 10_000)
        log.add(2, blocks: ["c"], time: 10_030)
        let later = try sessions(of: log, configuration: .init(idle: 60)).closed
        #expect(Set(later.prefix(2).map(\.id)) == ["a", "b"])
        #expect(later.prefix(2).allSatisfy { $0.cause == .idle })
        #expect(later.last?.templates == [1, 2])
    }

    @Test func `a clock that goes back for good goes on counting from there`() throws {
        var log = LogBuilder()
        log.add(1, blocks: ["a"], time: 100_000)
        for second in 0..<400 { log.add(1, blocks: ["b"], time: Double(second)) }
        let (closed, _) = try sessions(of: log, configuration: .init(idle: 300))
        #expect(closed.map(\.id) == ["a", "b"])
        #expect(closed[0].cause == .idle && closed[1].count == 400)
    }

    @Test func `a session still busy at the end of the log is not called complete`() throws {
        var log = LogBuilder()
        for step in 0..<50 { log.add(1, blocks: ["early"], time: Double(step)) }
        for step in 0..<50 { log.add(1, blocks: ["late"], time: 1000 + Double(step)) }
        log.add(1, blocks: ["last"], time: 1049)
        let closed = try sessions(of: log).closed
        #expect(closed.map { $0.sequence.isComplete } == [true, false, false])
        var untimed = LogBuilder()
        untimed.add(1, blocks: ["a"])
        #expect(try sessions(of: untimed).closed.allSatisfy { $0.sequence.isComplete && $0.sequence.times.isEmpty })
    }

    @Test func `without times the records since its last event tell whether a session was cut off`() throws {
        var log = LogBuilder()
        for step in 0..<200 {
            log.add(1, blocks: ["s\(step)"])
            if step >= 5 { log.add(2, blocks: ["s\(step - 5)"]) }
        }
        let closed = try sessions(of: log).closed
        #expect(closed.count == 200 && closed.allSatisfy { $0.sequence.times.isEmpty })
        // Eleven records lie between the two events of a session: the last five wait for theirs, some before have only just ended.
        #expect(closed.prefix(189).allSatisfy { $0.sequence.isComplete && $0.count == 2 })
        #expect(closed.suffix(5).allSatisfy { !$0.sequence.isComplete && $0.count == 1 })
    }

    @Test func `a session beyond its limit goes on in parts, and no event is lost`() throws {
        var log = LogBuilder()
        for step in 0..<1050 { log.add(UInt32(step), blocks: ["a"], time: Double(step)) }
        log.add(7, blocks: ["b"], time: 1051)
        for batch in [1 << 20, 7] {
            let (closed, statistics) = try sessions(of: log, configuration: .init(maxEventsPerSession: 100), batch: batch)
            let parts = closed.filter { $0.id == "a" }
            #expect(parts.map(\.part) == Array(1...11))
            #expect(parts.flatMap(\.templates) == Array(0..<1050))
            #expect(parts.flatMap { $0.sequence.lines.map(\.line) } == Array(1...1050))
            #expect(parts.flatMap(\.sequence.times) == (0..<1050).map(Double.init))
            #expect(parts.dropLast().allSatisfy { $0.cause == .length && !$0.sequence.isComplete && $0.count == 100 })
            #expect(parts.map(\.isReopened) == [false] + [Bool](repeating: true, count: 10))
            #expect(parts[0].sequence.history.isEmpty && !parts[0].sequence.isContinuation)
            for part in 1..<11 {
                #expect(
                    parts[part].sequence.history.map(\.rawValue)
                        == Array(UInt32(part * 100) - UInt32(min(1000, part * 100))..<UInt32(part * 100)))
            }
            #expect(parts.allSatisfy { $0.fingerprint == $0.sequence.fingerprint })
            #expect(closed.first { $0.id == "b" }?.part == 0)
            #expect(statistics.events == 1051 && statistics.continued == 10)
        }
    }

    @Test func `what a part looks back on is bounded, and gone with its session`() throws {
        var log = LogBuilder()
        for step in 0..<2500 { log.add(UInt32(step), blocks: ["a"], time: Double(step)) }
        log.add(9, blocks: ["b"], time: 9_000)
        log.add(9, blocks: ["b"], time: 9_001)
        log.add(1, blocks: ["a"], time: 9_002)
        let (closed, _) = try sessions(of: log, configuration: .init(idle: 60, maxEventsPerSession: 400))
        let parts = closed.filter { $0.id == "a" }
        #expect(parts.map(\.part) == [1, 2, 3, 4, 5, 6, 7, 0])
        #expect(parts[6].sequence.history.map(\.rawValue) == Array(1400..<2400))
        #expect(parts[7].sequence.history.isEmpty && parts[7].isReopened)
    }

    @Test func `hostile identifiers stay apart and whole`() throws {
        let long = String(repeating: "k", count: 65_536)
        let ids = [
            long + "1", long + "2", "a\0b", "a\0c", "a", "é\u{301}", String(repeating: "m", count: 27), String(repeating: "m", count: 28),
            "-",
        ]
        var log = LogBuilder()
        for round in 0..<3 { for id in ids { log.add(UInt32(round), "text \(id)", [(id, .identifier)]) } }
        log.add(9, "text", [])
        let (closed, statistics) = try sessions(of: log, rule: .identifier(IdentifierShape(kind: .identifier)))
        #expect(closed.count == ids.count)
        #expect(closed.allSatisfy { $0.templates == [0, 1, 2] })
        #expect(closed.dropFirst(2).map(\.id) == Array(ids.dropFirst(2)))
        #expect(closed.prefix(2).allSatisfy { $0.sequence.id.utf8.count <= 512 })
        #expect(statistics.cutKeys == 2 && statistics.sessionless == 1)
    }

    @Test func `a record that names many identifiers is delivered to each once, up to the limit`() throws {
        var log = LogBuilder()
        log.add(1, blocks: (0..<100).map { "b\($0)" } + ["b0"])
        let (closed, statistics) = try sessions(of: log)
        #expect(closed.count == 64 && closed.allSatisfy { $0.count == 1 })
        #expect(statistics.leftOutKeys == 36)
    }

    @Test func `sources alternate without mixing up lines`() throws {
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: ["Host"])
        var log = LogBuilder()
        for _ in 0..<4 { log.add(1, blocks: ["a"]) }
        for source in [0, 3, 1, 0] {
            for (records, events) in log.batches(of: 2, source: source) {
                sessionizer.add(records, events) { _ in Issue.record("none closes yet") }
            }
        }
        var lines: [LineReference] = []
        sessionizer.finish { lines = $0.materialized().lines }
        #expect(lines.map(\.line) == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
        #expect(lines.map(\.source) == [0, 0, 0, 0, 3, 3, 3, 3, 1, 1, 1, 1, 0, 0, 0, 0])
    }

    @Test func `a HDFS-like session of twenty events takes no more than 220 bytes, all in`() throws {
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: ["Host"])
        var random = RandomSource(seed: 5)
        var log = LogBuilder()
        // 40 sessions are busy at a time; steps of whole seconds.
        let ids = (0..<600).map { _ in "blk_\(Int64.random(in: .min ... .max, using: &random))" }
        for step in 0..<12_000 {
            let block = ids[min(ids.count - 1, step / 20 + Int.random(in: 0..<40, using: &random))]
            log.add(UInt32.random(in: 1...30, using: &random), blocks: [block], time: 1.2e9 + Double(step / 50))
        }
        for (records, events) in log.batches(of: 4096) { sessionizer.add(records, events) { _ in } }
        let used = sessionizer.store.liveBytes - 4 * (1 << 12)  // the table is a power of two; counted below
        let table = 12 * sessionizer.openSessions
        let bytes = Double(used + table) / Double(sessionizer.openSessions)
        #expect(bytes < 220, "\(bytes) bytes a session")
        #expect(sessionizer.statistics.events == 12_000)
    }

    @Test func `memory of closed sessions is used again`() throws {
        var sessionizer = try Sessionizer(
            rule: .identifier(IdentifierShape(kind: .block)), fieldNames: ["Host"], configuration: .init(maxOpenSessions: 100))
        var peak = 0
        for round in 0..<6 {
            var log = LogBuilder()
            for index in 0..<1000 { for _ in 0..<10 { log.add(5, blocks: ["blk_\(round)_\(index)"]) } }
            for (records, events) in log.batches() { sessionizer.add(records, events) { _ in } }
            if round == 0 { peak = sessionizer.reservedBytes }
        }
        #expect(sessionizer.reservedBytes <= peak)
        #expect(sessionizer.statistics.opened == 6_000)
    }

    @Test func `the bound on bytes closes the oldest sessions`() throws {
        var log = LogBuilder()
        for index in 0..<10_000 { log.add(5, blocks: ["blk_\(index % 5_000)"]) }
        let (closed, statistics) = try sessions(of: log, configuration: .init(maxOpenBytes: 1 << 16))
        #expect(statistics.peakOpen <= 2049)
        #expect(closed.reduce(0) { $0 + $1.count } == 10_000)
    }

    @Test func `records without identifier go to windows when asked`() throws {
        var log = LogBuilder()
        for index in 0..<25 { log.add(UInt32(index), blocks: index % 5 == 0 ? ["a"] : []) }
        let settings = Windowizer.Configuration(extent: .records(size: 8, step: 8))
        let (closed, statistics) = try sessions(of: log, configuration: .init(sessionless: settings))
        #expect(statistics.sessionless == 20)
        #expect(closed.filter { $0.cause == .window }.map(\.count) == [8, 8, 4])
        #expect(closed.filter { $0.cause != .window }.map(\.templates) == [[0, 5, 10, 15, 20]])
    }

    @Test func `an error of the receiver comes out`() throws {
        struct Stop: Error {}
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: ["Host"])
        var log = LogBuilder()
        log.add(1, blocks: ["a"])
        for (records, events) in log.batches() { sessionizer.add(records, events) { _ in } }
        var stopped = false
        do { try sessionizer.finish { (_: borrowing ClosedSession) throws(Stop) in throw Stop() } } catch { stopped = true }
        #expect(stopped)
    }

    @Test func `limits that make no sense are refused`() {
        #expect(throws: InputError.self) { _ = try Sessionizer(rule: .none, fieldNames: [], configuration: .init(idle: 0)) }
        #expect(throws: InputError.self) { _ = try Sessionizer(rule: .none, fieldNames: [], configuration: .init(maxOpenSessions: 0)) }
        #expect(throws: InputError.self) { _ = try Sessionizer(rule: .field("Pid"), fieldNames: ["Host"]) }
    }
}
