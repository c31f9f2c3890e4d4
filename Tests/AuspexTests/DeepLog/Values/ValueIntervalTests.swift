import Testing

@testable import Auspex

@Suite struct ValueIntervalTests {
    static func exponential(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in random.exponential() }
    }

    @Test(arguments: ValueInterval.Rule.allCases)
    func `the further out, the more surprising, and bounds are where the surprise says`(_ rule: ValueInterval.Rule) throws {
        let interval = try #require(ValueInterval(Self.exponential(2_000), rule: rule))
        var last = -1.0
        for value in stride(from: interval.mean, to: 60, by: 0.25) {
            let surprise = interval.surprise(value)
            #expect(surprise >= last && surprise.isFinite)
            last = surprise
        }
        #expect(interval.surprise(1e300).isFinite)
        let bounds = interval.bounds(9)
        #expect(interval.surprise(bounds.upperBound) <= 9.001 && interval.surprise(bounds.upperBound * 1.05) > 9)
        #expect(interval.surprise(bounds.lowerBound) <= 9.001)
        #expect(
            interval.usualRange.lowerBound <= interval.usualRange.upperBound && interval.surprise(interval.usualRange.upperBound) <= 2.5)
    }

    @Test func `the tail estimates how rare a value is to within a factor of three`() throws {
        let interval = try #require(ValueInterval(Self.exponential(5_000), isOneSided: true))
        for limit in [3.0, 5, 7, 9] {
            // The share of an exponential distribution beyond x is e^-x.
            #expect(abs(interval.surprise(limit) - limit) < 1.1 + 0.12 * limit)
        }
        let fresh = Self.exponential(20_000, seed: 2)
        let beyond = fresh.filter { interval.surprise($0) > 6 }.count
        #expect(beyond < 150, "e^-6 of 20 000 is 50, found \(beyond)")
    }

    @Test func `the normal rule gives the intervals of the paper`() throws {
        var random = RandomSource(seed: 4)
        let samples = (0..<20_000).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() } }
        let interval = try #require(ValueInterval(samples, rule: .gaussian))
        // Two-sided 2 (1 − Φ(z)).
        for (z, share) in [(2.0, 0.0455), (3.0, 0.0027)] {
            #expect(abs(interval.surprise(interval.mean + z * interval.deviation) + log2e(share)) < 0.01)
        }
        #expect(abs(ValueInterval.normalSurprise(4.999) - ValueInterval.normalSurprise(5.001)) < 0.02)
        #expect(ValueInterval.normalSurprise(1_000).isFinite)
    }

    /// ln by the series of the standard library's doubling, so that the test needs no C library.
    private func log2e(_ value: Double) -> Double {
        var low = -100.0, high = 0.0
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if exponential(middle) > value { high = middle } else { low = middle }
        }
        return low
    }

    private func exponential(_ value: Double) -> Double {
        var term = 1.0, sum = 1.0
        let reduced = value / 1024
        for index in 1..<30 {
            term *= reduced / Double(index)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    @Test func `a constant is changed by any other number, the more surely the longer it held`() throws {
        let long = try #require(ValueInterval([Double](repeating: 5, count: 1_000))), short = try #require(ValueInterval([5, 5, 5]))
        #expect(long.isConstant && long.surprise(5) == 0 && long.surprise(5.001) > 10 && long.surprise(4) > 10)
        #expect(short.surprise(6) < 3)
        let delay = try #require(ValueInterval([Double](repeating: 0, count: 1_000), isOneSided: true, resolution: 1))
        #expect(delay.surprise(1) < 10 && delay.surprise(30) > 30 && delay.surprise(0) == 0)
    }

    @Test func `few samples make cautious intervals`() throws {
        let interval = try #require(ValueInterval([1, 2, 3]))
        #expect(interval.surprise(5) < 5)
        #expect(interval.surprise(100) > 40)
        #expect(ValueInterval([]) == nil)
        #expect(ValueInterval([.nan, .infinity]) == nil)
    }

    @Test(arguments: ValueInterval.Rule.allCases)
    func `what the user calls normal is accepted, with everything less extreme, and no more than that`(_ rule: ValueInterval.Rule) throws {
        var interval = try #require(ValueInterval(Self.exponential(1_000), rule: rule))
        #expect(interval.surprise(30) > 8)
        let (mean, count) = (interval.mean, interval.count)
        interval.learn(30)
        #expect(interval.surprise(30) == 0 && interval.surprise(29) == 0 && interval.surprise(300) > 8)
        #expect(interval.mean > mean && interval.count == count + 1)
        interval.learn(.nan)
        #expect(interval.count == count + 1)
        var constant = try #require(ValueInterval([Double](repeating: 5, count: 100), rule: rule))
        constant.learn(7)
        #expect(constant.surprise(7) == 0 && constant.surprise(9) > 5)
    }

    @Test func `intervals survive writing and reading`() throws {
        for rule in ValueInterval.Rule.allCases {
            for samples in [Self.exponential(200), [1, 1, 1], [-3, 5]] {
                let interval = try #require(ValueInterval(samples, rule: rule))
                #expect(interval.isSound)
                #expect(try JSON.decode(ValueInterval.self, from: JSON.encode(interval), source: "test") == interval)
            }
        }
    }
}
