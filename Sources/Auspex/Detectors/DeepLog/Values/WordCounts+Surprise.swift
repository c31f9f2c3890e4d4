#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension ValueKey.WordCounts {
    /// −ln of the word's share. A word never seen: Good and Turing's chance of a new one (words seen once among all), squared, because a
    /// set of words that stayed closed for long is as good as a constant.
    func surprise(_ value: EventValue) -> Double {
        if let place = place(value) { return -log(Double(counts[place]) / Double(max(1, total))) }
        let once = counts.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
        return -2 * log(Double(once + 1) / Double(total + 2))
    }
}
