/// The recursion of ``SessionWorkflowMiner``: find the structure that splits the traces, mine the parts.
struct WorkflowInduction {
    typealias Trace = SessionWorkflowMiner.Trace

    let configuration: SessionWorkflowMiner.Configuration

    mutating func block(_ traces: [Trace], depth: Int) -> WorkflowBlock {
        let total = traces.reduce(0) { $0 + $1.count }
        let filled = traces.filter { !$0.events.isEmpty }
        let present = filled.reduce(0) { $0 + $1.count }
        guard total > 0, present > 0 else { return .nothing }
        // A key that is rarely missing counts as always there, one that is rarely present is left out.
        if Double(present) < (1 - configuration.regularity) * Double(total) { return .nothing }
        if Double(total - present) > (1 - configuration.regularity) * Double(total) {
            return WorkflowBlock.choice([.nothing, block(filled, depth: depth + 1)]).canonical
        }
        let graph = DirectlyFollows(filled, noise: configuration.noise)
        if graph.keys.count == 1 { return repeated(graph.keys[0], filled) }
        guard depth < 24 else { return flower(graph.keys) }
        if let groups = graph.separateComponents(), areExclusive(groups, filled) {
            return WorkflowBlock.choice(groups.map { group in block(assigned(filled, to: group, among: groups), depth: depth + 1) })
                .canonical
        }
        if let groups = graph.sequenceCut() { return sequence(groups, filled, depth) }
        let turns = takingTurns(graph.keys, filled)
        // Before giving up the structure, count rare orders too: with concurrency one order is often much more frequent than the others.
        for share in [1, 0.3, 0.1, 0] {
            let finer = share == 1 ? graph : DirectlyFollows(filled, noise: share * configuration.noise)
            if let groups = finer.parallelCut(except: turns) { return parallel(groups, filled, depth) }
        }
        return loop(graph, filled, depth) ?? flower(graph.keys)
    }

