import Foundation

/// Learns how sessions are told from the log: their parts, how they begin, and which values tell steps apart.
extension TaskSteps {
    /// Finds an identifier of parts of sessions: each value stands in one session only, sessions hold several, values several records.
    mutating func findBranches(_ table: ObservationTable, _ records: [Range<Int>], _ statements: StatementTable) {
        struct BranchCandidate {
            var sessions: [UInt64: UInt64] = [:]
            var records = 0, violations = 0
            var places: [Int32: UInt8] = [:]
        }
        var candidates: [String: BranchCandidate] = [:]
        var total = 0, sessions: Set<UInt64> = []
        for record in records.joined() where table.sessions[record] != 0 && table.statements[record] >= 0 {
            total += 1
            sessions.insert(table.sessions[record])
            for slot in table.slots(of: record) where table.slotShapes[slot].contains(.identifier) {
                let place = table.slotPlaces[slot], statement = table.statements[record]
                let name = statements.placeName(statement, place)
                guard name.count > 1, candidates[name] != nil || candidates.count < 64 else { continue }
                var candidate = candidates[name] ?? BranchCandidate()
                candidates[name] = nil
                candidate.records += 1
                if candidate.sessions.count < 200_000 {
                    if let owner = candidate.sessions[table.slotHashes[slot]] {
                        if owner != table.sessions[record] { candidate.violations += 1 }
                    } else {
                        candidate.sessions[table.slotHashes[slot]] = table.sessions[record]
                    }
                }
                candidate.places[statement] = place
                candidates[name] = candidate
            }
        }
        let usable = candidates.filter { _, candidate in
            candidate.records * 2 > total && candidate.violations * 100 <= candidate.records
                && candidate.records >= 2 * candidate.sessions.count && candidate.sessions.count * 2 >= 3 * sessions.count
        }
        if let best = usable.max(by: { ($0.value.records, $1.key) < ($1.value.records, $0.key) }) { branchPlaces = best.value.places }
    }

    mutating func findHandovers(_ table: ObservationTable, _ records: [Range<Int>], _ times: [UInt64: [Double]]) {
        var seen: [Int: Int] = [:], followed: [Int: Int] = [:]
        for record in records.joined() where table.sessions[record] != 0 && table.statements[record] >= 0 {
            for slot in table.slots(of: record) {
                let value = table.slotHashes[slot] | 1
                guard value != table.sessions[record] else { continue }
                let place = StatementTable.slot(table.statements[record], table.slotPlaces[slot])
                seen[place, default: 0] += 1
                guard let theirs = times[value] else { continue }
                let time = table.times[record]
                let next = theirs.partitioningIndex { $0 >= time }
                if next < theirs.count, theirs[next] - time < 10, next == 0 || time - theirs[next - 1] > 1 {
                    followed[place, default: 0] += 1
                }
            }
        }
        for (place, count) in followed where count >= 10 && count * 2 > seen[place, default: 0] { handovers.insert(place) }
    }

    mutating func findOpenings(_ table: ObservationTable, _ records: [Range<Int>]) {
        var first: [Int32: Int] = [:], all: [Int32: Int] = [:], sessions = 0
        var tracker = TaskTracker(idle: idle)
        for record in records.joined() where table.sessions[record] != 0 && table.statements[record] >= 0 {
            let statement = table.statements[record]
            all[statement, default: 0] += 1
            let key = tracker.resolve(table, record, handovers)
            if tracker.isNew(key, at: table.times[record]) {
                first[statement, default: 0] += 1
                sessions += 1
            }
        }
        for (statement, count) in first where count >= 5 && count * 2 > all[statement, default: 0] { openings.insert(statement) }
    }

    /// Finds, for each statement, the value that says most about the statement behind it in the session.
    mutating func findPlaces(_ table: ObservationTable, _ records: [Range<Int>], _ slots: SlotModel) {
        struct Joint { var byValue: [UInt64: [Int32: Int]] = [:] }
        var joints: [Int: Joint] = [:], nexts: [Int32: [Int32: Int]] = [:]
        var open: [UInt64: Int] = [:]
        var tracker = TaskTracker(idle: idle)
        for record in records.joined() where table.sessions[record] != 0 && table.statements[record] >= 0 {
            let key = tracker.resolve(table, record, handovers)
            let statement = table.statements[record]
            if let last = open[key], !openings.contains(statement) {
                let before = table.statements[last]
                nexts[before, default: [:]][statement, default: 0] += 1
                for slot in table.slots(of: last) {
                    let place = StatementTable.slot(before, table.slotPlaces[slot])
                    guard let category = slots.categories[place], (2...64).contains(category.values.count) else { continue }
                    joints[place, default: Joint()].byValue[table.slotHashes[slot], default: [:]][statement, default: 0] += 1
                }
            }
            open[key] = record
        }
        var best: [Int32: (place: UInt8, gain: Double)] = [:]
        for (slot, joint) in joints.sorted(by: { $0.key < $1.key }) {
            let statement = Int32(slot >> 6), place = UInt8(slot & 63)
            let total = joint.byValue.values.reduce(0) { $0 + $1.values.reduce(0, +) }
            guard total >= 50, joint.byValue.count > 1 else { continue }
            let whole = Self.entropy(nexts[statement, default: [:]])
            var rest = 0.0
            for (_, counts) in joint.byValue.sorted(by: { $0.key < $1.key }) {
                rest += Double(counts.values.reduce(0, +)) / Double(total) * Self.entropy(counts)
            }
            // Each value costs about one further distribution to learn; a gain by chance is not worth it.
            let chance = Double(joint.byValue.count * max(1, nexts[statement, default: [:]].count - 1)) / Double(2 * total)
            let gain = whole - rest - chance
            if gain > 0.15, gain > 0.2 * whole, gain > best[statement]?.gain ?? 0 {
                best[statement] = (place, gain)
            }
        }
        for (statement, choice) in best { places[statement] = choice.place }
    }

    private static func entropy(_ counts: [Int32: Int]) -> Double {
        let total = Double(counts.values.reduce(0, +))
        return counts.values.sorted().reduce(0) { $0 - Double($1) / total * log(Double($1) / total) }
    }

}

extension Array where Element == Double {
    /// Index of the first element that satisfies a condition all later ones satisfy too; O(log n).
    func partitioningIndex(_ isBehind: (Double) -> Bool) -> Int {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
