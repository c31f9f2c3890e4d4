import Testing

@testable import Auspex

@Suite struct ValueTravelTests {
    /// Blocks with a size, a share and a word; every seventh record is of another template without values.
    static func log(_ count: Int, blocks: Int) -> LogBuilder {
        var log = LogBuilder()
        for number in 0..<count {
            let block = "blk_\(number % blocks)"
            if number % 7 == 6 {
                log.add(2, blocks: [block], time: Double(number))
            } else {
                let size = "\(number * 13 % 101) KB", share = "\(Double(number % 10) / 8)", word = ["up", "down"][number % 2]
                log.add(
                    1, "block \(block) size \(size) share \(share) is \(word)",
                    [(block, .block), (size, .quantity), (share, .number), (word, .word)], time: Double(number))
            }
        }
        return log
    }

    static func profiles(_ log: LogBuilder) -> [ParameterProfile] {
        var profiler = ParameterProfiler()
        for (records, events) in log.batches() { profiler.add(records, events) }
        return profiler.profiles()
    }

    static func run(
        _ log: LogBuilder, _ schema: ValueSchema?, batch: Int = 1 << 20, windows: Windowizer.Configuration? = nil
    ) throws -> (sessions: [EventSequence], statistics: ValueExtractor.Statistics) {
        var sessionizer = try Sessionizer(
            rule: windows == nil ? .identifier(IdentifierShape(kind: .block)) : .none, fieldNames: LogBuilder.fieldNames,
            configuration: .init(sessionless: windows), values: schema)
        var closed: [EventSequence] = [], reused = EventSequence(id: "", events: [])
        func take(_ session: borrowing ClosedSession) {
            let whole = session.materialized()
            session.read(into: &reused)
            #expect(reused.events == whole.events && reused.times == whole.times && reused.values == whole.values)
            closed.append(whole)
        }
        for (records, events) in log.batches(of: batch) { sessionizer.add(records, events) { take($0) } }
        sessionizer.finish { take($0) }
        return (closed, sessionizer.valueStatistics)
    }

    @Test func `values come out of sessions as they went in`() throws {
        let log = Self.log(400, blocks: 5)
        let profiles = Self.profiles(log)
        #expect(profiles.filter(\.isUsed).map(\.name) == ["size", "share", "is"])
        let schema = ValueSchema(profiles: profiles)
        let (sessions, statistics) = try Self.run(log, schema)
        #expect(statistics.events == 400 - 57)
        for session in sessions {
            for (event, line) in session.lines.enumerated() {
                let number = Int(line.line) - 1
                if number % 7 == 6 {
                    #expect(session.values[event].isEmpty)
                } else {
                    let row = Array(session.values[event])
                    #expect(row[0].number == Double(number * 13 % 101) * 1024)
                    #expect(row[1].number == Double(number % 10) / 8)
                    #expect(row[2].symbol != nil && profiles[3].word(row[2]) == ["up", "down"][number % 2])
                }
            }
        }
    }

    @Test func `everything kept in training holds what the schema then selects`() throws {
        let log = Self.log(300, blocks: 4)
        let schema = ValueSchema(profiles: Self.profiles(log))
        let all = try Self.run(log, .everything).sessions, chosen = try Self.run(log, schema).sessions
        #expect(all.map { schema.select(from: $0.values, of: $0.events) } == chosen.map(\.values))
        #expect(all[0].values[0].count == 4)
    }

    @Test func `without a schema sessions are what they were`() throws {
        let log = Self.log(300, blocks: 4)
        let plain = try Self.run(log, nil).sessions
        #expect(plain.allSatisfy { $0.values.isEmpty })
        #expect(try Self.run(log, ValueSchema(profiles: [])).sessions == plain)
        var carried = try Self.run(log, .everything).sessions
        for index in carried.indices { carried[index].values = EventValues() }
        #expect(carried == plain)
    }

    @Test func `batches may be cut anywhere`() throws {
        let log = Self.log(200, blocks: 3)
        let whole = try Self.run(log, .everything).sessions
        for size in [1, 3, 64] { #expect(try Self.run(log, .everything, batch: size).sessions == whole) }
    }

    @Test func `windows carry values too, overlapping ones as well`() throws {
        let log = Self.log(5_000, blocks: 3)
        let schema = ValueSchema(profiles: Self.profiles(log))
        for extent in [Windowizer.Extent.records(size: 50, step: 20), .seconds(length: 30, step: 15)] {
            let (windows, _) = try Self.run(log, schema, windows: .init(extent: extent))
            for window in windows {
                for (event, line) in window.lines.enumerated() where (Int(line.line) - 1) % 7 != 6 {
                    #expect(window.values[event].first?.number == Double((Int(line.line) - 1) * 13 % 101) * 1024)
                }
            }
            #expect(windows.count > 100)
        }
    }

    @Test func `a parameter that moves is found again by its word, one that vanished is counted and its template named once`() throws {
        let schema = ValueSchema(profiles: Self.profiles(Self.log(400, blocks: 5)))
        var changed = LogBuilder()
        for number in 0..<10 {
            changed.add(
                1, "block blk_1 on host\(number) size \(number) KB is up",
                [("blk_1", .block), ("host\(number)", .identifier), ("\(number) KB", .quantity)])
        }
        let (sessions, statistics) = try Self.run(changed, schema)
        #expect(sessions[0].values[3].map(\.number) == [3 * 1024, nil, nil])
        #expect(statistics.otherLayout == 10 && statistics.realigned == 10 && statistics.vanished == 20)
        #expect(statistics.changedTemplates == [TemplateID(rawValue: 1)])
    }

    @Test func `hostile numbers are counted and travel as nothing`() throws {
        let schema = ValueSchema(profiles: Self.profiles(Self.log(400, blocks: 5)))
        var log = LogBuilder()
        for text in ["NaN", "inf", "1e300", "x", String(repeating: "9", count: 400), "-5", "0.30000000000000004"] {
            log.add(
                1, "block blk_1 size \(text) share \(text) is \(text)", [("blk_1", .block), (text, .word), (text, .word), (text, .word)])
        }
        let (sessions, statistics) = try Self.run(log, schema)
        #expect(sessions[0].values[0].filter { !$0.isAbsent }.isEmpty)
        #expect(sessions[0].values[3].map(\.number) == [nil, nil, nil] && sessions[0].values[3].last?.symbol != nil)
        #expect(sessions[0].values[5].first?.number == -5 && sessions[0].values[6].first?.number == 0.30000000000000004)
        #expect(statistics.notFinite == 6 && statistics.absurd == 6 && statistics.notNumbers == 2)
    }

    @Test func `a value is a number, a word or nothing`() {
        for number in [0.0, -0.0, 1.5, -1e300, 0x1p52, Double.leastNonzeroMagnitude] {
            #expect(EventValue(number: number).number == number)
        }
        for number in [Double.nan, .infinity, -.infinity, .signalingNaN] { #expect(EventValue(number: number).isAbsent) }
        for symbol in [UInt32.min, 1, .max] {
            #expect(
                EventValue(symbol: symbol).symbol == symbol && EventValue(symbol: symbol).number == nil
                    && !EventValue(symbol: symbol).isAbsent)
        }
        #expect(EventValue.absent.symbol == nil && EventValue(number: -0.0) == EventValue(number: 0))
    }
}
