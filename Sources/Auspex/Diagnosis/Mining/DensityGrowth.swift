/// Steps 1 to 4 of the density clustering: tasks grow from pairs that always follow each other.
struct DensityGrowth {
    let matrix: CooccurrenceMatrix
    let configuration: DensityWorkflowMiner.Configuration
    private(set) var decisions: [DensityWorkflowMiner.Decision] = []
    private let keys: [TemplateID]

    init(matrix: CooccurrenceMatrix, configuration: DensityWorkflowMiner.Configuration) {
        self.matrix = matrix
        self.configuration = configuration
        keys = matrix.keys.filter { matrix.count($0) >= configuration.minimumCount }
    }

    private var tau: Double { configuration.threshold }

    /// Most tasks that are tried, against logs in which everything follows everything.
    private var limit: Int { 20 * keys.count + 100 }

    mutating func grow() -> [TaskDraft] {
        var queue = seeds()
        var tried = Set(queue)
        var grown: [TaskDraft] = []
        var next = 0
        while next < queue.count, next < limit {
            var draft = queue[next]
            next += 1
            while let longer = extended(draft, &queue, &tried) { draft = longer }
            grown.append(draft)
        }
        decisions = unique(decisions.map(\.after)).compactMap { after in decisions.first { $0.after == after } }
        return pruned(unique(grown))
    }

    private func seeds() -> [TaskDraft] {
        var seeds: [TaskDraft] = []
        for key in keys {
            let followers = matrix.successors(of: key).filter { $0 != key && isKept($0) && matrix.follows(key, $0, within: 1) > tau }
            seeds += followers.isEmpty ? [TaskDraft(elements: [[key]])] : followers.map { TaskDraft(elements: [[key], [$0]]) }
        }
        return seeds
    }

    private func isKept(_ key: TemplateID) -> Bool { matrix.count(key) >= configuration.minimumCount }

    private mutating func extended(_ draft: TaskDraft, _ queue: inout [TaskDraft], _ tried: inout Set<TaskDraft>) -> TaskDraft? {
        if let key = bestTail(of: draft) { return TaskDraft(elements: draft.elements + [[key]]) }
        if let key = bestHead(of: draft) { return TaskDraft(elements: [[key]] + draft.elements) }
        guard let last = draft.elements.last else { return nil }
        if let block = concurrent(after: last, in: draft) {
            note(last, .fork)
            return TaskDraft(elements: draft.elements + [block])
        }
        let alternatives = alternatives(after: last, in: draft)
        note(last, alternatives.isEmpty ? .end : .branch)
        for key in alternatives {
            let task = TaskDraft(elements: [last, [key]])
            if tried.insert(task).inserted { queue.append(task) }
        }
        return nil
    }

    /// Smallest chance that `key` follows the task as closely as it must; each member of a block may be as far as the block is long.
    private func tailFit(_ key: TemplateID, _ draft: TaskDraft) -> Double {
        var fit = 1.0, distance = 0
        for element in draft.elements.reversed() {
            distance += element.count
            if distance > configuration.maximumDistance { break }
            for member in element { fit = min(fit, matrix.follows(member, key, within: distance)) }
        }
        return distance == 0 ? 0 : fit
    }

    private func headFit(_ key: TemplateID, _ draft: TaskDraft) -> Double {
        var fit = 1.0, distance = 0
        for element in draft.elements {
            distance += element.count
            if distance > configuration.maximumDistance { break }
            for member in element { fit = min(fit, matrix.precedes(member, key, within: distance)) }
        }
        return distance == 0 ? 0 : fit
    }

    private func best(_ candidates: [TemplateID], _ draft: TaskDraft, _ fit: (TemplateID, TaskDraft) -> Double) -> TemplateID? {
        var best: (key: TemplateID, fit: Double)?
        for key in candidates where !draft.contains(key) && isKept(key) {
            let value = fit(key, draft)
            if value > tau, value > best?.fit ?? 0 { best = (key, value) }
        }
        return best?.key
    }

