/// Turns the plan of a normal session into one with a fault, and marks the line that carries it.
///
/// The fault always lies outside what normal sessions do: steps are left out that no finished session lacks, orders are broken that
/// always hold, counts exceed every normal one.
struct FaultPlanter: Sendable {
    private let required: Set<UInt16>
    private let order: [(UInt16, UInt16)]
    private let exceptions: [(UInt16, fatal: Bool)]
    private let foreign: [(UInt16, UInt16)]
    private let excess: [(UInt16, UInt16)]
    private let copies: ClosedRange<Int>
    private let slow: Set<UInt16>
    private let slowness: ClosedRange<Double>
    private let withValue: Set<UInt16>

    /// Resolves the names of the description.
    init(_ faults: SimulatedSystem.Faults, messages: [String: Int], withValue: Set<UInt16>) {
        func id(_ name: String) -> UInt16 {
            guard let index = messages[name] else { preconditionFailure("a fault names the unknown message \(name)") }
            return UInt16(index)
        }
        required = Set(faults.required.map(id))
        order = faults.order.map { (id($0.0), id($0.1)) }
        exceptions = faults.exceptions.map { (id($0.0), $0.fatal) }
        foreign = faults.foreign.map { (id($0.0), id($0.1)) }
        excess = faults.excess.map { (id($0.0), id($0.1)) }
        copies = faults.copies
        slow = Set(faults.slow.map(id))
        slowness = faults.slowness
        self.withValue = withValue
    }

    /// Plants one fault.
    ///
    /// - Parameters:
    ///   - firstEnd: number of events at the first place where the session may naturally end.
    /// - Returns: false, and an unchanged plan, when this session has no place for this kind.
    func plant(_ kind: FaultKind, into events: inout [PlannedEvent], firstEnd: Int, random: inout RandomSource) -> Bool {
        let mark = UInt8(FaultKind.allCases.firstIndex(of: kind).map { $0 + 1 } ?? 0)
        switch kind {
        case .interfaceFlapping, .neighbourFlapping, .powerFault, .fanFault:
            // Stretches of a log of their own, which no session holds.
            return false
        case .missingStep:
            guard let index = pick(events, &random, where: { required.contains($0.message) }), events.count > 1 else { return false }
            events.remove(at: index)
            events[min(index, events.count - 1)].fault = mark
        case .wrongOrder:
            let rules = order.filter { rule in events.contains { $0.message == rule.0 } && events.contains { $0.message == rule.1 } }
            guard !rules.isEmpty else { return false }
            let rule = rules[random.index(below: rules.count)]
            guard let first = events.firstIndex(where: { $0.message == rule.0 }),
                let second = events.firstIndex(where: { $0.message == rule.1 }), first < second
            else { return false }
            var moved = events.remove(at: second)
            moved.time = events[first].time
            moved.delay = 0
            moved.fault = mark
            events.insert(moved, at: first)
        case .newTemplate:
            guard !exceptions.isEmpty, !events.isEmpty else { return false }
            let choice = exceptions[random.index(below: exceptions.count)]
            let place = 1 + random.index(below: max(1, min(firstEnd, events.count)))
            insert(choice.0, at: min(place, events.count), mark, into: &events)
            if choice.fatal { events.removeSubrange(min(place + 1, events.count)...) }
        case .repeatedStep:
            guard let index = pick(events, &random, where: { required.contains($0.message) }) else { return false }
            for _ in 0...random.index(below: 2) { insert(events[index].message, at: index + 1, mark, into: &events) }
        case .truncatedSession:
            let end = min(firstEnd, events.count)
            guard end > 2 else { return false }
            events.removeSubrange((2 + random.index(below: end - 2))...)
            events[events.count - 1].fault = mark
        case .foreignStep:
            let rules = foreign.filter { rule in events.contains { $0.message == rule.1 } }
            guard !rules.isEmpty else { return false }
            let rule = rules[random.index(below: rules.count)]
            guard let place = events.firstIndex(where: { $0.message == rule.1 }), place > 0 else { return false }
            insert(rule.0, at: place, mark, into: &events)
        case .unusualCount:
            let rules = excess.filter { rule in events.contains { $0.message == rule.1 } }
            guard !rules.isEmpty else { return false }
            let rule = rules[random.index(below: rules.count)]
            guard let place = events.firstIndex(where: { $0.message == rule.1 }) else { return false }
            let count = copies.lowerBound + random.index(below: copies.count)
            for _ in 0..<count { insert(rule.0, at: place + 1, mark, into: &events) }
            shift(&events, from: place + 1 + count, by: Int64(count) * 150)
            for copy in 1...count { events[place + copy].time = events[place].time + Int64(copy) * 150 }
        case .slowStep:
            guard let index = pick(events, &random, where: { slow.contains($0.message) }) else { return false }
            events[index].fault = mark
            let extra = slowness.lowerBound + random.uniform() * (slowness.upperBound - slowness.lowerBound)
            events[index].delay += Float(extra)
            shift(&events, from: index, by: Int64(extra))
        case .valueOutOfRange:
            guard let index = pick(events, &random, where: { withValue.contains($0.message) }) else { return false }
            events[index].fault = mark
        }
        return true
    }

    private func pick(
        _ events: [PlannedEvent], _ random: inout RandomSource, where matches: (PlannedEvent) -> Bool
    ) -> Int? {
        let places = events.indices.filter { matches(events[$0]) }
        return places.isEmpty ? nil : places[random.index(below: places.count)]
    }

    private func insert(_ message: UInt16, at place: Int, _ mark: UInt8, into events: inout [PlannedEvent]) {
        let before = events[max(0, place - 1)]
        let after = place < events.count ? events[place] : PlannedEvent(time: before.time + 400, message: 0, actor: 0, fault: 0)
        let time = before.time + (after.time - before.time) / 2
        events.insert(PlannedEvent(time: time, message: message, actor: before.actor, fault: mark), at: place)
    }

    private func shift(_ events: inout [PlannedEvent], from start: Int, by delay: Int64) {
        var index = start
        while index < events.count {
            events[index].time += delay
            index += 1
        }
    }
}
