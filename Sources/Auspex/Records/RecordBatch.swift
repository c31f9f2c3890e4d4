/// Why a record could not be split by the log format. Counted and shown, never dropped.
public enum UnparsedReason: String, Sendable, Codable, CaseIterable {
    /// The line does not fit the header pattern.
    case headerMismatch
    /// The line is longer than the limit; the head was kept.
    case lineTooLong
    /// The line holds NUL bytes (a sparse or pre-allocated file).
    case nulBytes
    /// The line is not valid UTF-8. Its bytes are kept as they are.
    case invalidEncoding
    /// A structured line (JSON, logfmt) that does not parse.
    case malformedStructure
    /// The line is empty or blank.
    case blank
}

/// A byte range inside a batch. 32 bits are enough: a batch is a few megabytes.
public struct ByteRange: Sendable, Hashable {
    /// First byte.
    public var start: UInt32
    /// One past the last byte.
    public var end: UInt32

    /// Creates a range; `start <= end`.
    @inlinable
    public init(start: UInt32, end: UInt32) {
        self.start = start
        self.end = end
    }

    /// The range of nothing.
    public static let empty = ByteRange(start: 0, end: 0)

    /// Number of bytes.
    @inlinable
    public var count: Int { Int(end) - Int(start) }

    /// As indices.
    @inlinable
    public var indices: Range<Int> { Int(start)..<Int(end) }
}

/// One record inside a ``RecordBatch``: where its bytes are, where its message is, and when it happened.
public struct RecordSlot: Sendable {
    /// The whole record without its line end; joined lines keep their inner `\n`.
    public var raw: ByteRange
    /// The free-text message: what the parser templates. Equal to `raw` where the header did not fit.
    public var content: ByteRange
    /// Line number in its source, from 1: the first line of a joined record.
    public var line: UInt64
    /// Seconds since 1970-01-01 UTC, or NaN where the format has no time or it does not parse.
    public var time: Double
    /// Why the header could not be split; `nil` for a well-formed record.
    public var unparsed: UnparsedReason?
    /// How many physical lines were joined, at least 1.
    public var lineCount: UInt32
}

/// A few thousand records in one block of memory: the unit that flows from the reader to the parser.
///
/// The block is reused from batch to batch, so nothing in it outlives the next `read`. Ranges index ``bytes``.
public struct RecordBatch: Sendable {
    /// The bytes all ranges refer to.
    public internal(set) var bytes: [UInt8] = []
    /// The records, in the order of the source.
    public internal(set) var records: [RecordSlot] = []
    /// Header fields, `fieldCount` for each record, in the order of ``LogFormat/fieldNames``; empty for unparsed ones.
    public internal(set) var fields: [ByteRange] = []
    /// Header fields per record.
    public internal(set) var fieldCount = 0
    /// Index of the source (file) all these records come from.
    public internal(set) var source = 0
    /// Number of the source's format among those of the run.
    public internal(set) var format = 0

    /// Creates an empty batch.
    public init() {}

    /// Gives back the memory behind the last record: a batch that is kept need not hold what a whole chunk needs.
    mutating func trim() {
        var end = 0
        for record in records { end = Swift.max(end, Int(record.raw.end), Int(record.content.end)) }
        for field in fields { end = Swift.max(end, Int(field.end)) }
        if end < bytes.count { bytes = Array(bytes[..<end]) }
    }

    /// The bytes of a range as text; invalid UTF-8 is repaired for showing.
    public func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range.indices], as: UTF8.self)
    }
}
