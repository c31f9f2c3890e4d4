import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Requests that overlap and whose steps take times with long, honest tails: what is later than ever before need not be a fault.
@Suite struct HeavyTailTests {
    /// A log of three-step requests, eight a second.
    struct RequestLog {
        /// Seconds it covers.
        static let seconds = 900.0

        /// - Parameters:
        ///   - hanging: seconds in which every second request gets no further than its first line.
        ///   - empty: seconds in which every second answer holds no bytes.
        ///   - waiting: seconds in which one request in eighty waits behind its query.
        static func text(
            seed: UInt64, hanging: Range<Double>? = nil, empty: Range<Double>? = nil, waiting: Range<Double>? = nil
        ) -> String {
            var random = RandomSource(seed: seed)
            func delay() -> Double {
                exp(-4 + 0.6 * (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform()))
            }
            var lines: [(time: Double, text: String)] = [], clock = 0.0, number = 0
            while clock < seconds - 5 {
                clock -= log(1 - random.uniform()) / 8
                number += 1
                let id = String((String(random.next(), radix: 16) + "0000000000000000").prefix(16))
                lines.append((clock, "INFO shop: req=\(id) begin user=u\(Int(random.uniform() * 400))"))
                if hanging?.contains(clock) == true, number.isMultiple(of: 2) { continue }
                let isWaiting = waiting?.contains(clock) == true && number.isMultiple(of: 80)
                let queried = clock + delay(), ended = queried + delay() + (isWaiting ? 0.4 : 0)
                let took = Double(Int((queried - clock) * 10_000)) / 10
                lines.append((queried, "INFO shop.db: req=\(id) query rows=\(1 + Int(random.uniform() * 60)) took=\(took)ms"))
                let isEmpty = empty?.contains(clock) == true && number.isMultiple(of: 2)
                let bytes = isEmpty ? 0 : 60 + Int(exp(3 + 4 * random.uniform()))
                lines.append((ended, "INFO shop: req=\(id) end status=200 bytes=\(bytes)"))
            }
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            return lines.sorted { $0.time < $1.time }.map { line in
                let second = Int(line.time), thousandths = String(1000 + Int((line.time - Double(second)) * 1000)).dropFirst()
                return "2026-03-01 00:\(two(second / 60)):\(two(second % 60)).\(thousandths) \(line.text)\n"
            }.joined()
        }
    }

    static func incidents(_ text: String) throws -> [IncidentReport] {
        let folder = try TemporaryFolder()
        let normal = try folder.write("normal.log", RequestLog.text(seed: 1)), today = try folder.write("today.log", text)
        let model = try TrainingRun(input: .init(inputs: [normal]), plan: PipelineTests.ngramPlan(["values=false", "workflow=false"])).run()
            .model
        let result = try DetectionRun(model: model, options: .init(inputs: [today])).run()
        return try Explanation(model: model, result: result, inputs: [today]).tell(limit: 0).incidents
    }

    @Test(arguments: [2, 3] as [UInt64]) func `steps later than any before are told where there are many, not one by one`(_ seed: UInt64)
        throws
    {
        let incidents = try Self.incidents(RequestLog.text(seed: seed))
        #expect(incidents.isEmpty, "\(incidents.map(\.headline))")
    }

    @Test func `answers without a byte are told, where every answer had some`() throws {
        let incidents = try Self.incidents(RequestLog.text(seed: 5, empty: 100..<106))
        let first = try #require(incidents.first)
        #expect(first.headline.contains("‹bytes› 0, never below"), "\(first.headline)")
        #expect(first.headline.contains("bytes=0"))
    }

    @Test(arguments: [100.0..<106.0, RequestLog.seconds - 12..<RequestLog.seconds - 6])
    func `requests that stand still at their first line are told, also where the log ends with them`(_ seconds: Range<Double>) throws {
        let incidents = try Self.incidents(RequestLog.text(seed: 6, hanging: seconds))
        let first = try #require(incidents.first)
        #expect(first.headline.contains("its session ends with ‹req=… begin user=…›, as none did before"), "\(first.headline)")
    }

    @Test func `slowness is weighed by how fast slower sessions become rare`() throws {
        let quiet = Array(repeating: 0.0, count: 950), slow = (1...50).map { Double($0) / 100 }
        let tail = try #require(SlownessTail(quiet + slow))
        #expect(tail.excess(0.4) < 0 && abs(tail.excess(0.5)) < 1e-6 && tail.excess(0.6) > 0.1 && tail.excess(1e9).isFinite)
        let heavy = try #require(SlownessTail(quiet + slow.map { $0 * 20 }))
        #expect(heavy.excess(11) > 0 && heavy.excess(11) < tail.excess(1.5))
        #expect(SlownessTail(slow.prefix(49)) == nil)
    }

    @Test func `the lower end of numbers is their reciprocals' upper end`() throws {
        let numbers = (0..<500).map { Float(40 + $0 % 90) }
        let low = try #require(Tail.Low(numbers, smallest: 40, floor: 0.5))
        #expect(low.minimum == 40 && low.shortfall(40) == 0 && low.shortfall(41) < 0)
        #expect(abs(low.shortfall(20) - low.exponent * log(2)) < 1e-9)
        #expect(low.shortfall(0) == low.shortfall(-7) && low.shortfall(0) == low.exponent * log(80))
        #expect(Tail.Low(numbers + [0], smallest: 0, floor: 0.5) == nil)
        #expect(Tail.Low(Array(numbers.prefix(99)), smallest: 40, floor: 0.5) == nil)
    }
}
