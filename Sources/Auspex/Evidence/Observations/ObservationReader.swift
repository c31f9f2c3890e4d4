/// Turns records and their events into ``ObservationTable`` rows.
///
/// What a record is about (its statement) is its template together with its level and component, where the format has such fields. Its values
/// are its other header fields and its parameters. Nothing is copied: values become hashes and numbers.
///
/// - Complexity: O(bytes of the header fields and parameters), no allocation for a record once the columns have grown.
struct ObservationReader: Sendable {
    /// Most values taken from one record.
    static let slotLimit = 48
    /// Most records kept to learn evidence from.
    static let recordLimit = 1_000_000

    /// Where a log has no times its records are taken to come in steps of so many seconds, which are never later than ``firstRealTime``.
    static let untimedStep = 0.1
    /// Times before this are none.
    static let firstRealTime = 1e6

    private let fieldNames: [String]
    private let fieldCount: Int
    private let levelField: Int?
    private let componentField: Int?
    /// Whether a header field is looked at: not the level, and none of the time.
    private let isLookedAt: [Bool]
    private let requestFields: Request.Fields?
    private var finder: SessionKeyFinder
    /// The session identifiers of the batch, where the caller has not found them.
    private var ownKeys = SessionKeys()
    /// The kind of line found last for each template: most templates have one.
    private var latest: [(key: UInt64, statement: Int32)] = []
    /// The time of the record before.
    var lastTime = Double.nan

    /// Creates a reader for a format and a session rule.
    ///
    /// - Throws: ``InputError`` when the rule names a field the format does not have.
    init(format: LogFormat, session: SessionRule) throws(InputError) {
        fieldNames = format.fieldNames
        fieldCount = format.fieldNames.count
        levelField = format.levelField
        componentField = format.componentField
        let level = format.levelField, times = format.timeFields.map(Array.init) ?? []
        isLookedAt = format.fieldNames.indices.map { $0 != level && !times.contains($0) }
        requestFields = Request.Fields(format)
        finder = try SessionKeyFinder(rule: session, fieldNames: format.fieldNames, limit: 4)
    }

