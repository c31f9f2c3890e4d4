import Foundation

/// How many things never seen before the next stretch of time, as long as the one learnt from, will show: from how many things were seen
/// once, twice, three times … (Good and Toulmin, *The number of new species, and the increase in population coverage, when a sample is
/// increased*, Biometrika 1956; each further count is halved instead of taken with alternating signs, which never turns negative).
enum Discovery {
    /// Things seen more often say nothing about things not seen.
    private static let limit = 30

    /// - Parameter counts: how often each thing was seen, in any order.
    static func expected(_ counts: some Sequence<Int>) -> Double {
        var frequencies = Array(repeating: 0, count: limit)
        var total = 0
        for count in counts where count > 0 {
            total += count
            if count < limit { frequencies[count] += 1 }
        }
        // Summed by frequency, so that the order of the counts changes no bit.
        var sum = 0.5 / Double(max(1, total)).squareRoot()
        for count in 1..<limit { sum += Double(frequencies[count]) * pow(2, Double(1 - count)) }
        return sum
    }
}
