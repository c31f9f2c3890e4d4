/// What values and numbers are usual at each place of each kind of line, and in places of the same name in all kinds together.
struct SlotModel: Sendable, Codable {
    /// Closed sets of values by ``StatementTable/slot(_:_:)``.
    @SortedKeys private(set) var categories: [Int: SlotCategory] = [:]
    /// Closed sets of values by the name of the place.
    @SortedKeys private(set) var named: [String: SlotCategory] = [:]
    /// Tails of numbers by ``StatementTable/slot(_:_:)``.
    @SortedKeys private(set) var tails: [Int: Tail] = [:]
    /// Largest score a window of high values reached while learning, by slot; see ``HighValueWatch``.
    @SortedKeys var windowPeaks: [Int: Double] = [:]

    init(_ table: ObservationTable, _ records: [Range<Int>], _ statements: StatementTable) {
        var tallies: [Int: SlotTally] = [:]
        for record in records.joined() {
            let statement = table.statements[record]
            guard statement >= 0 else { continue }
            for slot in table.slots(of: record) {
                tallies[StatementTable.slot(statement, table.slotPlaces[slot]), default: SlotTally()].add(
                    table.slotHashes[slot], table.slotNumbers[slot], table.slotShapes[slot])
            }
        }
        var pooled: [String: [UInt64: Int]] = [:]
        var open: Set<String> = []
        for (slot, tally) in tallies {
            let name = statements.placeNames[slot] ?? ""
            // Amounts that came in few sizes are amounts still: the next one may have any size.
            let category = AmountNames.contains(name) && tally.isNumeric ? nil : tally.category
            if let category {
                categories[slot] = category
            } else if !AmountNames.isIdentifier(name), let tail = tally.tail {
                tails[slot] = tail
            }
            guard name.count > 1 else { continue }
            if tally.isOpen || tally.measured > 0 || tally.times > 0 || tally.numberCount * 2 > tally.count {
                open.insert(name)
            } else {
                for (value, count) in tally.values { pooled[name, default: [:]][value, default: 0] += count }
            }
        }
        for (name, counts) in pooled where !open.contains(name) && counts.count <= SlotTally.valueLimit {
            let expected = Discovery.expected(counts.values)
            if expected < 0.3, counts.values.reduce(0, +) >= 50 {
                named[name] = SlotCategory(values: Set(counts.keys), expectedNew: expected)
            }
        }
    }

    /// Why the model cannot be used; `nil` when it can.
    var problem: String? {
        let closed = Array(categories.values) + Array(named.values)
        guard closed.allSatisfy({ $0.expectedNew.isFinite && $0.expectedNew > 0 }), tails.values.allSatisfy(\.isUsable),
            windowPeaks.values.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { return "usual values hold a number that is not possible" }
        return nil
    }
}
