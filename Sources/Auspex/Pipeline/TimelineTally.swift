/// Lines and anomalies over log time, or over line numbers where there is no time, in fixed memory.
struct TimelineTally: Sendable {
    private var lines: GrowingHistogram?
    private var anomalies: GrowingHistogram?
    private var numbers = GrowingHistogram(start: 0, width: 1, bins: 120)
    private var anomalyNumbers = GrowingHistogram(start: 0, width: 1, bins: 120)
    private var records = 0
    private var dated = 0
    private var first: [UInt32: Int] = [:]
    private var lastTime = -Double.infinity

    /// Counts records.
    mutating func add(_ batch: RecordBatch) {
        // Ordinals of records stand for line numbers, counted through all sources.
        if first[UInt32(batch.source)] == nil, let line = batch.records.first?.line {
            first[UInt32(batch.source)] = records - Int(line) + 1
        }
        numbers.add(from: records, count: batch.records.count)
        records += batch.records.count
        // Neighbouring records often have the same time: they are counted together.
        var time = Double.nan
        var run = 0
        for record in batch.records {
            if record.time == time {
                run += 1
                continue
            }
            addTime(time, run)
            time = record.time
            run = 1
        }
        addTime(time, run)
    }

    private mutating func addTime(_ time: Double, _ count: Int) {
        guard !time.isNaN else { return }
        dated += count
        if lines == nil {
            lines = GrowingHistogram(start: time, width: 1, bins: 120)
            anomalies = lines
        }
        lines?.add(time, count: count)
        if time > lastTime { lastTime = time }
    }

    /// Counts an anomalous session at its first event.
    mutating func addAnomaly(_ sequence: EventSequence) {
        if let time = sequence.times.first(where: { !$0.isNaN }) { anomalies?.add(time) }
        if let line = sequence.lines.first { anomalyNumbers.add(Double((first[line.source] ?? 0) + Int(line.line) - 1)) }
    }

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
