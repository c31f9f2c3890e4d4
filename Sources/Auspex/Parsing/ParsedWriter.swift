/// Writes parsed records with logparser's columns, as CSV or JSON lines, from bytes to a buffer.
///
/// Columns: `LineId`, the format's header fields, `Content`, `EventId`, `EventTemplate`, `ParameterList` (`['a', 'b']`), and `SessionId` when asked for
/// (several identifiers of one record are separated by blanks). A record without template has an empty event id and template. Ids and texts are those
/// known when a batch is written; for final ones learn first, then match and write.
///
/// Bytes that are not UTF-8 stay as they are in CSV; in JSON each becomes U+FFFD, so that the output is valid UTF-8.
///
/// - Complexity: O(bytes written); no allocation for a record whose text needs no escape.
public struct ParsedWriter: Sendable {
    /// How rows are written.
    public enum Style: String, Sendable, Codable, CaseIterable {
        /// Comma-separated values with a header.
        case csv
        /// One JSON object a line.
        case jsonLines
    }

    /// The session identifiers of a batch's records: any number for each.
    public struct Identifiers: Sendable {
        /// `starts[i]..<starts[i + 1]` are the identifiers of record `i` in ``ranges``; one longer than the batch has records.
        public var starts: [UInt32] = [0]
        /// Where they stand in the batch's bytes.
        public var ranges: [ByteRange] = []

        /// Creates the identifiers of an empty batch.
        public init() {}
    }

    /// How rows are written.
    public let style: Style
    private let fieldKeys: [[UInt8]]
    private let fieldNames: [String]
    /// For each format the field behind each column; -1 for a column it does not have.
    private let fields: [[Int]]
    private let hasSessions: Bool
    /// `EventId` and `EventTemplate` as they are written, one behind the other.
    private var columnBytes: [UInt8] = []
    /// Where those of templates with small ids stand in ``columnBytes``; empty for one not met yet.
    private var columns: [ByteRange] = []
    /// The same for the other templates.
    private var farColumns: [TemplateID: [UInt8]] = [:]
    private var revision: UInt64?

    private static let nearColumns = 1 << 16
    private static let farLimit = 100_000
    private static let moveAfter = 1 << 16

    /// A writer for records with the given header fields (names without `Content`).
    ///
    /// - Parameter hasSessions: whether rows end with the session identifiers.
    public init(_ style: Style, fieldNames: [String], hasSessions: Bool = false) {
        self.init(style, formats: [fieldNames], hasSessions: hasSessions)
    }

