/// Lines and anomalies over log time, or over line numbers where there is no time, in fixed memory.
struct TimelineTally: Sendable {
    private(set) var lines: GrowingHistogram?
    private(set) var anomalies: GrowingHistogram?
    private(set) var numbers = GrowingHistogram(start: 0, width: 1, bins: 120)
    private(set) var anomalyNumbers = GrowingHistogram(start: 0, width: 1, bins: 120)
    private(set) var records = 0
    private(set) var dated = 0
    private var first: [UInt32: Int] = [:]
    private(set) var lastTime = -Double.infinity

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
}
