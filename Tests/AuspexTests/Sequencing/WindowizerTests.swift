import Testing

@testable import Auspex

@Suite struct WindowizerTests {
    static func windows(_ log: LogBuilder, _ settings: Windowizer.Configuration, batch: Int = 3) throws -> [Closed] {
        var windowizer = try Windowizer(configuration: settings, fieldNames: LogBuilder.fieldNames)
        var closed: [Closed] = []
        for (records, events) in log.batches(of: batch) { windowizer.add(records, events) { closed.append(Closed($0)) } }
        windowizer.finish { closed.append(Closed($0)) }
        #expect(windowizer.emitted == closed.count)
        return closed
    }

    static func log(_ records: Int, every seconds: Double = 1, host: (Int) -> String = { _ in "a" }) -> LogBuilder {
        var log = LogBuilder()
        for index in 0..<records { log.add(UInt32(index + 1), "text", [], time: Double(index) * seconds, host: host(index)) }
        return log
    }

    @Test func `windows of records cover the log without overlap, the rest at the end`() throws {
        let closed = try Self.windows(Self.log(25), .init(extent: .records(size: 10, step: 10)))
        #expect(closed.map(\.id) == ["lines 1–10", "lines 11–20", "lines 21–25"])
        #expect(closed.flatMap(\.templates) == (1...25).map(UInt32.init))
        #expect(closed.allSatisfy { !$0.sequence.isComplete && $0.cause == .window && $0.sequence.lines.count == $0.count })
    }

    @Test func `sliding windows of records begin every step`() throws {
        let closed = try Self.windows(Self.log(10), .init(extent: .records(size: 4, step: 2)))
        #expect(closed.map(\.templates) == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8], [7, 8, 9, 10]])
        let odd = try Self.windows(Self.log(9), .init(extent: .records(size: 4, step: 2)))
        #expect(odd.map(\.templates) == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8], [7, 8, 9]])
    }

    @Test func `a window of records comes with what stands before it, also after a snapshot, and is no part of anything`() throws {
        let settings = Windowizer.Configuration(extent: .records(size: 4, step: 2), before: 3)
        let log = Self.log(9), closed = try Self.windows(log, settings)
        #expect(closed.map(\.templates) == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8], [7, 8, 9]])
        #expect(closed.map { $0.sequence.history.map(\.rawValue) } == [[], [1, 2], [2, 3, 4], [4, 5, 6]])
        #expect(closed.allSatisfy { !$0.sequence.isContinuation && $0.fingerprint == $0.sequence.fingerprint })

        var first = try Windowizer(configuration: settings, fieldNames: LogBuilder.fieldNames), again = first
        let batches = log.batches(of: 5)
        first.add(batches[0].0, batches[0].1) { _ in }
        var writer = SnapshotWriter()
        first.write(to: &writer)
        var reader = SnapshotReader(writer.bytes)
        try again.restore(from: &reader)
        var rest: [Closed] = []
        for (records, events) in batches.dropFirst() { again.add(records, events) { rest.append(Closed($0)) } }
        again.finish { rest.append(Closed($0)) }
        #expect(rest.map(\.sequence) == closed.dropFirst().map(\.sequence))
    }

    @Test func `settings of windows written before they had a history are read`() throws {
        let old = #"{"extent":{"records":{"size":8,"step":4}},"maxGroups":10,"maxEvents":100}"#
        let read = try JSON.decode(Windowizer.Configuration.self, from: Array(old.utf8), source: "old")
        #expect(read == .init(extent: .records(size: 8, step: 4), maxGroups: 10, maxEvents: 100))
    }

    @Test func `windows of time are aligned, say their span, and leave out what is empty`() throws {
        var log = LogBuilder()
        for time in [0.0, 59.5, 60, 3_600 * 24 * 365.25 * 40] { log.add(1, "text", [], time: time) }
        let closed = try Self.windows(log, .init(extent: .seconds(length: 60, step: 60)))
        #expect(closed.map(\.count) == [2, 1, 1])
        #expect(closed[0].id == "1970-01-01T00:00:00Z/1970-01-01T00:01:00Z")
        #expect(closed[2].id == "2010-01-01T00:00:00Z/2010-01-01T00:01:00Z")
    }

    @Test func `every record is in each sliding window over its time`() throws {
        let closed = try Self.windows(Self.log(100, every: 7), .init(extent: .seconds(length: 60, step: 20)))
        var expected: [[UInt32]] = []
        for window in -2..<40 {
            let inside = (0..<100).filter { Double($0 * 7) >= Double(window * 20) && Double($0 * 7) < Double(window * 20 + 60) }
            if !inside.isEmpty { expected.append(inside.map { UInt32($0 + 1) }) }
        }
        #expect(closed.map(\.templates) == expected)
    }

    @Test func `a clock that goes back and records without time lose nothing`() throws {
        var log = LogBuilder()
        for time in [100.0, .nan, 40, 170, 165, 240] { log.add(1, "text", [], time: time) }
        let closed = try Self.windows(log, .init(extent: .seconds(length: 60, step: 60)))
        #expect(closed.map(\.count) == [3, 2, 1])
        var untimed = LogBuilder()
        for _ in 0..<5 { untimed.add(1, "text", []) }
        let single = try Self.windows(untimed, .init(extent: .seconds(length: 60, step: 60)))
        #expect(single.map(\.count) == [5] && single[0].id == "lines 1–5")
    }

    @Test func `groups have windows of their own, and are bounded`() throws {
        let closed = try Self.windows(Self.log(12) { $0 % 2 == 0 ? "x" : "y" }, .init(extent: .records(size: 3, step: 3), group: "Host"))
        #expect(closed.map(\.id) == ["x: lines 1–5", "y: lines 2–6", "x: lines 7–11", "y: lines 8–12"])
        let many = try Self.windows(Self.log(50) { "h\($0)" }, .init(extent: .records(size: 5, step: 5), group: "Host", maxGroups: 3))
        #expect(many.reduce(0) { $0 + $1.count } == 50)
        #expect(Set(many.map { $0.id.prefix { $0 != ":" } }).count == 3)
    }

    @Test func `a window by time that overflows is handed out early`() throws {
        let closed = try Self.windows(Self.log(25, every: 0), .init(extent: .seconds(length: 60, step: 60), maxEvents: 10))
        #expect(closed.map(\.count) == [10, 10, 5])
    }

    @Test func `settings that make no sense are refused`() {
        for extent in [
            Windowizer.Extent.records(size: 0, step: 1), .records(size: 5, step: 6), .seconds(length: 1, step: 2),
            .seconds(length: .nan, step: 1),
            .seconds(length: 1e6, step: 1),
        ] {
            #expect(throws: InputError.self) { _ = try Windowizer(configuration: .init(extent: extent), fieldNames: []) }
        }
        #expect(throws: InputError.self) { _ = try Windowizer(configuration: .init(group: "Rack"), fieldNames: ["Host"]) }
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (1.5, "1970-01-01T00:00:01.500Z"),
    ])
    func `times are written as ISO 8601`(seconds: Double, text: String) {
        #expect(isoTime(seconds) == text)
    }
}