    private func project(_ traces: [Trace], on keys: [TemplateID]) -> [Trace] {
        let keys = Set(keys)
        var merged: [[TemplateID]: Int] = [:]
        for trace in traces { merged[trace.events.filter(keys.contains), default: 0] += trace.count }
        return merged.map { ($0.key, $0.value) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    /// Whether hardly any trace has keys of two groups.
    private func areExclusive(_ groups: [[TemplateID]], _ traces: [Trace]) -> Bool {
        var mixed = 0, total = 0
        for trace in traces {
            total += trace.count
            if groups.reduce(0, { $0 + (trace.events.contains(where: $1.contains) ? 1 : 0) }) > 1 { mixed += trace.count }
        }
        return Double(mixed) <= (1 - configuration.regularity) * Double(total)
    }

    /// Traces go to the group that holds most of their events.
    private func assigned(_ traces: [Trace], to group: [TemplateID], among groups: [[TemplateID]]) -> [Trace] {
        let own = traces.filter { trace in
            let shares = groups.map { members in trace.events.reduce(0) { $0 + (members.contains($1) ? 1 : 0) } }
            return groups[shares.firstIndex(of: shares.max() ?? 0) ?? 0] == group
        }
        return project(own, on: group)
    }

    /// A key alone: once, a fixed number of times, or again and again.
    private func repeated(_ key: TemplateID, _ traces: [Trace]) -> WorkflowBlock {
        bounded(.event(key), rounds: traces.map { ($0.events.count, $0.count) })
    }

    private func bounded(_ body: WorkflowBlock, rounds: [(rounds: Int, count: Int)]) -> WorkflowBlock {
        var counts: [Int: Int] = [:]
        for round in rounds { counts[round.rounds, default: 0] += round.count }
        let total = counts.values.reduce(0, +)
        if let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            Double(usual.value) >= configuration.regularity * Double(total)
        {
            return WorkflowBlock.loop(body, .exactly(usual.key)).canonical
        }
        return WorkflowBlock.loop(body, .onceOrMore).canonical
    }

    private mutating func sequence(_ groups: [[TemplateID]], _ traces: [Trace], _ depth: Int) -> WorkflowBlock {
        // Neighbours that are skipped together are one part.
        var parts: [[TemplateID]] = []
        func isPresent(_ trace: Trace, _ keys: [TemplateID]) -> Bool { trace.events.contains(where: keys.contains) }
        for group in groups {
            let total = traces.reduce(0) { $0 + $1.count }
            if let last = parts.last {
                var agree = 0, absent = 0
                for trace in traces {
                    if isPresent(trace, last) == isPresent(trace, group) { agree += trace.count }
                    if !isPresent(trace, group) { absent += trace.count }
                }
                let isOptional = Double(absent) > (1 - configuration.regularity) * Double(total)
                if isOptional, absent < total, Double(agree) >= configuration.regularity * Double(total) {
                    parts[parts.count - 1] += group
                    continue
                }
            }
            parts.append(group)
        }
        if parts.count == 1 { parts = groups }
        return WorkflowBlock.sequence(parts.map { block(project(traces, on: $0), depth: depth + 1) }).canonical
    }

    private mutating func parallel(_ groups: [[TemplateID]], _ traces: [Trace], _ depth: Int) -> WorkflowBlock {
        let branches = groups.map { block(project(traces, on: $0), depth: depth + 1) }
        // Keys that come any number of times in any order are shown as one loop.
        let free = branches.indices.filter { Self.isFree(branches[$0]) }
        guard free.count > 1 else { return WorkflowBlock.parallel(branches).canonical }
        let keys = free.flatMap { branches[$0].templates }
        let one = WorkflowBlock.loop(.choice(keys.map { .event($0) }), .onceOrMore)
        let canSkip = free.allSatisfy { branches[$0].isSkippable }
        let rest = branches.indices.filter { !free.contains($0) }.map { branches[$0] }
        return WorkflowBlock.parallel(rest + [canSkip ? .choice([.nothing, one]) : one]).canonical
    }

    private static func isFree(_ block: WorkflowBlock) -> Bool {
        switch block {
        case .loop(.event, let bounds): return bounds.maximum == nil
        case .choice(let members):
            return members.count == 2 && members.contains(.nothing)
                && members.contains { if case .event = $0 { true } else { $0 != .nothing && isFree($0) } }
        default: return false
        }
    }

    /// Pairs of keys that take turns, always the same one first, more than once in a trace: a pair that comes once has a usual order, no turns.
    private func takingTurns(_ keys: [TemplateID], _ traces: [Trace]) -> Set<[TemplateID]> {
        var pairs: Set<[TemplateID]> = []
        for a in keys {
            for b in keys where a != b {
                var good = 0, bad = 0, repeated = 0
                for trace in traces {
                    let own = trace.events.filter { $0 == a || $0 == b }
                    guard !own.isEmpty else { continue }
                    let turns = own.count % 2 == 0 && own.indices.allSatisfy { own[$0] == ($0 % 2 == 0 ? a : b) }
                    if turns { good += trace.count } else { bad += trace.count }
                    if turns, own.count > 2 { repeated += trace.count }
                }
                if repeated > 0, Double(good) >= 0.8 * Double(good + bad) {
                    pairs.insert([a, b])
                    pairs.insert([b, a])
                }
            }
        }
        return pairs
    }

    /// A body that begins with a first key and ends with a last key, again and again.
    private mutating func loop(_ graph: DirectlyFollows, _ traces: [Trace], _ depth: Int) -> WorkflowBlock? {
        let first = graph.usualStarts, last = graph.usualEnds
        guard !first.isEmpty, !last.isEmpty, first.isDisjoint(with: last) else { return nil }
        var bodies: [[TemplateID]: Int] = [:], rounds: [(Int, Int)] = []
        for trace in traces {
            var body: [TemplateID] = [], count = 0
            for (place, key) in trace.events.enumerated() {
                if place > 0, first.contains(key), last.contains(trace.events[place - 1]) {
                    bodies[body, default: 0] += trace.count
                    count += 1
                    body = []
                }
                body.append(key)
            }
            bodies[body, default: 0] += trace.count
            rounds.append((count + 1, trace.count))
        }
        guard rounds.contains(where: { $0.0 > 1 }) else { return nil }
        let parts = bodies.map { (events: $0.key, count: $0.value) }.sorted { $0.events.lexicographicallyPrecedes($1.events) }
        return bounded(block(parts, depth: depth + 1), rounds: rounds.map { (rounds: $0.0, count: $0.1) })
    }

    /// Everything may follow everything.
    private func flower(_ keys: [TemplateID]) -> WorkflowBlock {
        WorkflowBlock.loop(.choice(keys.map { .event($0) }), .onceOrMore).canonical
    }
}
