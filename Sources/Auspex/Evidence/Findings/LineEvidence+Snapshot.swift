/// What a restored number may be: a snapshot is bytes from outside until each number in it was looked at.
struct EvidenceBounds: Sendable {
    /// Kinds of line of the model.
    var statements: Int
    /// Steps of its sessions.
    var steps: Int

    /// - Parameter model: `nil` where nothing is known, so that there can be none of them.
    init(_ model: LineModel?) {
        statements = model?.statements.count ?? 0
        steps = model?.tasks.steps.statements.count ?? 0
    }
}

extension SnapshotWriter {
    mutating func write(_ value: Int32) { write(Int64(value)) }

    /// A value that may be missing.
    mutating func write<Value>(_ value: Value?, each: (inout SnapshotWriter, Value) -> Void) {
        write(value != nil)
        if let value { each(&self, value) }
    }
}

extension SnapshotReader {
    /// A kind of line, ``StatementTable/unknown`` included.
    mutating func statement(_ bounds: EvidenceBounds) throws -> Int32 { Int32(try int(in: -1...(bounds.statements - 1))) }

    /// A step, -1 for none included.
    mutating func step(_ bounds: EvidenceBounds) throws -> Int32 { Int32(try int(in: -1...(bounds.steps - 1))) }

    /// A value that may be missing.
    mutating func optional<Value>(_ each: (inout SnapshotReader) throws -> Value) throws -> Value? { try bool() ? each(&self) : nil }

    /// How often something was seen.
    mutating func tally() throws -> Int { try int(in: 0...Int(Int32.max)) }
}

extension RateUnit {
    func write(to writer: inout SnapshotWriter) {
        switch self {
        case .all: writer.write(0)
        case .statement(let statement):
            writer.write(1)
            writer.write(statement)
        case .severity(let severity):
            writer.write(2)
            writer.write(Int(severity.rawValue))
        case .value(let statement, let place, let hash):
            writer.write(3)
            writer.write(statement)
            writer.write(Int(place))
            writer.write(hash)
        }
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        switch try reader.int(in: 0...3) {
        case 0: self = .all
        case 1: self = .statement(try reader.statement(bounds))
        case 2: self = .severity(try Severity(from: &reader))
        default:
            self = .value(statement: try reader.statement(bounds), place: UInt8(try reader.int(in: 0...255)), hash: try reader.number())
        }
    }
}

extension Severity {
    init(from reader: inout SnapshotReader) throws {
        let number = try reader.int(in: 0...255)
        guard let severity = Self.allCases.first(where: { Int($0.rawValue) == number }) else { throw SnapshotReader.damaged }
        self = severity
    }
}

extension EvidenceFamily {
    init(from reader: inout SnapshotReader) throws { self = Self.allCases[try reader.int(in: 0...(Self.allCases.count - 1))] }
}

extension LineEvidence.Detail {
    /// Writes the number of the case, then its figures; ``init(from:_:)`` has the same order.
    func write(to writer: inout SnapshotWriter) {
        switch self {
        case .newTemplate(let severity, let speaksOfTrouble, let name):
            writer.write(0)
            writer.write(Int(severity.rawValue))
            writer.write(speaksOfTrouble)
            writer.write(name)
        case .newValue(let value, let place, let usual):
            writer.write(1)
            writer.write(value)
            writer.write(place)
            writer.write(usual)
        case .rateUp(let unit, let count, let usual, let seconds), .rateDown(let unit, let count, let usual, let seconds):
            let isUp = if case .rateUp = self { true } else { false }
            writer.write(isUp ? 2 : 3)
            unit.write(to: &writer)
            writer.write(count)
            writer.write(usual)
            writer.write(seconds)
        case .silence(let statement, let seconds, let usual):
            writer.write(4)
            writer.write(statement) { $0.write($1) }
            writer.write(seconds)
            writer.write(usual)
        case .highValue(let value, let usual, let place, let isDuration):
            writer.write(5)
            writer.write(value)
            writer.write(usual)
            writer.write(place)
            writer.write(isDuration)
        case .manyHighValues(let count, let total, let limit, let place, let isDuration):
            writer.write(6)
            writer.write(count)
            writer.write(total)
            writer.write(limit)
            writer.write(place)
            writer.write(isDuration)
        case .unexpectedOrder(let after, let usual):
            writer.write(7)
            writer.write(after)
            writer.write(usual) { $0.write($1) }
        case .missingStep(let statement):
            writer.write(8)
            writer.write(statement)
        case .repeatedStep(let count, let usual):
            writer.write(9)
            writer.write(count)
            writer.write(usual)
        case .unusualCount(let statement, let count, let usual):
            writer.write(10)
            writer.write(statement) { $0.write($1) }
            writer.write(count)
            writer.write(usual)
        case .slowStep(let after, let seconds, let usual):
            writer.write(11)
            writer.write(after)
            writer.write(seconds)
            writer.write(usual)
        case .slowSession(let seconds):
            writer.write(12)
            writer.write(seconds)
        case .unfinished(let statement):
            writer.write(13)
            writer.write(statement)
        case .stalled(let seconds, let usual, let next):
            writer.write(14)
            writer.write(seconds)
            writer.write(usual)
            writer.write(next)
        case .lowValue(let value, let usual, let place):
            writer.write(15)
            writer.write(value)
            writer.write(usual)
            writer.write(place)
        case .unusualSession(let detail, let reasons, let count, let total, let within):
            writer.write(16)
            writer.write(detail) { $1.write(to: &$0) }
            writer.write(reasons) { $0.write($1.number) }
            writer.write(count)
            writer.write(total)
            writer.write(within) { $0.write($1) }
        }
    }

