/// Numbers the things whose rates are watched: all records, each severity, each kind of line, and the values of small categories.
struct RateUnits: Sendable, Codable {
    /// Most things watched; the more frequent ones are kept.
    static let limit = 4000
    /// Values of larger categories are not watched one by one.
    static let valueLimit = 16

    private(set) var units: [RateUnit] = [.all]
    private var severities: [Int32]
    private var statements: [Int32]
    @SortedKeys private var values: [Int: SortedKeys<UInt64, Int32>] = [:]

    init(_ table: ObservationTable, _ records: [Range<Int>], _ slots: SlotModel, _ kinds: StatementTable) {
        severities = Array(repeating: -1, count: Severity.allCases.count)
        statements = Array(repeating: -1, count: kinds.count)
        var counts: [RateUnit: Int] = [:]
        for record in records.joined() {
            let statement = table.statements[record]
            guard statement >= 0 else { continue }
            counts[.statement(statement), default: 0] += 1
            counts[.severity(kinds[statement].severity), default: 0] += 1
            for slot in table.slots(of: record) {
                let place = table.slotPlaces[slot]
                guard let category = slots.categories[StatementTable.slot(statement, place)],
                    (2...Self.valueLimit).contains(category.values.count)
                else { continue }
                counts[.value(statement: statement, place: place, hash: table.slotHashes[slot]), default: 0] += 1
            }
        }
        counts[.severity(.unknown)] = nil
        // What nearly all records are is counted with all records.
        let total = records.reduce(0) { $0 + $1.count }
        let kept = counts.filter { $0.value * 20 < total * 19 }
            .sorted { left, right in
                left.value != right.value ? left.value > right.value : Self.order(left.key) < Self.order(right.key)
            }
            .prefix(Self.limit)
        for (unit, _) in kept {
            let number = Int32(units.count)
            units.append(unit)
            switch unit {
            case .all: break
            case .statement(let statement): statements[Int(statement)] = number
            case .severity(let severity): severities[Int(severity.rawValue)] = number
            case .value(let statement, let place, let hash):
                values[StatementTable.slot(statement, place), default: SortedKeys(wrappedValue: [:])].wrappedValue[hash] = number
            }
        }
    }

    /// The kinds of line with values that are counted one by one.
    var statementsWithValues: Set<Int32> {
        Set(units.compactMap { if case .value(let statement, _, _) = $0 { statement } else { nil } })
    }

    /// The units of values by place and value; see ``forEach(_:in:severity:values:hasValues:_:)``.
    var valueNumbers: FixedMap<Int32> {
        FixedMap(
            values.sorted { $0.key < $1.key }.flatMap { slot, numbers in
                numbers.wrappedValue.sorted { $0.key < $1.key }.map { (key: ObservationReader.mix(UInt64(slot), $0.key), value: $0.value) }
            })
    }

    /// Calls `body` with the number of each unit a record counts for.
    ///
    /// - Parameters:
    ///   - values: ``valueNumbers``.
    ///   - hasValues: whether its kind of line is among ``statementsWithValues``.
    @inline(__always)
    func forEach(
        _ record: Int, in table: borrowing ObservationTable, severity: Severity, values: borrowing FixedMap<Int32>, hasValues: Bool,
        _ body: (Int) -> Void
    ) {
        body(0)
        let ofSeverity = severities[Int(severity.rawValue)]
        if ofSeverity >= 0 { body(Int(ofSeverity)) }
        let statement = table.statements[record]
        guard statement >= 0 else { return }
        let ofStatement = statements[Int(statement)]
        if ofStatement >= 0 { body(Int(ofStatement)) }
        guard hasValues else { return }
        for slot in table.slots(of: record) {
            let place = UInt64(StatementTable.slot(statement, table.slotPlaces[slot]))
            if let number = values[ObservationReader.mix(place, table.slotHashes[slot])] { body(Int(number)) }
        }
    }

    /// An order that is the same in every run.
    private static func order(_ unit: RateUnit) -> (Int, Int, UInt64) {
        switch unit {
        case .all: (0, 0, 0)
        case .severity(let severity): (1, Int(severity.rawValue), 0)
        case .statement(let statement): (2, Int(statement), 0)
        case .value(let statement, let place, let hash): (3, StatementTable.slot(statement, place), hash)
        }
    }

    /// Why the numbers cannot be those of so many kinds of line; `nil` when they can.
    func problem(statements count: Int) -> String? {
        let numbers = severities + statements + values.values.flatMap(\.wrappedValue.values)
        guard severities.count == Severity.allCases.count, statements.count == count, units.count <= Self.limit + 1, units.first == .all,
            numbers.allSatisfy({ $0 < units.count })
        else { return "the units of rates do not fit the kinds of line" }
        return nil
    }
}
