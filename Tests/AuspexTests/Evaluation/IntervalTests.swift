import Testing

@testable import Auspex

private func near(_ value: Double, _ wanted: Double, _ tolerance: Double = 1e-9) -> Bool { abs(value - wanted) <= tolerance }

/// Expected values of this suite are SciPy's (1.17) unless a test says otherwise.
@Suite struct IntervalTests {
    @Test func `the incomplete beta function is that of the tables`() {
        #expect(near(IncompleteBeta.value(0.5, 2, 3), 0.6875))
        #expect(near(IncompleteBeta.value(0.06, 200.5, 3000), 0.272663595258481))
        #expect(near(IncompleteBeta.value(0.3, 0.5, 0.5), 0.36901011956554536))
        #expect(IncompleteBeta.value(0, 2, 3) == 0 && IncompleteBeta.value(1, 2, 3) == 1)
        for p in [0.001, 0.025, 0.5, 0.975] {
            #expect(near(IncompleteBeta.value(IncompleteBeta.quantile(p, 3, 40), 3, 40), p), "\(p)")
        }
    }

    @Test(
        arguments: [
            (0, 10, 0.0, 0.3084971078187607), (5, 2762, 0.0005880468373236808, 0.004219497527959557),
            (50, 100, 0.39832112950330095, 0.601678870496699), (10, 10, 0.6915028921812392, 1.0),
            (3, 20, 0.0320709371854637, 0.37892682654531396),
            (1, 575_061, 4.402629882215136e-08, 9.688748227017333e-06),
        ])
    func `a share has the exact interval of Clopper and Pearson`(part: Int, whole: Int, low: Double, high: Double) {
        let interval = Share(part: part, whole: whole).interval
        #expect(near(interval.lowerBound, low) && near(interval.upperBound, high), "\(part) of \(whole): \(interval)")
    }

    @Test func `nothing of nothing says nothing`() { #expect(Share().interval == 0...1 && Share().value == 0) }

    @Test(arguments: [(1, 0.3), (10, 0.02), (100, 0.5), (5_000, 0.001), (5_000, 0.9), (500_000, 0.4)])
    func `binomial draws have the mean and the spread they should`(trials: Int, probability: Double) {
        var source = RandomSource(seed: 4)
        let draws = (0..<4_000).map { _ in Double(source.binomial(trials, probability)) }
        #expect(draws.allSatisfy { 0 <= $0 && $0 <= Double(trials) })
        let mean = draws.reduce(0, +) / Double(draws.count), expected = Double(trials) * probability
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1)
        let spread = expected * (1 - probability)
        #expect(abs(mean - expected) < 4 * (spread / 4_000).squareRoot(), "\(mean) for \(expected)")
        #expect(abs(variance / spread - 1) < 0.12, "\(variance) for \(spread)")
    }

    @Test func `multinomial draws sum up, and empty cells stay empty`() {
        var source = RandomSource(seed: 9)
        for _ in 0..<200 {
            let draw = source.multinomial(500, weights: [3, 0, 40, 1, 0, 900, 0, 0])
            #expect(draw.reduce(0, +) == 500 && draw[1] == 0 && draw[4] == 0 && draw[6] == 0 && draw[7] == 0)
        }
        #expect(source.multinomial(0, weights: [1, 2]) == [0, 0] && source.multinomial(5, weights: [0, 7]) == [0, 5])
    }
}

@Suite struct PairedBootstrapTests {
    @Test func `the interval is the one of drawing sessions one by one`() throws {
        // 200,000 multinomial draws with NumPy: -0.0243 … 0.1479 around 0.0607.
        let pair = PairedDecisions(cells: [900, 20, 6, 10, 2, 15, 3, 44])
        let difference = try #require(PairedBootstrap(draws: 20_000).difference([pair]) { $0.f1 })
        #expect(near(difference.value, 0.06071551, 1e-7))
        #expect(near(difference.low, -0.02429, 0.004) && near(difference.high, 0.14789, 0.004), "\(difference)")
        #expect(!difference.isReal)

        // The same sessions as decisions, drawn one by one.
        var sessions: [Int] = []
        for (cell, count) in [900, 20, 6, 10, 2, 15, 3, 44].enumerated() { sessions += [Int](repeating: cell, count: count) }
        var source = RandomSource(seed: 3), differences: [Double] = []
        for _ in 0..<4_000 {
            var cells = [Int](repeating: 0, count: 8)
            for _ in sessions { cells[sessions[Int(source.uniform() * Double(sessions.count))]] += 1 }
            let drawn = PairedDecisions(cells: cells)
            differences.append((drawn.first.f1 ?? 0) - (drawn.second.f1 ?? 0))
        }
        differences.sort()
        #expect(near(differences[100], difference.low, 0.01) && near(differences[3_899], difference.high, 0.01))
    }

    @Test func `who decides alike does not differ, and a large lead is real`() throws {
        let labels = (0..<200).map { $0 % 4 == 0 }, other = (0..<200).map { $0 % 8 == 0 }
        let none = try #require(PairedBootstrap().difference([PairedDecisions(other, other, labels: labels)]) { $0.f1 })
        #expect(none == PairedDifference(value: 0, low: 0, high: 0) && !none.isReal)
        let lead = try #require(PairedBootstrap().difference([PairedDecisions(labels, other, labels: labels)]) { $0.f1 })
        #expect(lead.isReal && lead.value > 0.3 && lead.low > 0)
        let back = try #require(PairedBootstrap().difference([PairedDecisions(other, labels, labels: labels)]) { $0.f1 })
        #expect(back.isReal && near(back.value, -lead.value) && back.high < 0)
        // Equal seeds, equal draws.
        #expect(PairedBootstrap().difference([PairedDecisions(labels, other, labels: labels)]) { $0.f1 } == lead)
        #expect(PairedBootstrap().difference([]) { $0.f1 } == nil)
    }

    @Test func `decisions are counted by both and by the truth`() {
        let pair = PairedDecisions([true, true, false, false], [true, false, true, false], labels: [true, false, true, true])
        #expect(pair.first == ConfusionMatrix(truePositives: 1, falsePositives: 1, falseNegatives: 2))
        #expect(pair.second == ConfusionMatrix(truePositives: 2, falseNegatives: 1, trueNegatives: 1))
        #expect(pair.count == 4)
    }
}
