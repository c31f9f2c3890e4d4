import Foundation

/// What happens in sessions, as steps: a kind of line, told apart further by one of its values where that value foretells what comes next
/// (`query=reserve` against `query=cart_add`).
struct TaskSteps: Sendable, Codable {
    /// Most steps.
    static let limit = 8192

    /// The place that tells steps of a statement apart.
    @SortedKeys var places: [Int32: UInt8] = [:]
    @SortedKeys private var numbers: [UInt64: Int32] = [:]
    /// The statement of each step.
    private(set) var statements: [Int32] = []
    /// Statements that begin a session.
    @SortedMembers var openings: Set<Int32> = []
    /// Places whose value becomes the identifier of a further session of the same task, by ``StatementTable/slot(_:_:)``: the process id of a child.
    @SortedMembers var handovers: Set<Int> = []
    /// Where the identifier of a part of a session stands that goes its own way (a span, a thread), by statement.
    @SortedKeys var branchPlaces: [Int32: UInt8] = [:]
    /// Whether the log has sessions at all.
    private(set) var hasSessions = false
    /// Seconds without a record after which a session is over.
    private(set) var idle = 60.0

    init(_ table: ObservationTable, _ records: [Range<Int>], _ slots: SlotModel, _ statements: StatementTable) {
        var times: [UInt64: [Double]] = [:]
        var gaps: [Float] = []
        for record in records.joined() where table.sessions[record] != 0 {
            let key = table.sessions[record], time = table.times[record]
            if let last = times[key]?.last { gaps.append(Float(max(0, time - last))) }
            times[key, default: []].append(time)
        }
        guard times.count > 1 else { return }
        hasSessions = true
        if !gaps.isEmpty {
            gaps.sort()
            idle = min(3600, max(10, 10 * Double(gaps[gaps.count * 99 / 100])))
        }
        findBranches(table, records, statements)
        findHandovers(table, records, times)
        findOpenings(table, records)
        findPlaces(table, records, slots)
    }

    /// The part of its session a record belongs to; 0 where there are no parts.
    @inline(__always)
    func branch(_ table: borrowing ObservationTable, _ record: Int) -> UInt64 {
        guard !branchPlaces.isEmpty, let place = branchPlaces[table.statements[record]] else { return 0 }
        for slot in table.slots(of: record) where table.slotPlaces[slot] == place { return table.slotHashes[slot] | 1 }
        return 0
    }

    /// The step of a key; -1 for none.
    func number(key: UInt64) -> Int32 { numbers[key] ?? -1 }

    /// The steps with their keys, in order.
    var keyed: [(key: UInt64, value: Int32)] { numbers.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) } }

    /// The step a record is, a new one where it has none yet; -1 for a kind of line never learnt.
    mutating func learn(_ table: borrowing ObservationTable, _ record: Int) -> Int32 {
        let key = key(table, record)
        guard key != 0 else { return -1 }
        if let number = numbers[key] { return number }
        guard statements.count < Self.limit else { return -1 }
        numbers[key] = Int32(statements.count)
        statements.append(table.statements[record])
        return Int32(statements.count - 1)
    }

    /// The step a record is; -1 for none that was learnt.
    @inline(__always)
    func number(_ table: borrowing ObservationTable, _ record: Int) -> Int32 {
        let key = key(table, record)
        return key == 0 ? -1 : numbers[key] ?? -1
    }

    @inline(__always)
    private func key(_ table: borrowing ObservationTable, _ record: Int) -> UInt64 {
        let statement = table.statements[record]
        guard statement >= 0 else { return 0 }
        guard let place = places[statement] else { return UInt64(statement) + 1 }
        for slot in table.slots(of: record) where table.slotPlaces[slot] == place {
            return ObservationReader.mix(UInt64(statement) + 1, table.slotHashes[slot])
        }
        return UInt64(statement) + 1
    }

    /// Why the steps cannot be those of so many kinds of line; `nil` when they can.
    func problem(statements count: Int) -> String? {
        let known = statements + places.keys + openings + branchPlaces.keys
        guard statements.count <= Self.limit, known.allSatisfy({ $0 >= 0 && $0 < count }), idle.isFinite, idle > 0,
            numbers.values.allSatisfy({ statements.indices.contains(Int($0)) })
        else { return "steps of sessions name kinds of line that do not exist" }
        return nil
    }
}
