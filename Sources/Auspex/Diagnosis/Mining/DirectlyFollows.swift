/// Which key comes directly after which in traces, rare pairs left out; and the cuts this graph allows.
struct DirectlyFollows {
    let keys: [TemplateID]
    private let edges: Set<[TemplateID]>
    private let starts: [TemplateID: Int]
    private let ends: [TemplateID: Int]
    private let noise: Double

    init(_ traces: [SessionWorkflowMiner.Trace], noise: Double) {
        var counts: [TemplateID: [TemplateID: Int]] = [:], starts: [TemplateID: Int] = [:], ends: [TemplateID: Int] = [:]
        var seen: Set<TemplateID> = []
        for (events, count) in traces {
            guard let first = events.first, let last = events.last else { continue }
            starts[first, default: 0] += count
            ends[last, default: 0] += count
            seen.formUnion(events)
            for (left, right) in zip(events, events.dropFirst()) { counts[left, default: [:]][right, default: 0] += count }
        }
        var edges: Set<[TemplateID]> = []
        for (left, row) in counts {
            let most = max(row.values.max() ?? 0, ends[left] ?? 0)
            for (right, count) in row where Double(count) >= noise * Double(most) { edges.insert([left, right]) }
        }
        keys = seen.sorted()
        self.edges = edges
        self.starts = starts
        self.ends = ends
        self.noise = noise
    }

    private func usual(_ counts: [TemplateID: Int]) -> Set<TemplateID> {
        let most = counts.values.max() ?? 0
        return Set(counts.filter { Double($0.value) >= noise * Double(most) }.keys)
    }

    /// First keys of traces, without rare ones.
    var usualStarts: Set<TemplateID> { usual(starts) }
    /// Last keys of traces, without rare ones.
    var usualEnds: Set<TemplateID> { usual(ends) }

    private func has(_ left: TemplateID, _ right: TemplateID) -> Bool { edges.contains([left, right]) }

    private func components(_ related: (TemplateID, TemplateID) -> Bool) -> [[TemplateID]] {
        var groups: [[TemplateID]] = []
        for key in keys {
            let joined = groups.filter { $0.contains { related($0, key) } }
            groups.removeAll { group in joined.contains(group) }
            groups.append((joined.flatMap { $0 } + [key]).sorted())
        }
        return groups.sorted { $0[0] < $1[0] }
    }

    /// Groups of keys that never meet in a trace: alternatives.
    func separateComponents() -> [[TemplateID]]? {
        let groups = components { has($0, $1) || has($1, $0) }
        return groups.count > 1 ? groups : nil
    }

    /// Groups of keys, each wholly before the next.
    func sequenceCut() -> [[TemplateID]]? {
        var reach: [TemplateID: Set<TemplateID>] = [:]
        for key in keys {
            var found: Set<TemplateID> = [], open = [key]
            while let next = open.popLast() {
                for other in keys where has(next, other) && found.insert(other).inserted { open.append(other) }
            }
            reach[key] = found
        }
        func reaches(_ left: TemplateID, _ right: TemplateID) -> Bool { reach[left]?.contains(right) ?? false }
        let groups = components { left, right in reaches(left, right) == reaches(right, left) }
        guard groups.count > 1 else { return nil }
        return groups.sorted { reaches($0[0], $1[0]) && !reaches($1[0], $0[0]) }
    }

    /// Groups of keys of which every two may follow each other both ways.
    func parallelCut(except turns: Set<[TemplateID]>) -> [[TemplateID]]? {
        let groups = components { left, right in !(has(left, right) && has(right, left)) || turns.contains([left, right]) }
        return groups.count > 1 ? groups : nil
    }
}
