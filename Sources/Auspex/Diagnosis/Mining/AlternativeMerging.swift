/// Draws tasks that differ only in the middle as one task with alternatives.
enum AlternativeMerging {
    /// Merges tasks with the same first and the same last key that differ in at most half of their keys.
    static func merge(_ blocks: [WorkflowBlock]) -> [WorkflowBlock] {
        var merged: [WorkflowBlock] = []
        for block in unique(blocks.map(\.canonical)) {
            if let place = merged.firstIndex(where: { belongTogether($0, block) }) {
                merged[place] = align(merged[place], block)
            } else {
                merged.append(block)
            }
        }
        return merged
    }

    static func members(_ block: WorkflowBlock) -> [WorkflowBlock] {
        switch block {
        case .sequence(let members): members
        case .nothing: []
        default: [block]
        }
    }

    private static func belongTogether(_ left: WorkflowBlock, _ right: WorkflowBlock) -> Bool {
        let a = members(left), b = members(right)
        guard a.count > 1, b.count > 1, a.first == b.first, a.last == b.last else { return false }
        let mine = Set(left.templates), theirs = Set(right.templates)
        return 2 * mine.symmetricDifference(theirs).count <= mine.count + theirs.count
    }

    /// One block for both: what they share stays, what lies between becomes a choice.
    static func align(_ left: WorkflowBlock, _ right: WorkflowBlock) -> WorkflowBlock {
        let a = members(left), b = members(right)
        // A choice made by an earlier merge matches any of its alternatives.
        func same(_ x: WorkflowBlock, _ y: WorkflowBlock) -> Bool {
            if x == y { return true }
            if case .choice(let alternatives) = x { return alternatives.contains(y) }
            return false
        }
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                lengths[i][j] = same(a[i], b[j]) ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var result: [WorkflowBlock] = [], gapA: [WorkflowBlock] = [], gapB: [WorkflowBlock] = []
        func closeGap() {
            if !gapA.isEmpty || !gapB.isEmpty { result.append(.choice([.sequence(gapA), .sequence(gapB)])) }
            gapA = []
            gapB = []
        }
        var i = 0, j = 0
        while i < a.count || j < b.count {
            if i < a.count, j < b.count, same(a[i], b[j]), lengths[i][j] == lengths[i + 1][j + 1] + 1 {
                closeGap()
                result.append(a[i])
                i += 1
                j += 1
            } else if j == b.count || (i < a.count && lengths[i + 1][j] >= lengths[i][j + 1]) {
                gapA.append(a[i])
                i += 1
            } else {
                gapB.append(b[j])
                j += 1
            }
        }
        closeGap()
        return WorkflowBlock.sequence(result).canonical
    }
}
