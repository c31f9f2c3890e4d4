/// Counts values in a fixed number of bins whose width doubles whenever a value falls beyond the last: one pass, fixed memory.
struct GrowingHistogram: Sendable {
    private(set) var counts: [Int]
    private(set) var start: Double
    private(set) var width: Double

    /// Creates an empty histogram.
    ///
    /// - Parameters:
    ///   - start: lower edge of the first bin; smaller values count there.
    ///   - width: first width of a bin, above 0.
    ///   - bins: number of bins, even.
    init(start: Double, width: Double, bins: Int = 120) {
        precondition(
            width > 0 && bins > 0 && bins % 2 == 0, "a histogram needs a width and an even number of bins, not \(width) and \(bins)")
        self.start = start
        self.width = width
        counts = [Int](repeating: 0, count: bins)
    }

    /// Upper edge of the last bin.
    var end: Double { start + width * Double(counts.count) }

    /// Counts a value; not a number is left out, infinity counts in the last bin.
    mutating func add(_ value: Double, count: Int = 1) {
        guard !value.isNaN else { return }
        while value >= end && value.isFinite { halve() }
        let place = value.isFinite ? Int(((value - start) / width).rounded(.down)) : counts.count - 1
        counts[max(0, min(counts.count - 1, place))] += count
    }

    /// Counts the whole numbers from `first` on, each once, bin by bin.
    mutating func add(from first: Int, count: Int) {
        let last = first + count
        var number = first
        while number < last {
            while Double(number) >= end { halve() }
            let place = max(0, min(counts.count - 1, Int(((Double(number) - start) / width).rounded(.down))))
            let edge = (start + Double(place + 1) * width).rounded(.up)
            let next = min(last, max(number + 1, edge < Double(last) ? Int(edge) : last))
            counts[place] += next - number
            number = next
        }
    }

    /// Doubles the width until a value fits, so that two histograms can share their edges.
    mutating func grow(toHold value: Double) {
        while value >= end && value.isFinite { halve() }
    }

    private mutating func halve() {
        let half = counts.count / 2
        for bin in 0..<half { counts[bin] = counts[2 * bin] + counts[2 * bin + 1] }
        for bin in half..<counts.count { counts[bin] = 0 }
        width *= 2
    }
}
