/// Numbers of a run of records as evidence needs them, column by column: when, what kind of line, whose session, and which values.
///
/// 28 bytes a record and 20 bytes a value. Filled by ``ObservationReader``; either a batch at a time (judging) or the whole log that is
/// learnt from, up to ``ObservationReader/recordLimit`` records.
struct ObservationTable: Sendable {
    /// Seconds since 1970 UTC; the time of the record before where a record has none.
    var times: [Double] = []
    /// Line in its source.
    var lines: [LineReference] = []
    /// The statement, an index into ``StatementTable``; ``StatementTable/unknown`` for a kind of line never learnt.
    var statements: [Int32] = []
    /// Hash of the session identifier; 0 where the record names none.
    var sessions: [UInt64] = []
    /// `slotStarts[i]..<slotStarts[i + 1]` are the values of record `i`.
    var slotStarts: [Int32] = [0]
    /// Number of the value's place: header fields first, then parameters in the order of the text.
    var slotPlaces: [UInt8] = []
    /// Hash of the value's bytes.
    var slotHashes: [UInt64] = []
    /// The value as a number in base units; NaN where it is none.
    var slotNumbers: [Float] = []
    /// What kind of number or text it is.
    var slotShapes: [SlotShape] = []

    /// Where each value and each record's session identifier are in the batch; empty unless asked for: only while judging, to show them.
    var slotRanges: [ByteRange] = []
    var sessionRanges: [ByteRange] = []
    /// Whether the ranges are kept.
    var keepsRanges = false

    var count: Int { times.count }

    func slots(of record: Int) -> Range<Int> { Int(slotStarts[record])..<Int(slotStarts[record + 1]) }

    mutating func removeAll() {
        times.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        statements.removeAll(keepingCapacity: true)
        sessions.removeAll(keepingCapacity: true)
        slotStarts.removeAll(keepingCapacity: true)
        slotStarts.append(0)
        slotPlaces.removeAll(keepingCapacity: true)
        slotHashes.removeAll(keepingCapacity: true)
        slotNumbers.removeAll(keepingCapacity: true)
        slotShapes.removeAll(keepingCapacity: true)
        slotRanges.removeAll(keepingCapacity: true)
        sessionRanges.removeAll(keepingCapacity: true)
    }
}