    /// A writer for records of several formats: a column for each field name of any of them, empty where a record's format has no such field.
    ///
    /// - Parameter formats: names of the header fields, in the order of ``RecordBatch/format``.
    public init(_ style: Style, formats: [[String]], hasSessions: Bool = false) {
        self.style = style
        var seen: Set<String> = []
        // One format may have a name twice; several share their columns by name.
        let fieldNames = formats.count == 1 ? formats[0] : formats.joined().filter { seen.insert($0).inserted }
        self.fieldNames = fieldNames
        fields =
            formats.count == 1
            ? [Array(fieldNames.indices)] : formats.map { names in fieldNames.map { names.firstIndex(of: $0) ?? -1 } }
        self.hasSessions = hasSessions
        fieldKeys = fieldNames.map { name in
            var key: [UInt8] = [UInt8(ascii: ",")]
            JSONText.append(Array(name.utf8), to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
    }

    /// The line of column names; nothing for JSON lines.
    public func appendHeader(to out: inout [UInt8]) {
        guard style == .csv else { return }
        let names = ["LineId"] + fieldNames + ["Content", "EventId", "EventTemplate", "ParameterList"]
        CSVField.append(row: hasSessions ? names + ["SessionId"] : names, to: &out)
    }

    /// Appends all records of a batch.
    ///
    /// - Parameters:
    ///   - batch: the records.
    ///   - events: what `parser` made of them.
    ///   - parser: knows the templates.
    ///   - sessions: the identifiers of each record, for a writer made with `hasSessions`.
    ///   - firstLine: number of the first record; `nil` takes each record's line number.
    public mutating func append(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, parser: some TemplateParser, sessions: Identifiers? = nil,
        firstLine: UInt64? = nil, to out: inout [UInt8]
    ) {
        let count = batch.records.count
        precondition(events.templates.count == count, "\(events.templates.count) events for \(count) records")
        precondition(sessions.map { $0.starts.count == count + 1 } ?? true, "identifiers of another batch")
        if revision != parser.revision || farColumns.count > Self.farLimit {
            columnBytes.removeAll(keepingCapacity: true)
            columns = []
            farColumns = [:]
            revision = parser.revision
        }
        var rows = RowBuffer(capacity: Self.moveAfter + 4096)
        let own = fields[fields.count > batch.format ? batch.format : 0]
        for index in 0..<count {
            let line = firstLine.map { $0 + UInt64(index) } ?? batch.records[index].line
            if style == .csv {
                appendCSV(batch, events, index, line, own, parser, sessions, to: &rows)
            } else {
                appendJSON(batch, events, index, line, own, parser, sessions, to: &rows)
            }
            if rows.count >= Self.moveAfter { rows.move(to: &out) }
        }
        rows.move(to: &out)
    }

    /// The template table: `EventId,EventTemplate,Occurrences`, by id.
    public static func appendTemplates(_ templates: [LogTemplate], to out: inout [UInt8]) {
        CSVField.append(row: ["EventId", "EventTemplate", "Occurrences"], to: &out)
        for template in templates { CSVField.append(row: [template.id.description, template.text, String(template.count)], to: &out) }
    }

    /// What the texts of a record need: those of structured formats may lie outside the record's own bytes.
    @inline(__always)
    private static func needs(_ batch: borrowing RecordBatch, _ index: Int) -> EscapeNeeds {
        let record = batch.records[index]
        let needs = EscapeNeeds(batch.bytes.span.extracting(record.raw.indices))
        return Self.isInside(record.content, record) ? needs : [.csv, .list, .json]
    }

    @inline(__always)
    private static func isInside(_ range: ByteRange, _ record: RecordSlot) -> Bool {
        range.start >= record.raw.start && range.end <= record.raw.end
    }

    @inline(__always)
    private mutating func appendCSV(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, _ index: Int, _ line: UInt64, _ own: [Int],
        _ parser: some TemplateParser, _ sessions: Identifiers?, to rows: inout RowBuffer
    ) {
        let comma = UInt8(ascii: ","), quote = UInt8(ascii: "\"")
        let needs = Self.needs(batch, index)
        rows.put(number: line)
        rows.put(comma)
        let record = batch.records[index]
        let hasFields = record.unparsed == nil && batch.fields.count >= (index + 1) * batch.fieldCount
        for field in own {
            if hasFields, field >= 0, field < batch.fieldCount {
                let range = batch.fields[index * batch.fieldCount + field]
                rows.putCSV(batch.bytes, range.indices, Self.isInside(range, record) ? needs : .csv)
            }
            rows.put(comma)
        }
        rows.putCSV(batch.bytes, record.content.indices, needs)
        rows.put(comma)
        putColumns(of: events.templates[index], parser, to: &rows)
        rows.put(comma)
        rows.put(quote)
        rows.put(UInt8(ascii: "["))
        let parameters = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
        for position in parameters {
            if position > parameters.lowerBound {
                rows.put(comma)
                rows.put(UInt8(ascii: " "))
            }
            rows.putListed(batch.bytes, events.parameters[position].range.indices, needs)
        }
        rows.put(UInt8(ascii: "]"))
        rows.put(quote)
        if hasSessions {
            rows.put(comma)
            if let sessions { rows.putCSV(Self.joined(sessions, index, batch.bytes), needs) }
        }
        rows.put(UInt8(ascii: "\n"))
    }

    @inline(__always)
    private mutating func appendJSON(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, _ index: Int, _ line: UInt64, _ own: [Int],
        _ parser: some TemplateParser, _ sessions: Identifiers?, to rows: inout RowBuffer
    ) {
        let needs = Self.needs(batch, index)
        rows.put("{\"LineId\":")
        rows.put(number: line)
        let record = batch.records[index]
        let hasFields = record.unparsed == nil && batch.fields.count >= (index + 1) * batch.fieldCount
        for column in own.indices where hasFields && own[column] >= 0 && own[column] < batch.fieldCount {
            let field = own[column]
            rows.put(fieldKeys[column])
            let range = batch.fields[index * batch.fieldCount + field]
            rows.putJSON(batch.bytes, range.indices, Self.isInside(range, record) ? needs : .json)
        }
        rows.put(",\"Content\":")
        rows.putJSON(batch.bytes, record.content.indices, needs)
        putColumns(of: events.templates[index], parser, to: &rows)
        rows.put(",\"ParameterList\":[")
        let parameters = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
        for position in parameters {
            if position > parameters.lowerBound { rows.put(UInt8(ascii: ",")) }
            rows.putJSON(batch.bytes, events.parameters[position].range.indices, needs)
        }
        rows.put(UInt8(ascii: "]"))
        if hasSessions, let sessions {
            let identifiers = Self.joined(sessions, index, batch.bytes)
            if !identifiers.bytes.isEmpty {
                rows.put(",\"SessionId\":")
                rows.putJSON(identifiers.bytes, identifiers.range, needs)
            }
        }
        rows.put("}\n")
    }

    /// Several identifiers are joined by blanks; one stays where it is.
    private static func joined(_ sessions: Identifiers, _ index: Int, _ bytes: [UInt8]) -> (bytes: [UInt8], range: Range<Int>) {
        let places = Int(sessions.starts[index])..<Int(sessions.starts[index + 1])
        if places.count == 1 { return (bytes, sessions.ranges[places.lowerBound].indices) }
        var text: [UInt8] = []
        for place in places {
            if place > places.lowerBound { text.append(UInt8(ascii: " ")) }
            text += bytes[sessions.ranges[place].indices]
        }
        return (text, text.indices)
    }

    @inline(__always)
    private mutating func putColumns(of id: TemplateID, _ parser: some TemplateParser, to rows: inout RowBuffer) {
        let place = Int(id.rawValue)
        if place < columns.count, columns[place].count > 0 {
            rows.put(columnBytes, columns[place].indices)
        } else {
            let made = columnsOf(id, parser)
            rows.put(made)
        }
    }

    /// `EventId` and `EventTemplate` as they are written, remembered.
    @inline(never)
    private mutating func columnsOf(_ id: TemplateID, _ parser: some TemplateParser) -> [UInt8] {
        if let known = farColumns[id] { return known }
        let template = parser.template(id)
        let name = template.map(\.id.description) ?? "", text = template?.text ?? ""
        var out: [UInt8] = []
        if style == .csv {
            CSVField.append(name, to: &out)
            out.append(UInt8(ascii: ","))
            CSVField.append(text, to: &out)
        } else {
            out.append(contentsOf: ",\"EventId\":".utf8)
            JSONText.append(Array(name.utf8), to: &out)
            out.append(contentsOf: ",\"EventTemplate\":".utf8)
            JSONText.append(Array(text.utf8), to: &out)
        }
        let place = Int(id.rawValue)
        if place < Self.nearColumns {
            if place >= columns.count { columns += [ByteRange](repeating: .empty, count: place + 1 - columns.count) }
            let start = UInt32(clamping: columnBytes.count)
            columnBytes += out
            columns[place] = ByteRange(start: start, end: UInt32(clamping: columnBytes.count))
        } else {
            farColumns[id] = out
        }
        return out
    }
}

extension RowBuffer {
    /// A CSV field that may come from another array.
    fileprivate mutating func putCSV(_ field: (bytes: [UInt8], range: Range<Int>), _ needs: EscapeNeeds) {
        putCSV(field.bytes, field.range, needs)
    }
}
