import Foundation

extension RandomSource {
    /// How many of `trials` succeed when each does with a probability: one draw, by going outwards from the most likely number.
    ///
    /// Exact up to rounding. Complexity: about the standard deviation of the result.
    public mutating func binomial(_ trials: Int, _ probability: Double) -> Int {
        guard trials > 0, probability > 0 else { return 0 }
        guard probability < 1 else { return trials }
        let n = Double(trials), odds: Double = probability / (1 - probability)
        let mode = min(trials, Int((n + 1) * probability))
        let peak = Self.binomialMass(n, Double(mode), probability)
        var rest = uniform() - peak
        var up = mode, upper = peak, down = mode, lower = peak
        while rest >= 0, up < trials && upper > 0 || down > 0 && lower > 0 {
            if up < trials {
                let ratio: Double = Double(trials - up) / Double(up + 1)
                upper *= ratio * odds
                up += 1
                rest -= upper
                if rest < 0 { return up }
            }
            if down > 0 {
                let ratio: Double = Double(down) / Double(trials - down + 1)
                lower *= ratio / odds
                down -= 1
                rest -= lower
                if rest < 0 { return down }
            }
        }
        return mode
    }

    /// The probability of exactly k of n.
    private static func binomialMass(_ n: Double, _ k: Double, _ probability: Double) -> Double {
        let ways: Double = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
        let chance: Double = k * log(probability) + (n - k) * log1p(-probability)
        return exp(ways + chance)
    }

    /// How many of `trials` fall into each of some cells that are as likely as their weights say.
    public mutating func multinomial(_ trials: Int, weights: [Int]) -> [Int] {
        var left = trials, mass = weights.reduce(0, +)
        return weights.map { weight in
            guard left > 0, weight > 0 else { return 0 }
            let count = weight == mass ? left : binomial(left, Double(weight) / Double(mass))
            left -= count
            mass -= weight
            return count
        }
    }
}
