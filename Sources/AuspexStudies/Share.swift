import Auspex
import Foundation

/// So many of so many.
public struct Share: Sendable, Encodable, Equatable {
    /// Those that have it.
    public internal(set) var part = 0
    /// All.
    public internal(set) var whole = 0

    /// The share; 0 of none is 0.
    public var value: Double { Double(part) / Double(max(1, whole)) }

    /// Where the true share lies with 95 % confidence (Wilson, JASA 1927); 0…1 where there is nothing to tell from.
    public var interval: ClosedRange<Double> {
        guard whole > 0 else { return 0...1 }
        let z = 1.96, n = Double(whole)
        let middle = (value + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * sqrt(value * (1 - value) / n + z * z / (4 * n * n))
        return max(0, middle - half)...min(1, middle + half)
    }

    mutating func count(_ has: Bool) {
        whole += 1
        if has { part += 1 }
    }

    /// The share with its interval.
    var text: String {
        "\(ReportFormat.fixed(value, 3)) (\(ReportFormat.fixed(interval.lowerBound, 3))–\(ReportFormat.fixed(interval.upperBound, 3)))"
    }
}
