/// Where a log is cut into the part that is learnt from and the part that is judged.
public enum SplitPoint: Sendable, Equatable, Codable {
    /// Records up to this log time (seconds since 1970) are learnt from.
    case time(Double)
    /// Records up to this line of this source are learnt from, for logs without times.
    case line(LineReference)

    /// Whether a record belongs to the first part. A record without time goes where the last one with a time went.
    func isBefore(time: Double, source: Int, line: UInt64, last: inout Bool) -> Bool {
        switch self {
        case .time(let edge):
            if !time.isNaN { last = time <= edge }
            return last
        case .line(let edge):
            return source < Int(edge.source) || source == Int(edge.source) && line <= edge.line
        }
    }

    /// Whether a session reaches into the second part: its last event decides.
    func isAfter(_ session: EventSequence) -> Bool {
        switch self {
        case .time(let edge):
            guard let last = session.times.last(where: { !$0.isNaN }) else { return true }
            return last > edge
        case .line(let edge):
            guard let last = session.lines.last else { return true }
            return last.source > edge.source || last.source == edge.source && last.line > edge.line
        }
    }
}

extension SplitPoint {
    /// Where the first share of a log's records ends, in one reading of it.
    ///
    /// - Parameter progress: records and bytes read so far; what it throws ends the reading.
    /// - Returns: the point, `nil` for an empty log; the number of records; what was read.
    /// - Throws: ``InputError`` for a log or a format that cannot be used.
    static func find(
        in inputs: [String], format: String?, after share: Double, progress: (UInt64, UInt64) throws -> Void
    ) throws -> (splitPoint: SplitPoint?, records: Int, reading: ReadSummary) {
        let reader = try RecordReader(inputs: inputs, formats: format.map { .given(try LogFormat($0)) } ?? .each)
        var finder = SplitPointFinder(), batch = RecordBatch()
        while try reader.read(into: &batch) {
            finder.add(batch)
            try progress(UInt64(finder.recordCount), reader.summary.bytes)
        }
        return (finder.splitPoint(after: share), finder.recordCount, reader.summary)
    }
}

extension RecordBatch {
    /// The records before a split point, in a batch that shares these bytes. `last` carries the side of the last dated record from batch to batch.
    func before(_ splitPoint: SplitPoint, last: inout Bool) -> RecordBatch {
        var kept = RecordBatch()
        kept.bytes = bytes
        kept.fieldCount = fieldCount
        kept.source = source
        kept.format = format
        for (index, record) in records.enumerated()
        where splitPoint.isBefore(time: record.time, source: source, line: record.line, last: &last) {
            kept.records.append(record)
            kept.fields.append(contentsOf: fields[index * fieldCount..<(index + 1) * fieldCount])
        }
        return kept
    }
}

/// Finds where the first share of a log's records ends, in log time, in one pass and fixed memory.
struct SplitPointFinder {
    private var times: [Double] = []
    private var references: [LineReference] = []
    private var stride = 1
    private var records = 0
    private var dated = 0

    private static let limit = 1 << 16

    /// Records seen.
    var recordCount: Int { records }

    /// Takes note of a batch.
    mutating func add(_ batch: RecordBatch) {
        for record in batch.records {
            if !record.time.isNaN { dated += 1 }
            if records.isMultiple(of: stride) {
                times.append(record.time)
                references.append(LineReference(source: UInt32(batch.source), line: record.line))
                if times.count == Self.limit { thin() }
            }
            records += 1
        }
    }

    private mutating func thin() {
        times = Swift.stride(from: 0, to: times.count, by: 2).map { times[$0] }
        references = Swift.stride(from: 0, to: references.count, by: 2).map { references[$0] }
        stride *= 2
    }

    /// The point after a share of the records; `nil` for an empty log. By time when nearly all records have one and time moves at all.
    func splitPoint(after share: Double) -> SplitPoint? {
        guard !references.isEmpty else { return nil }
        let known = times.filter { !$0.isNaN }.sorted()
        if dated * 10 >= records * 9, let first = known.first, let last = known.last, first < last {
            let edge = known[min(known.count - 1, Int(Double(known.count) * share))]
            if edge < last { return .time(edge) }
        }
        return .line(references[min(references.count - 1, Int(Double(references.count) * share))])
    }
}
