/// Gives a number to each kind of line: a template together with the header fields that name the statement (level, component).
struct StatementTable: Sendable, Codable {
    /// One kind of line.
    struct Statement: Sendable, Codable, Equatable {
        /// Its template.
        var template: TemplateID
        /// How serious its records say they are.
        var severity: Severity
        /// Records seen while learning.
        var count: Int
        /// The request its first record tells of; `nil` where it tells of none.
        var request: Request?
    }

    /// Stands for a kind of line that was never learnt.
    static let unknown: Int32 = -1
    /// More kinds than this are not told apart; the rest counts as unknown while learning and is never told as new.
    static let limit = 20_000

    private(set) var statements: [Statement] = []
    /// What the values of a kind of line are called: the header field, or the word before the parameter.
    @SortedKeys private(set) var placeNames: [Int: String] = [:]
    @SortedKeys private var numbers: [UInt64: Int32] = [:]

    /// Why the table cannot be used; `nil` when it can.
    var problem: String? {
        guard statements.count <= Self.limit, numbers.values.allSatisfy({ statements.indices.contains(Int($0)) }),
            placeNames.keys.allSatisfy({ $0 >= 0 && $0 >> 6 < statements.count })
        else { return "a kind of line is named that does not exist" }
        return nil
    }

    subscript(statement: Int32) -> Statement {
        get { statements[Int(statement)] }
        set { statements[Int(statement)] = newValue }
    }

    var count: Int { statements.count }

    /// The number of a kind of line, if it was learnt.
    @inline(__always)
    func number(_ key: UInt64) -> Int32 { numbers[key] ?? Self.unknown }

    /// One number for a place in a kind of line.
    @inline(__always)
    static func slot(_ statement: Int32, _ place: UInt8) -> Int { Int(statement) << 6 | Int(place) }

    /// Names a place, once.
    mutating func name(_ statement: Int32, _ place: Int, _ name: @autoclosure () -> String) {
        let slot = Self.slot(statement, UInt8(truncatingIfNeeded: place))
        if placeNames[slot] == nil { placeNames[slot] = name() }
    }

    /// The name of a place; empty where it has none.
    func placeName(_ statement: Int32, _ place: UInt8) -> String {
        statement < 0 ? "" : placeNames[Self.slot(statement, place)] ?? ""
    }

    /// Counts anew and takes away the kinds that are not there; the numbers of the others remain.
    mutating func keepSeen(_ seen: some Sequence<Int32>) {
        for statement in statements.indices { statements[statement].count = 0 }
        for statement in seen where statement >= 0 { statements[Int(statement)].count += 1 }
        numbers = numbers.filter { statements[Int($0.value)].count > 0 }
    }

    /// The number of a kind of line, a new one where it has none yet.
    mutating func insert(
        _ key: UInt64, template: TemplateID, severity: @autoclosure () -> Severity, request: @autoclosure () -> Request? = nil
    ) -> Int32 {
        if let number = numbers[key] { return number }
        guard statements.count < Self.limit else { return Self.unknown }
        let number = Int32(statements.count)
        statements.append(Statement(template: template, severity: severity(), count: 0, request: request()))
        numbers[key] = number
        return number
    }
}
