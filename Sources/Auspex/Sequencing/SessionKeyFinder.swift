/// Finds the session identifiers of a record by a ``SessionRule``: byte ranges, no strings.
///
/// A record may name several; each distinct one is found, up to a limit.
public struct SessionKeyFinder: Sendable {
    private enum Method {
        case pattern(Pattern)
        case field(Int)
        case parameter(ParameterKind)
        case none
    }

    private let method: Method
    private let limit: Int
    private let prefix: [UInt8]
    private let stem: [UInt8]
    private var groups: [Range<Int>?] = []
    /// The identifiers of the record asked about last, each once, in the order of the text.
    public private(set) var keys: [ByteRange] = []
    /// Identifiers beyond the limit that were left out so far.
    public private(set) var leftOut = 0

    /// Creates a finder.
    ///
    /// - Parameters:
    ///   - fieldNames: header fields of the log format, in the order of ``RecordBatch/fields``.
    ///   - limit: distinct identifiers taken from one record.
    /// - Throws: ``InputError`` when the rule names a field the format does not have.
    public init(rule: SessionRule, fieldNames: [String], limit: Int = 64) throws(InputError) {
        self.limit = max(1, limit)
        var prefix: [UInt8] = [], stem: [UInt8] = []
        switch rule {
        case .pattern(let pattern): method = .pattern(pattern)
        case .identifier(let shape):
            method = .parameter(shape.kind)
            prefix = Array(shape.prefix.utf8)
            stem = Array(shape.stem.utf8)
        case .none: method = .none
        case .field(let name):
            guard let index = fieldNames.firstIndex(of: name) else {
                throw InputError(
                    "session field <\(name)>: the log format has no such field (it has \(fieldNames.joined(separator: ", "))); give another field, a regular expression or auto",
                    remedy: .session
                )
            }
            method = .field(index)
        }
        self.prefix = prefix
        self.stem = stem
    }

    /// Finds the identifiers of a record; the result is in ``keys``.
    ///
    /// - Returns: how many there are.
    @discardableResult
    public mutating func find(record: Int, in records: RecordBatch, events: EventBatch) -> Int {
        keys.removeAll(keepingCapacity: true)
        switch method {
        case .none: break
        case .field(let index):
            guard index < records.fieldCount, record < records.records.count else { break }
            let range = records.fields[record * records.fieldCount + index]
            if range.count > 1 || (range.count == 1 && records.bytes[Int(range.start)] != UInt8(ascii: "-")) { keys.append(range) }
        case .parameter(let kind):
            for index in Int(events.parameterStarts[record])..<Int(events.parameterStarts[record + 1])
            where events.parameters[index].kind == kind {
                let range = events.parameters[index].range
                guard range.count > 0 else { continue }
                if !prefix.isEmpty, !precedes(range, records.bytes, records.records[record].raw) { continue }
                if !stem.isEmpty, !begins(range, records.bytes) { continue }
                add(range, records.bytes)
            }
        case .pattern(let pattern):
            findMatches(of: pattern, in: records.bytes, range: records.records[record].raw.indices)
        }
        return keys.count
    }

    // The buffer lives as long as the closure; the pattern checks the range against it.
    private mutating func findMatches(of pattern: Pattern, in bytes: [UInt8], range: Range<Int>) {
        unsafe bytes.withUnsafeBytes { buffer in
            var position = range.lowerBound
            while position <= range.upperBound,
                unsafe pattern.firstMatch(in: buffer, range: position..<range.upperBound, into: &groups)
            {
                guard let whole = groups[0] else { return }
                let group = groups.dropFirst().first { $0 != nil } ?? nil
                let value = group ?? whole
                if !value.isEmpty { add(ByteRange(start: UInt32(value.lowerBound), end: UInt32(value.upperBound)), bytes) }
                position = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
            }
        }
    }

    @inline(__always)
    private mutating func add(_ range: ByteRange, _ bytes: [UInt8]) {
        for key in keys where Self.equal(key, range, bytes) { return }
        if keys.count < limit { keys.append(range) } else { leftOut += 1 }
    }

    private static func equal(_ left: ByteRange, _ right: ByteRange, _ bytes: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[Int(left.start) + offset] != bytes[Int(right.start) + offset] { return false }
        return true
    }

    private func precedes(_ range: ByteRange, _ bytes: [UInt8], _ raw: ByteRange) -> Bool {
        let start = Int(range.start) - prefix.count
        guard start >= Int(raw.start) else { return false }
        for offset in prefix.indices where bytes[start + offset] != prefix[offset] { return false }
        return true
    }

    private func begins(_ range: ByteRange, _ bytes: [UInt8]) -> Bool {
        guard range.count >= stem.count else { return false }
        for offset in stem.indices where bytes[Int(range.start) + offset] != stem[offset] { return false }
        return true
    }
}
