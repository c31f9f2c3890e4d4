/// Writes parsed records with logparser's columns, as CSV or JSON lines, from bytes to a buffer.
///
/// Columns: `LineId`, the format's header fields, `Content`, `EventId`, `EventTemplate`, `ParameterList` (`['a', 'b']`). A record without template
/// has an empty event id and template. Ids and texts are those known when a batch is written; for final ones learn first, then match and write.
///
/// Bytes that are not UTF-8 stay as they are in CSV; in JSON each becomes U+FFFD, so that the output is valid UTF-8.
public struct ParsedWriter: Sendable {
    /// How rows are written.
    public enum Style: String, Sendable, Codable, CaseIterable {
        /// Comma-separated values with a header.
        case csv
        /// One JSON object a line.
        case jsonLines
    }

    /// How rows are written.
    public let style: Style
    private let fieldKeys: [[UInt8]]
    private let fieldNames: [String]
    private var columns: [TemplateID: [UInt8]] = [:]
    private var revision: UInt64?

    /// A writer for records with the given header fields (names without `Content`).
    public init(_ style: Style, fieldNames: [String]) {
        self.style = style
        self.fieldNames = fieldNames
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
        CSVField.append(row: ["LineId"] + fieldNames + ["Content", "EventId", "EventTemplate", "ParameterList"], to: &out)
    }

    /// Appends all records of a batch.
    ///
    /// - Parameters:
    ///   - batch: the records.
    ///   - events: what `parser` made of them.
    ///   - parser: knows the templates.
    ///   - firstLine: number of the first record; `nil` takes each record's line number.
    public mutating func append(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, parser: some TemplateParser, firstLine: UInt64? = nil,
        to out: inout [UInt8]
    ) {
        precondition(events.templates.count == batch.records.count, "\(events.templates.count) events for \(batch.records.count) records")
        if revision != parser.revision || columns.count > 100_000 {
            columns.removeAll(keepingCapacity: true)
            revision = parser.revision
        }
        for index in 0..<batch.records.count {
            let line = firstLine.map { $0 + UInt64(index) } ?? batch.records[index].line
            let template = columnsOf(events.templates[index], parser)
            if style == .csv {
                appendCSV(batch, events, index, line, template, to: &out)
            } else {
                appendJSON(batch, events, index, line, template, to: &out)
            }
        }
    }

    /// The template table: `EventId,EventTemplate,Occurrences`, by id.
    public static func appendTemplates(_ templates: [LogTemplate], to out: inout [UInt8]) {
        CSVField.append(row: ["EventId", "EventTemplate", "Occurrences"], to: &out)
        for template in templates { CSVField.append(row: [template.id.description, template.text, String(template.count)], to: &out) }
    }

    private func appendCSV(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, _ index: Int, _ line: UInt64, _ template: [UInt8], to out: inout [UInt8]
    ) {
        let comma = UInt8(ascii: ",")
        Self.append(line, to: &out)
        out.append(comma)
        let record = batch.records[index]
        let hasFields = record.unparsed == nil && batch.fields.count >= (index + 1) * batch.fieldCount
        for field in 0..<fieldNames.count {
            if hasFields, field < batch.fieldCount { Self.appendCSV(batch.bytes, batch.fields[index * batch.fieldCount + field], to: &out) }
            out.append(comma)
        }
        Self.appendCSV(batch.bytes, record.content, to: &out)
        out.append(comma)
        out.append(contentsOf: template)
        out.append(comma)
        appendList(batch.bytes, events, index, isCSV: true, to: &out)
        out.append(UInt8(ascii: "\n"))
    }

    private func appendJSON(
        _ batch: borrowing RecordBatch, _ events: borrowing EventBatch, _ index: Int, _ line: UInt64, _ template: [UInt8], to out: inout [UInt8]
    ) {
        out.append(contentsOf: "{\"LineId\":".utf8)
        Self.append(line, to: &out)
        let record = batch.records[index]
        let hasFields = record.unparsed == nil && batch.fields.count >= (index + 1) * batch.fieldCount
        for field in 0..<fieldKeys.count where hasFields && field < batch.fieldCount {
            out.append(contentsOf: fieldKeys[field])
            JSONText.append(batch.bytes, batch.fields[index * batch.fieldCount + field].indices, to: &out)
        }
        out.append(contentsOf: ",\"Content\":".utf8)
        JSONText.append(batch.bytes, record.content.indices, to: &out)
        out.append(contentsOf: template)
        out.append(contentsOf: ",\"ParameterList\":[".utf8)
        appendList(batch.bytes, events, index, isCSV: false, to: &out)
        out.append(contentsOf: "]}\n".utf8)
    }

    private func appendList(_ bytes: [UInt8], _ events: borrowing EventBatch, _ index: Int, isCSV: Bool, to out: inout [UInt8]) {
        let range = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
        if isCSV { out.append(contentsOf: "\"[".utf8) }
        for position in range {
            if position > range.lowerBound {
                out.append(UInt8(ascii: ","))
                if isCSV { out.append(UInt8(ascii: " ")) }
            }
            let value = events.parameters[position].range.indices
            if isCSV { Self.appendListed(bytes, value, to: &out) } else { JSONText.append(bytes, value, to: &out) }
        }
        if isCSV { out.append(contentsOf: "]\"".utf8) }
    }

    private static func appendCSV(_ bytes: [UInt8], _ range: ByteRange, to out: inout [UInt8]) {
        appendField(bytes, range.indices, to: &out)
    }

    /// A decimal number.
    private static func append(_ value: UInt64, to out: inout [UInt8]) {
        var divisor: UInt64 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            out.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// `EventId` and `EventTemplate` as they are written.
    private mutating func columnsOf(_ id: TemplateID, _ parser: some TemplateParser) -> [UInt8] {
        if let known = columns[id] { return known }
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
        columns[id] = out
        return out
    }
}
