import TestSupport
import Testing

@testable import Auspex

@Suite struct SessionDiscoveryTests {
    static func choice(_ log: LogBuilder, batch: Int = 1000, _ configuration: SessionDiscovery.Configuration = .init()) -> SessionChoice {
        var discovery = SessionDiscovery(fieldNames: LogBuilder.fieldNames, configuration: configuration)
        for (records, events) in log.batches(of: batch) { discovery.add(records, events) }
        return discovery.choice()
    }

    /// Tasks of five steps, eight at a time, each with a job number; hosts at random.
    static func tasks(_ count: Int) -> LogBuilder {
        var random = RandomSource(seed: 1)
        var open: [(job: Int, step: Int)] = []
        var log = LogBuilder()
        var next = 0
        while next < count || !open.isEmpty {
            while open.count < 8, next < count {
                open.append((next + 100, 0))
                next += 1
            }
            let index = Int.random(in: 0..<open.count, using: &random)
            let (job, step) = open[index]
            let size = Int.random(in: 0..<10_000, using: &random)
            log.add(
                UInt32(step + 1), "step (job \(job)) took \(size) units", [("\(job)", .number), ("\(size)", .number)],
                host: "h\(Int.random(in: 0..<9, using: &random))")
            if step == 4 { open.remove(at: index) } else { open[index].step += 1 }
        }
        return log
    }

    @Test func `a task's number is found, a measurement and a host are not`() {
        let choice = Self.choice(Self.tasks(300))
        #expect(choice.chosen == .identifier(IdentifierShape(kind: .number, prefix: "(job ")))
        #expect(choice.coverage == 1 && choice.sessions == 300 && choice.eventsPerSession == 5)
        #expect(choice.explanation.contains("job"))
        for batch in [1, 7] { #expect(Self.choice(Self.tasks(300), batch: batch) == choice) }
    }

    @Test func `nothing is chosen where values are new each time or stay for ever`() {
        var log = LogBuilder()
        var random = RandomSource(seed: 2)
        for index in 0..<2000 {
            let port = 1024 + index, worker = index % 12
            log.add(
                UInt32.random(in: 1...9, using: &random), "from port \(port) by worker \(worker)",
                [("\(port)", .number), ("\(worker)", .number)],
                host: "h\(Int.random(in: 0..<40, using: &random))")
        }
        let choice = Self.choice(log)
        #expect(choice.chosen == .none && choice.runnerUp != nil)
        #expect(choice.explanation.contains("windows"))
    }

    @Test func `an empty log and one without parameters have none`() {
        #expect(Self.choice(LogBuilder()).chosen == .none)
        var log = LogBuilder()
        for _ in 0..<100 { log.add(1, "text", []) }
        let choice = Self.choice(log)
        #expect(choice.chosen == .none && choice.runnerUp == nil)
    }

    @Test func `memory is bounded whatever the parameters look like`() {
        var log = LogBuilder()
        for index in 0..<3000 {
            let word = String(UnicodeScalar(UInt8(97 + index % 26))) + String(UnicodeScalar(UInt8(97 + index / 26 % 26)))
            log.add(1, "\(word)= \(index)", [("\(index)", .number)])
        }
        var discovery = SessionDiscovery(fieldNames: [], configuration: .init(sampleRecords: 2000, maxCandidates: 20))
        for (records, events) in log.batches() { discovery.add(records, events) }
        #expect(discovery.isFull && discovery.records == 2000)
        #expect(discovery.ranking().count <= 20)
    }
}
