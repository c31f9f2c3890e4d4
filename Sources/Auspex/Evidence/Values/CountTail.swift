import Foundation

/// Logarithms of tail probabilities of counts.
enum CountTail {
    /// `-ln P(X >= count)` of a negative binomial with this mean and variance (Poisson where the variance is not larger).
    static func above(_ count: Int, mean: Double, variance: Double) -> Double {
        guard Double(count) > mean else { return 0 }
        var term = logProbability(count, mean, variance)
        var sum = 0.0
        let first = term
        var k = count
        while k < count + 400 {
            sum += exp(term - first)
            let next = term + logRatio(k, mean, variance)
            if next < first - 30 { break }
            term = next
            k += 1
        }
        return max(0, -(first + log(sum)))
    }

    /// `-ln P(X <= count)`.
    static func below(_ count: Int, mean: Double, variance: Double) -> Double {
        guard Double(count) < mean else { return 0 }
        var term = logProbability(0, mean, variance)
        var terms = [term]
        for k in 0..<count {
            term += logRatio(k, mean, variance)
            terms.append(term)
        }
        let top = terms.max() ?? term
        return max(0, -(top + log(terms.reduce(0) { $0 + exp($1 - top) })))
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

    /// `ln P(k + 1) - ln P(k)`.
    private static func logRatio(_ k: Int, _ mean: Double, _ variance: Double) -> Double {
        let x = Double(k)
        guard variance > mean * 1.0001 else { return log(mean / (x + 1)) }
        let size = mean * mean / (variance - mean)
        return log((x + size) / (x + 1)) + log(mean / (size + mean))
    }
}
