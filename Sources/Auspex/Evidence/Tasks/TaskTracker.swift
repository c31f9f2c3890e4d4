/// Follows identifiers through a log: which belong to one task, and when one begins anew.
struct TaskTracker: Sendable {
    /// Identifiers remembered; beyond, all that are idle are forgotten.
    static let limit = 200_000

    private let idle: Double
    var aliases: [UInt64: (key: UInt64, time: Double)] = [:]
    var last: [UInt64: Double] = [:]

    init(idle: Double) { self.idle = idle }

    /// The identifier of the task a record belongs to: its own, or that of the session which handed it over.
    mutating func resolve(_ table: borrowing ObservationTable, _ record: Int, _ handovers: Set<Int>) -> UInt64 {
        var key = table.sessions[record]
        let time = table.times[record]
        if !handovers.isEmpty {
            if let alias = aliases[key], time - alias.time < 3600 {
                aliases[key] = (alias.key, time)
                key = alias.key
            }
            let statement = table.statements[record]
            if statement >= 0 {
                for slot in table.slots(of: record) where handovers.contains(StatementTable.slot(statement, table.slotPlaces[slot])) {
                    let child = table.slotHashes[slot] | 1
                    if child != key {
                        if aliases.count >= Self.limit { aliases = aliases.filter { time - $0.value.time < idle } }
                        aliases[child] = (key, time)
                    }
                }
            }
        }
        return key
    }

    /// Forgets whose child an identifier was: it begins something of its own.
    mutating func release(_ key: UInt64) { if !aliases.isEmpty { aliases[key] = nil } }

    /// Whether nothing was heard of a task lately; remembers the moment.
    mutating func isNew(_ key: UInt64, at time: Double) -> Bool {
        let before = last[key]
        if last.count >= Self.limit { last = last.filter { time - $0.value < idle } }
        last[key] = time
        guard let before else { return true }
        return time - before > idle
    }
}
