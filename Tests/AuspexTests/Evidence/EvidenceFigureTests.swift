import Foundation
import Testing

@testable import Auspex

/// The figures evidence is weighed with, against plain computations.
@Suite struct EvidenceFigureTests {
    @Test(arguments: [(3, 1.0, 1.0), (12, 4.0, 9.0), (40, 30.0, 33.0), (5, 0.2, 0.2)])
    func `tails of counts are those of the distribution added up`(_ count: Int, _ mean: Double, _ variance: Double) {
        func probability(_ k: Int) -> Double {
            let x = Double(k)
            guard variance > mean * 1.0001 else { return exp(x * log(mean) - mean - lgamma(x + 1)) }
            let size = mean * mean / (variance - mean)
            let p = size / (size + mean)
            let ways = lgamma(x + size) - lgamma(size) - lgamma(x + 1)
            return exp(ways + size * log(p) + x * log(1 - p))
        }
        let above = -log((count..<600).reduce(0.0) { $0 + probability($1) })
        #expect(abs(CountTail.above(count, mean: mean, variance: variance) - above) < 1e-6)
        let low = Int(mean / 2)
        let below = -log((0...low).reduce(0.0) { $0 + probability($1) })
        if Double(low) < mean { #expect(abs(CountTail.below(low, mean: mean, variance: variance) - below) < 1e-6) }
    }

    @Test func `a tail measures from the largest number, on a logarithmic scale`() throws {
        let tail = try #require(Tail((1...1000).map(Float.init), floor: 1, least: 30))
        #expect(tail.maximum == 1000 && tail.median == 501)
        #expect(tail.excess(1000) == 0 && tail.excess(500) < 0)
        #expect(abs(tail.excess(2000) - tail.exponent * log(2)) < 1e-12)
        #expect(tail.exponent == 4)
        #expect(Tail([1, 2, 3], floor: 1, least: 30) == nil)
        let heavy = try #require(Tail((1...1000).map { Float(pow(1000 / Double($0), 1.25)) }, floor: 1, least: 30))
        #expect(abs(heavy.exponent - 0.8) < 0.15)
    }

    @Test func `things seen often promise no new ones, things seen once do`() {
        #expect(Discovery.expected([500, 400, 300]) < 0.02)
        #expect(Discovery.expected([500, 1]) > 1)
        #expect(Discovery.expected([3, 2, 1]) == Discovery.expected([1, 3, 2]))
    }

    @Test(arguments: [
        ("ERROR could not open", Severity.error), ("[warn] slow", .warning), ("level=info started", .info),
        ("fatal: bad config", .critical),
        ("gunicorn.error: listening", .unknown), ("no word of it", .unknown), ("LOG:  checkpoint", .info),
    ])
    func `the severity of a line is read from where levels stand`(_ text: String, _ expected: Severity) {
        let bytes = Array(text.utf8)
        #expect(Severity.read(bytes.span, from: 0, to: bytes.count).severity == expected)
    }

    @Test func `trouble is heard in the words`() {
        for (text, speaks) in [("connection refused by peer", true), ("all is well", false), ("Permission denied", true)] {
            let bytes = Array(text.utf8)
            #expect(Severity.read(bytes.span, from: 0, to: bytes.count).speaksOfTrouble == speaks)
        }
    }

    @Test func `longer stretches are the sums of the shortest`() {
        var counter = RateCounter(lengths: [5, 20], units: 2, usual: [1, 1])
        var sums: [Int: [Int32]] = [:]
        func take(_ length: Int, _ stretch: RateCounter.Stretch) {
            sums[length] = (sums[length] ?? [0, 0]).enumerated().map { $1 + stretch.counts[$0] }
            #expect(stretch.counts.enumerated().allSatisfy { $1 == 0 || !stretch.lines[$0].isEmpty })
        }
        var expected: [Int32] = [0, 0]
        var random = RandomSource(seed: 9)
        var time = 2_000_000.0
        for line in 1...2000 {
            time += random.uniform() * (line.isMultiple(of: 500) ? 100 : 1)
            counter.advance(to: time, take)
            let unit = Int(random.next() % 2)
            counter.count(unit, LineReference(source: 0, line: UInt64(line)), time)
            expected[unit] += 1
        }
        counter.finish(take)
        #expect(sums[0] == expected && sums[1] == expected)
    }

    @Test func `a session must outdo the held-out ones`() {
        var sessions: [SessionStrengths] = []
        for number in 0..<200 {
            var strengths = SessionStrengths()
            if number < 20 { strengths.raise(.slowSession, to: Double(number) / 10 + 0.1) }
            sessions.append(strengths)
        }
        let calibration = SessionCalibration(sessions)
        var quiet = SessionStrengths(), loud = SessionStrengths()
        quiet.raise(.slowSession, to: 0.1)
        loud.raise(.slowSession, to: 50)
        #expect(abs(calibration.total(loud) - log(201)) < 1e-12)
        #expect(calibration.total(quiet) < calibration.threshold(share: 0.002, rank: 10))
        #expect(calibration.total(loud) >= calibration.threshold(share: 0.002, rank: 10))
        #expect(SessionCalibration([]).threshold(share: 0.002, rank: 10) == .infinity)
    }

    @Test func `what is a little rarer only because more was learnt from is no rarer than the held-out sessions`() {
        var sessions: [SessionStrengths] = []
        for number in 0..<1000 {
            var strengths = SessionStrengths()
            // One count vector in five is new to the model of three quarters.
            if number % 5 == 0 { strengths.raise(.unusualCount, to: log(5)) }
            sessions.append(strengths)
        }
        let calibration = SessionCalibration(sessions)
        var session = SessionStrengths(), rare = SessionStrengths()
        // The model of the whole log expects one in six.
        session.raise(.unusualCount, to: log(6))
        rare.raise(.unusualCount, to: log(50))
        #expect(abs(calibration.total(session) - log(1001.0 / 201)) < 1e-12)
        #expect(calibration.total(session) < calibration.threshold(share: 0.002, rank: 10))
        #expect(calibration.total(rare) > calibration.threshold(share: 0.002, rank: 10))
    }
}
