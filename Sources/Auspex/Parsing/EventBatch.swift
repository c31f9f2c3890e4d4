/// What kind of variable text a parameter is: the byte-level classifier that recognised it.
///
/// Raw values are stored in bundles; never renumber.
public enum ParameterKind: UInt8, Sendable, Codable, CaseIterable {
    /// A token at a place where the template was generalised; no classifier recognised it.
    case word = 0
    /// A decimal number, with optional sign, fraction or unit.
    case number = 1
    /// A hexadecimal number (`0x…`, or a long bare run of hexadecimal digits).
    case hexadecimal = 2
    /// An IPv4 address, with optional port.
    case ipv4 = 3
    /// An IPv6 address.
    case ipv6 = 4
    /// A MAC address.
    case mac = 5
    /// A UUID.
    case uuid = 6
    /// A block id, `blk_-?\d+`.
    case block = 7
    /// A file path.
    case path = 8
    /// A URL.
    case url = 9
    /// An e-mail address.
    case email = 10
    /// A date or time.
    case timestamp = 11
    /// A size or duration with its unit (`12 ms`, `4KB`).
    case quantity = 12
    /// A mask the user gave as a regular expression.
    case user = 13
    /// A token that mixes letters and digits (`node-17`, `appattempt_144_0020_000001`).
    case identifier = 14
}

/// One parameter value of an event: a byte range in the batch and the kind of text it is.
public struct ParameterSpan: Sendable, Hashable {
    /// Where the value is, in ``RecordBatch/bytes``.
    public var range: ByteRange
    /// What it is.
    public var kind: ParameterKind

    /// Creates a span.
    @inlinable
    public init(range: ByteRange, kind: ParameterKind) {
        self.range = range
        self.kind = kind
    }
}

/// What the parser made of a ``RecordBatch``: one event for each record, in the same order. Reused from batch to batch.
public struct EventBatch: Sendable {
    /// The template of each record; ``TemplateID/none`` where none matched.
    public internal(set) var templates: [TemplateID] = []
    /// `parameterStarts[i]..<parameterStarts[i + 1]` are the parameters of record `i` in ``parameters``; one longer than ``templates``.
    public internal(set) var parameterStarts: [UInt32] = [0]
    /// Parameters of all records, in the order they stand in the text: masked spans and tokens at wildcard places.
    public internal(set) var parameters: [ParameterSpan] = []

    /// Creates an empty batch.
    public init() {}
}
