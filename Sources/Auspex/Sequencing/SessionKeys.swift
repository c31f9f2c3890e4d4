/// The session identifiers that the records of a batch name, found once for all who ask for them.
///
/// Each identifier is a range of the batch's bytes with its hash; a record may name several, in the order of its text.
public struct SessionKeys: Sendable {
    /// `starts[i]..<starts[i + 1]` are the identifiers of record `i`.
    private(set) var starts: [Int32] = [0]
    /// Where the identifiers stand in the bytes of the batch.
    private(set) var ranges: [ByteRange] = []
    /// ``sessionHash(_:)`` of each.
    private(set) var hashes: [UInt64] = []
    /// Identifiers left out because their record named too many.
    var leftOut = 0

    /// Creates keys of no record.
    public init() {}

    /// The places in ``ranges`` and ``hashes`` of a record's identifiers.
    @inline(__always)
    func places(of record: Int) -> Range<Int> { Int(starts[record])..<Int(starts[record + 1]) }

    /// Forgets everything; memory is used again.
    mutating func removeAll() {
        starts.removeAll(keepingCapacity: true)
        starts.append(0)
        ranges.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        leftOut = 0
    }

    /// Adds a record with its identifiers.
    @inline(__always)
    mutating func append(_ keys: [ByteRange], in bytes: [UInt8]) {
        for key in keys {
            ranges.append(key)
            // The buffer lives as long as the closure; ranges index the batch they come from and are checked by the slice.
            hashes.append(
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe sessionHash(UnsafeRawBufferPointer(rebasing: buffer[key.indices]))
                })
        }
        starts.append(Int32(ranges.count))
    }
}

extension SessionKeyFinder {
    /// Finds the identifiers of all records of a batch.
    public mutating func find(in records: RecordBatch, events: EventBatch, into keys: inout SessionKeys) {
        keys.removeAll()
        let before = leftOut
        for record in records.records.indices {
            find(record: record, in: records, events: events)
            keys.append(self.keys, in: records.bytes)
        }
        keys.leftOut = leftOut - before
    }
}
