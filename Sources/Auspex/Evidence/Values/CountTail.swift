import Foundation

/// Logarithms of tail probabilities of counts.
enum CountTail {
    /// `-ln P(X >= count)` of a negative binomial with this mean and variance (Poisson where the variance is not larger).
    static func above(_ count: Int, mean: Double, variance: Double) -> Double {
        guard Double(count) > mean else { return 0 }
        // Above the mean each probability is a fraction of the one before.
        var term = 1.0, sum = 0.0
        for k in count..<count + 400 {
            sum += term
            term *= ratio(k, mean, variance)
            if term < 1e-13 { break }
        }
        return max(0, -(logProbability(count, mean, variance) + log(sum)))
    }

    /// `-ln P(X <= count)`.
    static func below(_ count: Int, mean: Double, variance: Double) -> Double {
        guard Double(count) < mean else { return 0 }
        // Downwards from the count, each probability as a multiple of that of the count.
        var term = 1.0, sum = 1.0
        for k in stride(from: count - 1, through: 0, by: -1) {
            term /= ratio(k, mean, variance)
            sum += term
            if term < 1e-13 * sum { break }
        }
        return max(0, -(logProbability(count, mean, variance) + log(sum)))
    }

    /// `-ln P(X >= count)` of `trials` independent trials (Chernoff's bound, within a factor of a few).
    static func binomial(_ count: Int, of trials: Int, probability: Double) -> Double {
        let share = Double(count) / Double(max(1, trials))
        guard share > probability, trials > 0 else { return 0 }
        let p = min(1 - 1e-9, max(1e-9, probability))
        var divergence = share * log(share / p)
        if share < 1 { divergence += (1 - share) * log((1 - share) / (1 - p)) }
        return Double(trials) * divergence
    }

    private static func logProbability(_ k: Int, _ mean: Double, _ variance: Double) -> Double {
        let x = Double(k)
        guard variance > mean * 1.0001 else { return x * log(mean) - mean - lgamma(x + 1) }
        let size = mean * mean / (variance - mean)
        let p = size / (size + mean)
        return lgamma(x + size) - lgamma(size) - lgamma(x + 1) + size * log(p) + x * log(1 - p)
    }

    /// `P(k + 1) / P(k)`.
    @inline(__always)
    private static func ratio(_ k: Int, _ mean: Double, _ variance: Double) -> Double {
        let x = Double(k)
        guard variance > mean * 1.0001 else { return mean / (x + 1) }
        let size = mean * mean / (variance - mean)
        return (x + size) / (x + 1) * (mean / (size + mean))
    }
}
