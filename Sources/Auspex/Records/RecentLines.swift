/// Keeps the raw text of the last records of inputs that cannot be read twice (standard input, followed files), in bounded memory.
///
/// Two generations: when the younger is full the older is dropped, so between half and all of the capacity is remembered.
public struct RecentLines: Sendable {
    private struct Generation: Sendable {
        var bytes: [UInt8] = []
        var ranges: [LineReference: Range<Int>] = [:]
    }

    /// Bytes of one record that are kept.
    public let recordLimit: Int
    private let generationBytes: Int
    private let generationRecords: Int
    private var young = Generation()
    private var old = Generation()

    /// - Parameters:
    ///   - bytes: most bytes of text kept.
    ///   - records: most records kept.
    ///   - recordLimit: most bytes of one record.
    public init(bytes: Int = 16 << 20, records: Int = 200_000, recordLimit: Int = 4_096) {
        generationBytes = max(bytes / 2, 1)
        generationRecords = max(records / 2, 1)
        self.recordLimit = max(recordLimit, 1)
    }

    /// Remembers all records of a batch.
    public mutating func keep(_ batch: RecordBatch) {
        for record in batch.records {
            let count = min(record.raw.count, recordLimit)
            if young.bytes.count + count > generationBytes || young.ranges.count >= generationRecords {
                old = young
                young = Generation()
            }
            guard count <= generationBytes else { continue }
            let start = young.bytes.count
            young.bytes.append(contentsOf: batch.bytes[Int(record.raw.start)..<(Int(record.raw.start) + count)])
            young.ranges[LineReference(source: UInt32(clamping: batch.source), line: record.line)] = start..<(start + count)
        }
    }

    /// The text of a record, or `nil` when it is forgotten; invalid UTF-8 is repaired.
    public func text(_ reference: LineReference) -> String? {
        for generation in [young, old] {
            if let range = generation.ranges[reference] { return String(decoding: generation.bytes[range], as: UTF8.self) }
        }
        return nil
    }
}
