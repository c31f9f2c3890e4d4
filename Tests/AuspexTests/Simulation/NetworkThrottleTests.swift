import Auspex
import Testing

@Suite struct NetworkThrottleTests {
    private struct Line: Equatable {
        var time: Double
        var session: String
        var text: String
    }

    private static func simulate(
        _ throttle: NetworkThrottle?, system: String = "openstack", sessions: Int = 400, rate: Double = 0, seed: UInt64 = 3
    ) throws -> SimulatedLog {
        try SimulatedLog(
            system: system, configuration: .init(length: .sessions(sessions), anomalyRate: rate, throttle: throttle, seed: seed))
    }

    /// Lines with their session; the numbers in them, drawn anew for every line, are left out.
    private static func lines(of log: SimulatedLog) throws -> [Line] {
        let names = Set(log.sessionLabels.map { Array($0.session.utf8) })
        return try log.log.split(separator: 10).map { line in
            let words = line.split(separator: 32)
            let clock = try words[2].split(separator: 58).map { try #require(Double(String(decoding: $0, as: UTF8.self))) }
            let ids = words.dropFirst(5).lazy.filter { $0.count >= 36 }.map { word in
                Array((word.last == 93 ? word.dropLast() : word).suffix(36))
            }
            let text = words.dropFirst(5).filter { word in !word.contains { (48...57).contains($0) } }.joined(separator: [32])
            return Line(
                time: clock[0] * 3600 + clock[1] * 60 + clock[2],
                session: String(decoding: ids.first { names.contains($0) } ?? [], as: UTF8.self),
                text: String(decoding: Array(text), as: UTF8.self))
        }
    }

    private static func bySession(_ log: SimulatedLog) throws -> [String: [Line]] {
        Dictionary(grouping: try lines(of: log).filter { !$0.session.isEmpty }, by: \.session)
    }

    @Test func `sessions outside the stretches keep their records and times, those inside are late by the labelled factor`() throws {
        let usual = try Self.bySession(Self.simulate(nil))
        let log = try Self.simulate(NetworkThrottle(share: 0.1))
        let slow = try Self.bySession(log)
        #expect(Set(usual.keys) == Set(slow.keys))
        let labelled = Set(log.sessionLabels.filter { $0.kind == .slowStep }.map(\.session))
        #expect((10...150).contains(labelled.count), "\(labelled.count)")
        #expect(log.sessionLabels.allSatisfy { $0.kind == nil || $0.kind == .slowStep })
        #expect(labelled == Set(log.lineLabels.map(\.session)))
        for (session, lines) in slow where !labelled.contains(session) { #expect(usual[session] == lines) }
        for session in labelled {
            // The same records were written, some of them later.
            let before = usual[session] ?? [], after = slow[session] ?? []
            #expect(before.map(\.text).sorted() == after.map(\.text).sorted())
            #expect((before.last?.time ?? 0) <= (after.last?.time ?? 0))
        }
    }

    @Test func `the image copy takes longer exactly where a label says so, by its factor`() throws {
        let log = try Self.simulate(NetworkThrottle(share: 0.2, length: 20, factors: 1.5...20), sessions: 800)
        let factors = Dictionary(uniqueKeysWithValues: log.lineLabels.map { ($0.line, $0.slowdown) })
        var created: [String: Double] = [:], usual: [Double] = [], seen: [(factor: Double, took: Double)] = []
        for (index, line) in try Self.lines(of: log).enumerated() {
            if line.text.hasSuffix("Creating image") { created[line.session] = line.time }
            guard line.text.contains("VM Started"), let start = created[line.session] else { continue }
            if let factor = factors[index + 1] {
                seen.append((factor, line.time - start))
            } else {
                usual.append(line.time - start)
            }
        }
        let mean = usual.reduce(0, +) / Double(usual.count)
        // 2.4 s and an exponential quarter of a second on top.
        #expect((2.6...2.7).contains(mean), "\(mean)")
        #expect(usual.allSatisfy { (2.399...5.5).contains($0) })
        #expect(seen.count > 80)
        for (factor, took) in seen { #expect((2.399 * factor...5.5 * factor).contains(took), "\(took) s at × \(factor)") }
        let levels = seen.map(\.factor)
        #expect(levels.allSatisfy { (1.4999...20.001).contains($0) })
        #expect(levels.contains { $0 < 4 } && levels.contains { $0 > 8 })
        #expect(Set(levels).count > 12, "it varies within a stretch")
    }

    @Test func `labels are those of a log without a throttle wherever another fault was planted`() throws {
        let usual = try Self.simulate(nil, rate: 0.2), slow = try Self.simulate(NetworkThrottle(share: 0.2), rate: 0.2)
        for (before, after) in zip(usual.sessionLabels, slow.sessionLabels) {
            #expect(before.session == after.session)
            #expect(before.kind == after.kind || before.kind == nil && after.kind == .slowStep)
        }
        let kinds = Dictionary(grouping: slow.lineLabels, by: \.line).values.filter { $0.count > 1 }.map { $0.map(\.kind) }
        #expect(kinds.allSatisfy { $0.last == .slowStep })
    }

    @Test func `the share of the time is as asked for, the same seed gives the same bytes`() throws {
        var found = 0.0
        for seed in 1...4 {
            let log = try Self.simulate(NetworkThrottle(share: 0.25, length: 20), seed: UInt64(seed))
            let slow = Set(log.lineLabels.map(\.line))
            let copies = try Self.lines(of: log).enumerated().filter { $0.element.text.contains("VM Started") }
            found += Double(copies.count { slow.contains($0.offset + 1) }) / Double(copies.count) / 4
        }
        #expect((0.2...0.3).contains(found), "\(found)")
        let throttle = NetworkThrottle(share: 0.1)
        #expect(try Self.simulate(throttle, sessions: 100).log == Self.simulate(throttle, sessions: 100).log)
        #expect(try Self.simulate(throttle, sessions: 100, seed: 4).log != Self.simulate(throttle, sessions: 100).log)
    }

    @Test func `a silent transfer makes the next record late`() throws {
        let throttle = NetworkThrottle(share: 0.5, length: 10, factors: 10...10)
        let log = try Self.simulate(throttle, system: "hdfs", sessions: 300)
        let text = String(decoding: log.log, as: UTF8.self).split(separator: "\n")
        #expect(log.lineLabels.count > 100)
        for label in log.lineLabels {
            #expect(text[label.line - 1].contains(label.session))
            // The record's own time comes on top of the transfer.
            #expect((8...10.01).contains(label.slowdown), "\(label.slowdown)")
        }
    }

    @Test func `faults that HDFS has only on request are planted then`() throws {
        let values = try SimulatedLog(
            system: "hdfs", configuration: .init(length: .sessions(40), anomalyRate: 1, kinds: [.valueOutOfRange]))
        let lines = String(decoding: values.log, as: UTF8.self).split(separator: "\n")
        let faulty = Set(values.lineLabels.map(\.line))
        #expect(faulty.count == 40 && values.lineLabels.allSatisfy { $0.field == "size" })
        for (index, line) in lines.enumerated() {
            guard let end = line.firstRange(of: " size ")?.upperBound else { continue }
            let size = try #require(Int(line[end...].prefix { $0.isNumber }))
            #expect([67_108_864, 3_543_123, 28_506_112].contains(size) != faulty.contains(index + 1), "\(size)")
        }
        let slow = try SimulatedLog(system: "hdfs", configuration: .init(length: .sessions(40), anomalyRate: 1, kinds: [.slowStep]))
        #expect(slow.lineLabels.count == 40 && slow.lineLabels.allSatisfy { $0.slowdown > 5 })
    }

    @Test func `mistakes are input errors`() {
        for throttle in [
            NetworkThrottle(share: 0), NetworkThrottle(share: 0.6), NetworkThrottle(share: .nan), NetworkThrottle(share: 0.1, length: 0),
            NetworkThrottle(share: 0.1, length: .infinity), NetworkThrottle(share: 0.1, factors: 0.5...2),
            NetworkThrottle(share: 0.1, factors: 2...(.infinity)),
        ] {
            #expect(throws: InputError.self, "\(throttle)") { try Self.simulate(throttle) }
        }
        #expect(throws: InputError.self) { try Self.simulate(NetworkThrottle(share: 0.1), system: "syslog") }
    }
}
