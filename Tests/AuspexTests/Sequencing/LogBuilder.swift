import Testing

@testable import Auspex

/// Builds batches by hand: every record has one field `Host` and parameters given as text found in the message.
struct LogBuilder {
    struct Line {
        var text: String
        var template: UInt32
        var time: Double
        var host: String
        var parameters: [(String, ParameterKind)]
    }

    static let fieldNames = ["Host"]
    private(set) var lines: [Line] = []

    /// A record about some blocks.
    mutating func add(_ template: UInt32, blocks: [String], time: Double = .nan, host: String = "a") {
        lines.append(
            Line(
                text: "event \(template) of " + blocks.joined(separator: " "), template: template, time: time, host: host,
                parameters: blocks.map { ($0, .block) }))
    }

    /// A record with any text and parameters.
    mutating func add(_ template: UInt32, _ text: String, _ parameters: [(String, ParameterKind)], time: Double = .nan, host: String = "a")
    {
        lines.append(Line(text: text, template: template, time: time, host: host, parameters: parameters))
    }

    /// The records in batches of a size, all from one source.
    func batches(of size: Int = 1 << 20, source: Int = 0) -> [(RecordBatch, EventBatch)] {
        var result: [(RecordBatch, EventBatch)] = []
        var begin = 0
        while begin < lines.count {
            let end = min(lines.count, begin + size)
            result.append(Self.batch(Array(lines[begin..<end]), firstLine: UInt64(begin + 1), source: source))
            begin = end
        }
        return result
    }

    static func batch(_ lines: [Line], firstLine: UInt64, source: Int) -> (RecordBatch, EventBatch) {
        var records = RecordBatch()
        var events = EventBatch()
        records.fieldCount = 1
        records.source = source
        for (index, line) in lines.enumerated() {
            let start = records.bytes.count
            records.bytes += Array(line.host.utf8)
            let host = ByteRange(start: UInt32(start), end: UInt32(records.bytes.count))
            records.fields.append(host)
            records.bytes += Array(" ".utf8)
            let contentStart = records.bytes.count
            records.bytes += Array(line.text.utf8)
            let end = UInt32(records.bytes.count)
            records.records.append(
                RecordSlot(
                    raw: ByteRange(start: UInt32(start), end: end), content: ByteRange(start: UInt32(contentStart), end: end),
                    line: firstLine + UInt64(index), time: line.time, unparsed: nil, lineCount: 1))
            events.templates.append(TemplateID(rawValue: line.template))
            var position = contentStart
            for (value, kind) in line.parameters {
                let wanted = Array(value.utf8)
                while position + wanted.count <= records.bytes.count, Array(records.bytes[position..<position + wanted.count]) != wanted {
                    position += 1
                }
                precondition(position + wanted.count <= records.bytes.count, "\(value) is not in \(line.text)")
                events.parameters.append(
                    ParameterSpan(range: ByteRange(start: UInt32(position), end: UInt32(position + wanted.count)), kind: kind))
                position += wanted.count
            }
            events.parameterStarts.append(UInt32(events.parameters.count))
            records.bytes.append(UInt8(ascii: "\n"))
        }
        return (records, events)
    }
}

/// One closed session as the tests look at it.
struct Closed: Equatable {
    var sequence: EventSequence
    var cause: ClosedSession.Cause
    var isReopened: Bool
    var count: Int
    var part: Int
    var fingerprint: UInt64

    init(_ closed: borrowing ClosedSession) {
        sequence = closed.materialized()
        cause = closed.cause
        isReopened = closed.isReopened
        count = closed.events.count
        part = closed.part
        fingerprint = closed.fingerprint
    }

    var id: String { sequence.id }
    var templates: [UInt32] { sequence.events.map(\.rawValue) }
}

/// Runs a log through a sessionizer.
func sessions(
    of log: LogBuilder, rule: SessionRule = .identifier(IdentifierShape(kind: .block)),
    configuration: Sessionizer.Configuration = .init(), batch: Int = 1 << 20
) throws -> (closed: [Closed], statistics: Sessionizer.Statistics) {
    var sessionizer = try Sessionizer(rule: rule, fieldNames: LogBuilder.fieldNames, configuration: configuration)
    var closed: [Closed] = []
    for (records, events) in log.batches(of: batch) {
        sessionizer.add(records, events) { closed.append(Closed($0)) }
    }
    sessionizer.finish { closed.append(Closed($0)) }
    #expect(sessionizer.openSessions == 0)
    return (closed, sessionizer.statistics)
}