    /// Adds the records of a batch.
    ///
    /// - Parameters:
    ///   - keys: the session identifiers of the records; `nil` finds them.
    ///   - statements: kinds of line; learns new ones only if `isLearning`.
    ///   - keeps: whether a record is taken.
    mutating func read(
        _ records: borrowing RecordBatch, _ events: borrowing EventBatch, keys: SessionKeys? = nil,
        statements: inout StatementTable, isLearning: Bool, into table: inout ObservationTable, keeps: (RecordSlot) -> Bool = { _ in true }
    ) {
        let bytes = records.bytes.span
        if keys == nil { finder.find(in: records, events: events, into: &ownKeys) }
        let keys = keys ?? ownKeys
        for index in records.records.indices {
            let record = records.records[index]
            guard keeps(record) else { continue }
            let template = events.templates[index]
            let base = index * records.fieldCount
            let hasFields = record.unparsed == nil && records.fieldCount == fieldCount
            var key = UInt64(template.rawValue) &+ 1
            if hasFields {
                if let levelField { key = Self.mix(key, Self.hash(bytes, records.fields[base + levelField])) }
                if let componentField { key = Self.mix(key, Self.hash(bytes, records.fields[base + componentField])) }
            }
            var statement = StatementTable.unknown
            if template != .none {
                statement =
                    isLearning
                    ? statements.insert(
                        key, template: template,
                        severity: Self.severity(bytes, records, index, levelField: hasFields ? levelField : nil).severity,
                        request: hasFields ? requestFields?.request(bytes, records, index) : nil)
                    : number(of: key, template, statements)
                if isLearning, statement != StatementTable.unknown { statements[statement].count += 1 }
            }
            if record.time > Self.firstRealTime {
                lastTime = record.time
            } else if !(lastTime > Self.firstRealTime) {
                lastTime = Swift.min(Self.firstRealTime - 1, (lastTime.isNaN ? 0 : lastTime) + Self.untimedStep)
            }
            table.times.append(lastTime)
            table.lines.append(LineReference(source: UInt32(truncatingIfNeeded: records.source), line: record.line))
            table.statements.append(statement)
            var session: UInt64 = 0, range = ByteRange.empty, sessionStart = UInt32.max
            if let place = keys.places(of: index).first {
                range = keys.ranges[place]
                session = Self.hash(bytes, range) | 1
                sessionStart = range.start
            }
            table.sessions.append(session)
            if table.keepsRanges { table.sessionRanges.append(range) }
            var place = 0
            if hasFields {
                for field in 0..<records.fieldCount where place < Self.slotLimit {
                    if isLookedAt[field], records.fields[base + field].start != sessionStart {
                        if isLearning, statement >= 0 { statements.name(statement, place, fieldNames[field]) }
                        Self.add(bytes, records.fields[base + field], kind: nil, place: place, &table)
                    }
                    place += 1
                }
            } else {
                place = min(fieldCount, Self.slotLimit)
            }
            for parameter in Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1]) where place < Self.slotLimit {
                let span = events.parameters[parameter]
                if isLearning, statement >= 0 {
                    statements.name(statement, place, Self.name(bytes, before: span.range, from: record.content.start))
                }
                // The session's identifier is no value, and a header field is looked at once.
                if span.range.start != sessionStart, !hasFields || !Self.isField(span.range, records, base) {
                    Self.add(bytes, span.range, kind: span.kind, place: place, &table)
                }
                place += 1
            }
            table.slotStarts.append(Int32(table.slotHashes.count))
        }
    }

    /// The number of a kind of line that was learnt.
    @inline(__always)
    private mutating func number(of key: UInt64, _ template: TemplateID, _ statements: borrowing StatementTable) -> Int32 {
        let place = Int(template.rawValue)
        if latest.indices.contains(place), latest[place].key == key, latest[place].statement != StatementTable.unknown {
            return latest[place].statement
        }
        let number = statements.number(key)
        guard place < StatementTable.limit else { return number }
        while latest.count <= place { latest.append((0, StatementTable.unknown)) }
        latest[place] = (key, number)
        return number
    }

    /// Whether a parameter stands inside a header field.
    @inline(__always)
    private static func isField(_ range: ByteRange, _ records: borrowing RecordBatch, _ base: Int) -> Bool {
        guard range.start < records.records[base / max(1, records.fieldCount)].content.start || records.fieldCount > 8 else { return false }
        for field in base..<base + records.fieldCount {
            let other = records.fields[field]
            if range.start >= other.start, range.end <= other.end { return true }
        }
        return false
    }

    /// How serious a record is, and whether its words speak of trouble.
    static func severity(
        _ bytes: Span<UInt8>, _ records: borrowing RecordBatch, _ index: Int, levelField: Int?
    ) -> (severity: Severity, speaksOfTrouble: Bool) {
        let record = records.records[index]
        let read = Severity.read(bytes, from: Int(record.content.start), to: Int(record.content.end))
        if let levelField, record.unparsed == nil {
            let range = records.fields[index * records.fieldCount + levelField]
            if range.count > 0, let named = named(bytes, range) { return (named, read.speaksOfTrouble) }
        }
        return read
    }

    /// The severity a level field names: a word, or a syslog priority.
    private static func named(_ bytes: Span<UInt8>, _ range: ByteRange) -> Severity? {
        var word: [UInt8] = []
        for index in range.indices.prefix(16) { word.append(bytes[index]) }
        if word.count == 1 {
            switch word[0] {
            case UInt8(ascii: "0")...UInt8(ascii: "2"), UInt8(ascii: "F"), UInt8(ascii: "C"): return .critical
            case UInt8(ascii: "3"), UInt8(ascii: "E"): return .error
            case UInt8(ascii: "4"), UInt8(ascii: "W"): return .warning
            case UInt8(ascii: "5"): return .notice
            case UInt8(ascii: "6"), UInt8(ascii: "I"): return .info
            case UInt8(ascii: "7"), UInt8(ascii: "D"), UInt8(ascii: "V"), UInt8(ascii: "T"): return .debug
            default: return nil
            }
        }
        if word.count == 2, word[1] == UInt8(ascii: "0") {
            // The numbers of Bunyan and Pino.
            switch word[0] {
            case UInt8(ascii: "1"), UInt8(ascii: "2"): return .debug
            case UInt8(ascii: "3"): return .info
            case UInt8(ascii: "4"): return .warning
            case UInt8(ascii: "5"): return .error
            case UInt8(ascii: "6"): return .critical
            default: return nil
            }
        }
        return Severity.named(word)
    }

    @inline(__always)
    private static func add(_ bytes: Span<UInt8>, _ range: ByteRange, kind: ParameterKind?, place: Int, _ table: inout ObservationTable) {
        guard range.count > 0 else { return }
        var shape = SlotShape.text
        var number = Float.nan
        switch kind {
        case .timestamp: shape = [.text, .time]
        case .uuid, .mac, .block, .identifier: shape = [.text, .identifier]
        case .ipv4, .ipv6, .path, .url, .email: shape = [.text, .place]
        default:
            let first = bytes[Int(range.start)]
            if NumberReader.isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") {
                if case .number(let read) = NumberReader.read(bytes, range.indices) {
                    number = Float(read.value)
                    shape = []
                    if read.isFraction || read.unit != .plain { shape = .measured }
                    var unit = read.unit
                    if unit == .plain, let (next, factor) = NumberReader.readUnit(bytes, Int(range.end), bytes.count, isPrefix: true) {
                        // The unit stands behind the masked number: `6043.408 ms`.
                        unit = next
                        number *= Float(factor)
                        shape.insert(.measured)
                    }
                    if unit == .seconds { shape.insert(.duration) }
                    if read.hasLeadingZeros || read.isHexadecimal || (shape.isEmpty && range.count >= 4) { shape.insert(.identifier) }
                }
            }
            if kind == .hexadecimal || (shape == .text && Self.looksLikeIdentifier(bytes, range)) { shape.insert(.identifier) }
        }
        table.slotPlaces.append(UInt8(truncatingIfNeeded: place))
        table.slotHashes.append(hash(bytes, range))
        table.slotNumbers.append(number)
        table.slotShapes.append(shape)
        if table.keepsRanges { table.slotRanges.append(range) }
    }

    /// Whether a word of a header field is a number in base sixteen of eight or more digits.
    private static func looksLikeIdentifier(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard range.count >= 8, range.count <= 64 else { return false }
        for index in range.indices {
            let byte = bytes[index]
            guard NumberReader.isDigit(byte) || (byte | 0x20) &- 0x61 < 6 || byte == UInt8(ascii: "-") else { return false }
        }
        return true
    }

    /// What a parameter is called: the word before it.
    private static func name(_ bytes: Span<UInt8>, before range: ByteRange, from start: UInt32) -> String {
        let word = ParameterWords.before(bytes, from: Int(start), to: Int(range.start))
        var letters: [UInt8] = []
        for index in word { letters.append(bytes[index]) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// A hash of a value's bytes; the same in every run.
    @inline(__always)
    static func hash(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt64 {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(range.count)
        var index = Int(range.start)
        let end = Int(range.end)
        while index + 8 <= end {
            state = mix(state, ByteScan.load8(bytes, at: index))
            index += 8
        }
        var rest: UInt64 = 0
        while index < end {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        return mix(state, rest)
    }

    @inline(__always)
    static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ 0x2D35_8DCC_AA6C_78A5).multipliedFullWidth(by: word ^ 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
