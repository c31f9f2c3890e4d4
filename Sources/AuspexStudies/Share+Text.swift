import Auspex

extension Share {
    /// The share with its interval.
    var text: String {
        "\(ReportFormat.fixed(value, 3)) (\(ReportFormat.fixed(interval.lowerBound, 3))–\(ReportFormat.fixed(interval.upperBound, 3)))"
    }
}
