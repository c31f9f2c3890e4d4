#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What is usual for one number, learnt from samples, and how surprising another one is.
///
/// Surprise is −ln of the share of normal values at least as extreme (nats): comparable among parameters of any kind, which is what lets one
/// false-alarm budget serve all of them.
///
/// - Note: assumes that samples are alike; a number that drifts surprises more and more. See `ValueModels.Configuration.history`.
public struct ValueInterval: Sendable, Codable, Equatable {
    /// How the share of more extreme values is estimated.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// Exponential or heavier tail over the outer tenth of the samples (peaks over threshold; Pickands 1975), each side by itself. The default.
        case tail
        /// Normal distribution: the DeepLog paper's. Real delays have heavier tails, so the threshold rises far above what changed constants and
        /// unseen words reach: those go unnoticed.
        case gaussian
        /// Normal distribution of ln(1 + x) where no sample is negative.
        case logGaussian
        /// The empirical quantile of the confidence asked for; beyond it, distance in units of quantile less median.
        case quantile
    }

    /// One side's tail: beyond `start` lies `share` of the samples, falling off with `scale` and `shape` (generalised Pareto).
    struct Tail: Sendable, Codable, Equatable {
        var start: Double
        var share: Double
        var scale: Double
        var shape: Double

        func surprise(_ excess: Double) -> Double {
            guard excess > 0 else { return 0 }
            let reach = excess / scale
            return -log(share) + (shape > 0 ? log1p(shape * reach) / shape : reach)
        }
    }

    /// The rule in force.
    public private(set) var rule: Rule
    /// Samples, those of feedback included.
    public private(set) var count: Int
    /// Their mean.
    public private(set) var mean: Double
    /// Their variance.
    private(set) var variance: Double
    /// 1 % and 99 % of the samples lie below.
    public private(set) var usual: ClosedRange<Double>
    /// Whether logarithms make sense: no sample was negative.
    private let hasLogarithms: Bool
    private var logMean = 0.0
    private var logVariance = 0.0
    private var upper: Tail
    private var lower: Tail
    /// Feedback said that numbers up to here are normal.
    private var accepted: ClosedRange<Double>
    /// Only large numbers are reported: delays, errors.
    let isOneSided: Bool
    /// Too few samples for tails: at most as surprising as an exponential tail of one deviation says.
    private let isRare: Bool

    /// Whether all samples were equal; any other number is then reported as a changed constant.
    public var isConstant: Bool { variance == 0 }
    /// Standard deviation of the samples.
    public var deviation: Double { variance.squareRoot() }

    /// Learns from samples.
    ///
    /// - Parameters:
    ///   - resolution: differences below mean nothing (the clock's tick).
    ///   - confidence: of rule ``Rule/quantile``.
    ///   - leastSamples: fewer make the interval cautious.
    /// - Returns: `nil` without a sample.
    init?(
        _ samples: [Double], rule: Rule = .tail, isOneSided: Bool = false, resolution: Double = 0, confidence: Double = 0.999,
        leastSamples: Int = 50
    ) {
        let sorted = samples.filter(\.isFinite).sorted()
        guard let low = sorted.first, let high = sorted.last else { return nil }
        let count = Double(sorted.count)
        self.rule = rule
        self.count = sorted.count
        self.isOneSided = isOneSided
        isRare = sorted.count < leastSamples
        let mean = sorted.reduce(0) { $0 + $1 / count }
        self.mean = mean
        variance = low == high ? 0 : sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
        usual = Self.quantile(sorted, 0.01)...Self.quantile(sorted, 0.99)
        accepted = Self.quantile(sorted, 0.5)...Self.quantile(sorted, 0.5)
        hasLogarithms = low >= 0
        if low >= 0 {
            let logs = sorted.map { log1p($0) }
            let center = logs.reduce(0) { $0 + $1 / count }
            logMean = center
            logVariance = logs.reduce(0) { $0 + ($1 - center) * ($1 - center) / count }
        }
        var step = Double.infinity
        for (left, right) in zip(sorted, sorted.dropFirst()) where right > left { step = min(step, right - left) }
        let floor = max(resolution, step.isFinite ? step : 0, 1e-9 * max(abs(low), abs(high)), 1e-12)
        if rule == .quantile {
            upper = Self.quantileTail(sorted, confidence, floor: floor)
            lower = Self.quantileTail(sorted.reversed().map { -$0 }, confidence, floor: floor)
        } else {
            upper = Self.tail(sorted, floor: floor)
            lower = Self.tail(sorted.reversed().map { -$0 }, floor: floor)
        }
    }

    /// −ln of the share of normal numbers at least as extreme as this one; 0 for one in the middle or accepted by feedback.
    public func surprise(_ value: Double) -> Double {
        if accepted.contains(value) { return 0 }
        let isHigh = value > accepted.upperBound
        if isOneSided, !isHigh { return 0 }
        if isConstant, !isOneSided { return 2 * log(Double(count) + 1) }
        let result: Double
        switch rule {
        case .tail, .quantile: result = isHigh ? upper.surprise(value - upper.start) : lower.surprise(-value - lower.start)
        case .gaussian: result = isConstant ? upper.surprise(value - upper.start) : Self.normalSurprise(abs(value - mean) / deviation)
        case .logGaussian:
            if isConstant {
                result = upper.surprise(value - upper.start)
            } else if !hasLogarithms || logVariance == 0 || value < 0 {
                result = Self.normalSurprise(abs(value - mean) / deviation)
            } else {
                result = Self.normalSurprise(abs(log1p(value) - logMean) / logVariance.squareRoot())
            }
        }
        guard isRare, !isConstant else { return result }
        return min(result, abs(value - mean) / deviation)
    }

    /// The numbers that surprise no more than this.
    public func bounds(_ surprise: Double) -> ClosedRange<Double> {
        if isConstant, !isOneSided { return accepted }
        return (isOneSided ? -.infinity : edge(surprise, -1))...edge(surprise, 1)
    }

    /// Doubling, then halving: the rules need no inverse of their own.
    private func edge(_ limit: Double, _ direction: Double) -> Double {
        let start = direction > 0 ? accepted.upperBound : accepted.lowerBound
        var step = max(deviation, upper.scale, 1e-12) * 1e-3
        var outside = start + direction * step
        for _ in 0..<200 where surprise(outside) <= limit {
            step *= 2
            outside = start + direction * step
        }
        var inside = start
        for _ in 0..<60 {
            let middle = inside + (outside - inside) / 2
            if surprise(middle) <= limit { inside = middle } else { outside = middle }
        }
        return inside
    }

    /// Numbers inside are not worth computing a surprise for: none is above 2.4 nats. A quick first look.
    var usualRange: ClosedRange<Double> {
        switch rule {
        case .tail, .quantile:
            if isConstant, !isOneSided { return accepted }
            let high = max(upper.start, accepted.upperBound)
            return (isOneSided ? -.infinity : min(-lower.start, accepted.lowerBound))...high
        case .gaussian, .logGaussian: return (isOneSided ? -.infinity : accepted.lowerBound)...accepted.upperBound
        }
    }

    /// Takes in a number the user called normal: running mean and variance move, and it and all less extreme ones surprise no more.
    mutating func learn(_ value: Double) {
        guard value.isFinite else { return }
        let total = Double(count + 1), away = value - mean
        mean += away / total
        variance = variance * Double(count) / total + away * (value - mean) / total
        count += 1
        if value >= 0, hasLogarithms {
            let off = log1p(value) - logMean
            logMean += off / total
            logVariance = logVariance * (total - 1) / total + off * (log1p(value) - logMean) / total
        }
        accepted = min(accepted.lowerBound, value)...max(accepted.upperBound, value)
    }

    /// Whether large numbers are never reported.
    var isOpenAbove: Bool { accepted.upperBound == .greatestFiniteMagnitude }

    /// Lets every large number pass: what was learnt from could not show how large they get.
    mutating func openAbove() { accepted = accepted.lowerBound...(.greatestFiniteMagnitude) }

    /// Whether all numbers are what they must be: for intervals read from a file.
    var isSound: Bool {
        let numbers = [mean, variance, usual.lowerBound, usual.upperBound, logVariance, accepted.lowerBound, accepted.upperBound]
        return count > 0 && numbers.allSatisfy(\.isFinite) && variance >= 0 && logVariance >= 0
            && [upper, lower].allSatisfy {
                $0.start.isFinite && $0.share > 0 && $0.share <= 1 && $0.scale.isFinite && $0.scale > 0 && (0...1).contains($0.shape)
            }
    }

    // MARK: Estimation

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    /// The tail above the outer tenth, at least ten samples where there are twenty.
    private static func tail(_ sorted: [Double], floor: Double) -> Tail {
        let count = sorted.count
        guard let high = sorted.last, sorted[0] < high else {
            return Tail(start: sorted[0], share: 1 / Double(count + 1), scale: floor, shape: 0)
        }
        let outer = max(1, min(count / 2, max(count / 10, 10)))
        var first = count - outer
        let start: Double
        if sorted[first - 1] < high {
            start = sorted[first - 1]
        } else {
            // The outer tenth is one value: what lies below it starts the tail.
            while sorted[first - 1] == high { first -= 1 }
            start = sorted[first - 1]
        }
        var excesses = sorted[first...].map { $0 - start }
        excesses.removeAll { $0 <= 0 }
        let number = Double(excesses.count)
        let mean = excesses.reduce(0, +) / number
        let spread = excesses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / number
        var shape = 0.0
        if excesses.count >= 50, spread > 0 {
            // By moments, less one standard error: a tail is called heavy only when it shows.
            shape = min(0.4, max(0, 0.5 * (1 - mean * mean / spread) - 1 / number.squareRoot()))
        }
        let scale = max(floor, mean * (1 - shape) * (1 + 1 / number.squareRoot()))
        return Tail(start: start, share: (number + 1) / Double(count + 2), scale: scale, shape: shape)
    }

    private static func quantileTail(_ sorted: [Double], _ confidence: Double, floor: Double) -> Tail {
        let start = quantile(sorted, confidence)
        return Tail(
            start: start, share: max(1 - confidence, 1 / Double(sorted.count + 1)), scale: max(floor, start - quantile(sorted, 0.5)),
            shape: 0)
    }

    /// −ln of the two-sided normal tail beyond z deviations.
    static func normalSurprise(_ z: Double) -> Double {
        let z = min(z, 1e150)
        if z < 5 { return -log(erfc(z / 2.0.squareRoot())) }
        // Mills' ratio: erfc underflows long before a log line stops being surprising.
        return z * z / 2 + log(z * (Double.pi / 2).squareRoot()) - log1p(-1 / (z * z))
    }
}
