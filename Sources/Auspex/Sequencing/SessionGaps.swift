/// How long sessions pause between one event and the next: a histogram with eight steps to a doubling, so quantiles are right within 9 %.
///
/// Learnt while training; follow mode derives from it when a session may be called finished. 4 KB at most, whatever was counted.
public struct SessionGaps: Codable, Sendable, Equatable {
    private static let stepsPerDoubling = 8
    private static let bucketCount = 44 * stepsPerDoubling

    private var counts = [UInt64](repeating: 0, count: SessionGaps.bucketCount)
    /// Gaps counted.
    public private(set) var count: UInt64 = 0
    /// The longest gap, seconds.
    public private(set) var largest: Double = 0

    /// Creates empty statistics.
    public init() {}

    /// Counts a gap; negative ones (a clock that went back) count as zero.
    @inline(__always)
    mutating func record(milliseconds: Int64) {
        let gap = UInt64(max(0, milliseconds))
        counts[Self.bucket(gap)] += 1
        count += 1
        if Double(gap) > largest * 1000 { largest = Double(gap) / 1000 }
    }

    /// Adds what another counted.
    public mutating func merge(_ other: SessionGaps) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        largest = max(largest, other.largest)
    }

    /// The length, in seconds, that a share `q` (0…1) of gaps does not exceed: the upper edge of the bucket, at most ``largest``.
    /// `nil` when nothing was counted.
    public func quantile(_ q: Double) -> Double? {
        guard count > 0 else { return nil }
        let wanted = UInt64((max(0, min(1, q)) * Double(count)).rounded(.up))
        var seen: UInt64 = 0
        for (index, bucketCount) in counts.enumerated() {
            seen += bucketCount
            if seen >= max(1, wanted) { return min(largest, Double(Self.upperEdge(index)) / 1000) }
        }
        return largest
    }

    /// After how many quiet seconds a session may be called finished: 1.5 times the largest usual gap, and at least `minimum`.
    ///
    /// - Parameters:
    ///   - usual: the share of gaps that counts as usual; the rest are stragglers.
    ///   - minimum: seconds.
    public func idleLimit(usual: Double = 0.999, minimum: Double = 300) -> Double {
        max(minimum, 1.5 * (quantile(usual) ?? 0))
    }

    @inline(__always)
    private static func bucket(_ gap: UInt64) -> Int {
        if gap < UInt64(stepsPerDoubling) { return Int(gap) }
        let exponent = 63 - gap.leadingZeroBitCount
        let step = Int(truncatingIfNeeded: gap >> UInt64(exponent - 3)) & 7
        return min(bucketCount - 1, (exponent - 2) * stepsPerDoubling + step)
    }

    private static func upperEdge(_ bucket: Int) -> UInt64 {
        if bucket < stepsPerDoubling { return UInt64(bucket) }
        let exponent = bucket / stepsPerDoubling + 2
        return (UInt64(bucket % stepsPerDoubling + stepsPerDoubling + 1) << UInt64(exponent - 3)) - 1
    }

    // Stored sparsely: most buckets are empty.
    private enum CodingKeys: String, CodingKey { case buckets, counts, largest }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let buckets = try container.decode([Int].self, forKey: .buckets)
        let values = try container.decode([UInt64].self, forKey: .counts)
        largest = try container.decode(Double.self, forKey: .largest)
        guard buckets.count == values.count, largest >= 0, largest.isFinite, buckets.allSatisfy({ $0 >= 0 && $0 < Self.bucketCount }) else {
            throw InputError("session gaps: the histogram is damaged; train the model again")
        }
        for (bucket, value) in zip(buckets, values) {
            let (sum, overflow) = count.addingReportingOverflow(value)
            guard !overflow else { throw InputError("session gaps: the histogram is damaged; train the model again") }
            counts[bucket] = value
            count = sum
        }
    }

    /// Writes the non-empty buckets.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let filled = counts.indices.filter { counts[$0] > 0 }
        try container.encode(filled, forKey: .buckets)
        try container.encode(filled.map { counts[$0] }, forKey: .counts)
        try container.encode(largest, forKey: .largest)
    }
}