    private func bestTail(of draft: TaskDraft) -> TemplateID? {
        best(matrix.successors(of: draft.elements[draft.elements.count - 1][0]), draft, tailFit)
    }

    private func bestHead(of draft: TaskDraft) -> TemplateID? {
        // A key before must also lead here, or the task's start would swallow whatever happens to run before it.
        best(matrix.predecessors(of: draft.elements[0][0]), draft) { key, draft in
            let lead = draft.elements[0].map { matrix.follows(key, $0, within: draft.elements[0].count) }.min() ?? 0
            return lead > configuration.branchMinimum ? headFit(key, draft) : 0
        }
    }

    /// The keys that all arrive within their number, in any order, after the last element; nil when there are none.
    private func concurrent(after last: [TemplateID], in draft: TaskDraft) -> [TemplateID]? {
        for size in stride(from: 2, through: configuration.maximumBranches, by: 1) {
            let near = last.count, far = last.count + size - 1
            guard far <= configuration.maximumDistance else { return nil }
            let arrive = matrix.successors(of: last[0]).filter { key in
                !draft.contains(key) && isKept(key) && last.allSatisfy { matrix.follows($0, key, within: far) > tau }
            }
            guard arrive.count == size else { continue }
            // Both arrive, order open: the chance grows with distance, for each of them.
            let open = arrive.allSatisfy { key in
                last.allSatisfy { matrix.follows($0, key, within: far) >= configuration.forkFactor * matrix.follows($0, key, within: near) }
            }
            if open { return arrive }
        }
        return nil
    }

    /// The keys of which one follows; empty when the task is over.
    private func alternatives(after last: [TemplateID], in draft: TaskDraft) -> [TemplateID] {
        guard last.count == 1 else { return [] }
        let key = last[0]
        let ranked = matrix.successors(of: key).filter { $0 != key && isKept($0) }
            .map { (key: $0, chance: matrix.follows(key, $0, within: 1)) }
            .filter { $0.chance >= configuration.branchMinimum }
            .sorted { ($1.chance, $0.key) < ($0.chance, $1.key) }
            .prefix(configuration.maximumBranches)
        for size in stride(from: 2, through: ranked.count, by: 1) {
            let some = ranked.prefix(size)
            guard some.reduce(0, { $0 + $1.chance }) > tau else { continue }
            // More than two: only keys that come from here and nowhere else, else the starts of other tasks would count.
            guard size == 2 || some.allSatisfy({ matrix.precedes($0.key, key, within: 1) > tau }) else { return [] }
            return some.map(\.key).filter { !draft.contains($0) }
        }
        return []
    }

    private mutating func note(_ last: [TemplateID], _ conclusion: DensityWorkflowMiner.Decision.Conclusion) {
        let ranked = matrix.successors(of: last[0]).map { key in
            (key, (1...configuration.maximumDistance).map { matrix.follows(last[0], key, within: $0) })
        }.sorted { ($1.1[0], $0.0) < ($0.1[0], $1.0) }
        decisions.append(
            .init(after: last, conclusion: conclusion, cells: ranked.prefix(5).map { .init(template: $0.0, probabilities: $0.1) }))
    }

    /// Without tasks that are part of others, and without pairs that only join the end of one task to the start of another.
    private func pruned(_ drafts: [TaskDraft]) -> [TaskDraft] {
        let whole = drafts.enumerated().filter { index, draft in
            !drafts.enumerated().contains { other, longer in
                other != index && draft.isSubsequence(of: longer) && (!longer.isSubsequence(of: draft) || other < index)
            }
        }.map(\.element)
        return whole.filter { draft in
            let keys = draft.keys
            guard keys.count == 2, matrix.follows(keys[0], keys[1], within: 1) <= tau else { return true }
            let ends = whole.contains { $0 != draft && $0.keys.count > 1 && $0.elements.last!.contains(keys[0]) }
            let starts = whole.contains { $0 != draft && $0.keys.count > 1 && $0.elements[0].contains(keys[1]) }
            return !(ends && starts)
        }
    }
}
