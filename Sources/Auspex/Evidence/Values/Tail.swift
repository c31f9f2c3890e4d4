import Foundation

/// How far beyond the largest of many positive numbers a new one is, on a logarithmic scale, with Hill's estimate of how heavy the tail is
/// (Hill, *A simple general approach to inference about the tail of a distribution*, Annals of Statistics 1975).
struct Tail: Sendable, Codable, Equatable {
    /// The largest number seen.
    var maximum: Double
    /// Hill's exponent, kept in `0.7...4`: small for heavy tails.
    var exponent: Double
    /// Numbers seen.
    var count: Int
    /// The median of all.
    var median: Double
    /// The 90 % and the 99.5 % quantile.
    var high: Double
    /// The 99.5 % quantile.
    var veryHigh: Double
    /// Whether the numbers are seconds.
    var isDuration = false
    /// How the numbers end downwards; `nil` where zero is among them, or a small one says nothing.
    var low: Low?

    /// The lower end of numbers above zero, on the same scale.
    struct Low: Sendable, Codable, Equatable {
        /// The smallest number seen.
        var minimum: Double
        /// Hill's exponent of the reciprocals.
        var exponent: Double
        /// What is smaller is not told apart.
        var floor: Double

        /// Fits the lower end; `nil` where it reaches down to the floor.
        init?(_ numbers: [Float], smallest: Float, floor: Double) {
            guard Double(smallest) > floor, let tail = Tail(numbers.map { 1 / $0 }, floor: 1e-30, least: SlotTally.leastForLow) else {
                return nil
            }
            minimum = Double(smallest)
            exponent = tail.exponent
            self.floor = floor
        }

        /// Nats by which a number lies below all seen; negative inside.
        func shortfall(_ number: Double) -> Double { exponent * log(minimum / max(number, floor)) }
    }

    /// Fits a tail to numbers; zero and negative ones count as the smallest.
    ///
    /// - Parameter floor: what is smaller is not told apart: the resolution of the clock, one byte.
    init?(_ numbers: [Float], floor: Double, least: Int) {
        guard numbers.count >= least else { return nil }
        let sorted = numbers.sorted()
        count = sorted.count
        maximum = max(floor, Double(sorted[count - 1]))
        median = max(floor, Double(sorted[count / 2]))
        high = max(floor, Double(sorted[min(count - 1, count * 90 / 100)]))
        veryHigh = max(floor, Double(sorted[min(count - 1, count * 995 / 1000)]))
        // The upper twentieth, at least 8 numbers, shows how the tail falls.
        let size = max(8, count / 20)
        let base = max(floor, Double(sorted[max(0, count - 1 - size)]))
        var sum = 0.0
        for number in sorted.suffix(size) { sum += log(max(base, Double(number)) / base) }
        let hill = Double(size) / max(sum, 1e-9)
        exponent = min(4, max(0.7, hill))
    }

    /// Nats by which a number lies beyond all seen: `exponent · ln(x / maximum)`; negative inside.
    ///
    /// - Parameter slack: added to both: what does not count as a difference.
    func excess(_ number: Double, slack: Double = 0) -> Double { exponent * log(max(number + slack, 1e-300) / (maximum + slack)) }

    /// Whether all figures are possible.
    var isUsable: Bool {
        count > 0 && maximum > 0 && [maximum, exponent, median, high, veryHigh].allSatisfy { $0.isFinite && $0 >= 0 }
            && (low.map { $0.floor > 0 && $0.minimum > 0 && $0.minimum.isFinite && $0.exponent.isFinite && $0.exponent > 0 } ?? true)
    }
}
