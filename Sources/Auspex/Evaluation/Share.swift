/// So many of so many.
public struct Share: Sendable, Codable, Equatable {
    /// Those that have it.
    public var part = 0
    /// All.
    public var whole = 0

    /// Creates a share.
    public init(part: Int = 0, whole: Int = 0) {
        self.part = part
        self.whole = whole
    }

    /// The share; 0 of none is 0.
    public var value: Double { Double(part) / Double(max(1, whole)) }

    /// Where the true share lies with 95 % confidence: the exact interval of Clopper and Pearson (Biometrika 1934), which never promises too much; 0…1
    /// where there is nothing to tell from.
    public var interval: ClosedRange<Double> {
        guard whole > 0 else { return 0...1 }
        let (k, n) = (Double(part), Double(whole))
        let low = part == 0 ? 0 : IncompleteBeta.quantile(0.025, k, n - k + 1)
        let high = part == whole ? 1 : IncompleteBeta.quantile(0.975, k + 1, n - k)
        return low...high
    }

    /// Counts one more.
    public mutating func count(_ has: Bool) {
        whole += 1
        if has { part += 1 }
    }
}
