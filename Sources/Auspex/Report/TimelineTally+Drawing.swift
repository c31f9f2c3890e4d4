extension TimelineTally {
    /// What a report draws; `nil` without records.
    func timeline() -> ReportModel.Timeline? {
        guard records > 0 else { return nil }
        func drawn(
            _ lines: GrowingHistogram, _ anomalies: GrowingHistogram, _ axis: ReportModel.Timeline.Axis, last: Double
        ) -> ReportModel.Timeline {
            var lines = lines, anomalies = anomalies
            let edge = max(lines.end, anomalies.end).nextDown
            lines.grow(toHold: edge)
            anomalies.grow(toHold: edge)
            let used = max(1, min(lines.counts.count, Int(((last - lines.start) / lines.width).rounded(.down)) + 1))
            let bins = (0..<used).map { ReportModel.Timeline.Bin(lines: lines.counts[$0], anomalies: anomalies.counts[$0]) }
            return ReportModel.Timeline(axis: axis, start: lines.start, end: lines.start + Double(used) * lines.width, bins: bins)
        }
        if let lines, let anomalies, dated * 2 > records, lastTime > lines.start { return drawn(lines, anomalies, .time, last: lastTime) }
        return drawn(numbers, anomalyNumbers, .line, last: Double(records - 1))
    }
}
