/// Puts the paths of one task together: repeats become loops, what differs becomes alternatives.
enum VariantMerging {
    /// One block for all paths; nil when there are none.
    static func merge<Model>(_ paths: [[PredictionExplorer<Model>.Step]], longestLoop: Int) -> WorkflowBlock? {
        merge(
            paths.map { path in
                path.map { step in
                    switch step {
                    case .key(let key): .event(key)
                    case .fork(let keys): .parallel(keys.map { .event($0) })
                    }
                }
            }, longestLoop: longestLoop)
    }

    /// One block for all paths of blocks; nil when there are none.
    static func merge(_ paths: [[WorkflowBlock]], longestLoop: Int) -> WorkflowBlock? {
        let folded = unique(paths.map { fold($0, longestLoop: longestLoop) })
        // A path without its loops is part of the one with them.
        let loops = folded.map { $0.map(unrolled) }
        let kept = folded.indices.filter { index in
            !folded.indices.contains { other in
                other != index && folded[other].contains(where: isLoop) && loops[other].flatMap(AlternativeMerging.members) == folded[index]
            }
        }
        guard !kept.isEmpty else { return nil }
        return factor(kept.map { folded[$0] }).canonical
    }

    private static func isLoop(_ block: WorkflowBlock) -> Bool { if case .loop = block { true } else { false } }

    private static func unrolled(_ block: WorkflowBlock) -> WorkflowBlock {
        if case .loop(let body, _) = block { unrolled(body) } else { block }
    }

    /// Adjacent repeats of a body as a loop, shortest period first, again and again.
    static func fold(_ path: [WorkflowBlock], longestLoop: Int) -> [WorkflowBlock] {
        var path = path
        var period = 1
        while period <= longestLoop {
            var place = 0, found = false
            while place + 2 * period <= path.count {
                let body = Array(path[place..<(place + period)])
                var copies = 1
                while place + (copies + 1) * period <= path.count,
                    Array(path[(place + copies * period)..<(place + (copies + 1) * period)]) == body
                {
                    copies += 1
                }
                if copies > 1 {
                    path.replaceSubrange(
                        place..<(place + copies * period), with: [WorkflowBlock.loop(.sequence(body), .onceOrMore).canonical])
                    found = true
                }
                place += 1
            }
            period = found ? 1 : period + 1
        }
        return path
    }

    /// The common beginning and end once, the different middles as a choice; middles that begin alike are put together first.
    private static func factor(_ paths: [[WorkflowBlock]]) -> WorkflowBlock {
        let paths = unique(paths)
        guard paths.count > 1, let first = paths.first else { return .sequence(paths.first ?? []) }
        let shortest = paths.map(\.count).min() ?? 0
        var head = 0
        while head < shortest, paths.allSatisfy({ $0[head] == first[head] }) { head += 1 }
        var tail = 0
        while tail < shortest - head, paths.allSatisfy({ $0[$0.count - 1 - tail] == first[first.count - 1 - tail] }) { tail += 1 }
        let middles = paths.map { Array($0[head..<($0.count - tail)]) }
        var groups: [[[WorkflowBlock]]] = []
        for middle in middles {
            if let place = groups.firstIndex(where: { $0[0].first == middle.first }) {
                groups[place].append(middle)
            } else {
                groups.append([middle])
            }
        }
        let choice: WorkflowBlock = .choice(
            groups.map { $0.count == 1 ? .sequence($0[0]) : groups.count == 1 ? .choice($0.map { .sequence($0) }) : factor($0) })
        return .sequence(Array(first[..<head]) + [choice] + Array(first[(first.count - tail)...]))
    }
}