    /// - Parameter isInner: whether it is what a session's most telling record shows, which holds no further session.
    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds, isInner: Bool = false) throws {
        switch try reader.int(in: 0...(isInner ? 15 : 16)) {
        case 0: self = .newTemplate(severity: try Severity(from: &reader), speaksOfTrouble: try reader.bool(), name: try reader.number())
        case 1: self = .newValue(value: try reader.text(), place: try reader.text(), usual: try reader.int())
        case 2:
            self = .rateUp(
                unit: try RateUnit(from: &reader, bounds), count: try reader.int(), usual: try reader.double(), seconds: try reader.double()
            )
        case 3:
            self = .rateDown(
                unit: try RateUnit(from: &reader, bounds), count: try reader.int(), usual: try reader.double(), seconds: try reader.double()
            )
        case 4:
            self = .silence(
                of: try reader.optional { try $0.statement(bounds) }, seconds: try reader.double(), usual: try reader.double())
        case 5:
            self = .highValue(
                value: try reader.double(), usual: try reader.double(), place: try reader.text(), isDuration: try reader.bool())
        case 6:
            self = .manyHighValues(
                count: try reader.int(), of: try reader.int(), limit: try reader.double(), place: try reader.text(),
                isDuration: try reader.bool())
        case 7: self = .unexpectedOrder(after: try reader.statement(bounds), usual: try reader.optional { try $0.statement(bounds) })
        case 8: self = .missingStep(try reader.statement(bounds))
        case 9: self = .repeatedStep(count: try reader.int(), usual: try reader.int())
        case 10:
            self = .unusualCount(
                of: try reader.optional { try $0.statement(bounds) }, count: try reader.int(), usual: try reader.int())
        case 11: self = .slowStep(after: try reader.statement(bounds), seconds: try reader.double(), usual: try reader.double())
        case 12: self = .slowSession(seconds: try reader.double())
        case 13: self = .unfinished(try reader.statement(bounds))
        case 14: self = .stalled(seconds: try reader.double(), usual: try reader.double(), next: try reader.statement(bounds))
        case 15: self = .lowValue(value: try reader.double(), usual: try reader.double(), place: try reader.text())
        default:
            self = .unusualSession(
                try reader.optional { try LineEvidence.Detail(from: &$0, bounds, isInner: true) },
                reasons: try reader.list { try EvidenceFamily(from: &$0) }, count: try reader.int(), of: try reader.int(),
                within: try reader.optional { try $0.double() })
        }
    }
}

extension LineEvidence {
    func write(to writer: inout SnapshotWriter) {
        detail.write(to: &writer)
        writer.write(score)
        writer.write(time)
        writer.write(line)
        writer.write(statement)
        writer.write(format)
        writer.write(subject)
        writer.write(moreLines) { $0.write($1) }
        writer.write(key)
        writer.write(value)
        writer.write(session)
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        self.init(
            detail: try Detail(from: &reader, bounds), score: try reader.double(), time: try reader.double(),
            line: try LineReference(from: &reader),
            statement: try reader.statement(bounds), format: try reader.tally(), subject: try reader.text(),
            moreLines: try reader.list { try LineReference(from: &$0) }, key: try reader.number(), value: try reader.number(),
            session: try reader.number())
    }
}

extension SessionSign {
    func write(to writer: inout SnapshotWriter) {
        writer.write(line)
        writer.write(next) { $0.write($1) }
        writer.write(statement)
        writer.write(time)
        detail.write(to: &writer)
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        self.init(
            line: try LineReference(from: &reader), next: try reader.optional { try LineReference(from: &$0) },
            statement: try reader.statement(bounds),
            time: try reader.double(), detail: try LineEvidence.Detail(from: &reader, bounds))
    }
}
