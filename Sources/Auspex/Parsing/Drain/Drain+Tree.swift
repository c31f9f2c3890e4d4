extension Drain {
    mutating func join(_ line: SkeletonLine, _ templates: inout TemplateTable) -> TreeMatch? {
        guard let leaf = tree.find(line), let slot = bestToLearn(line, in: leaf, templates) else { return nil }
        return found(generalise(slot, toCover: line, &templates))
    }

    mutating func insert(_ slot: Int32, _ templates: inout TemplateTable) -> TreeMatch {
        let line = templates.lines[Int(slot)]
        file(slot, in: tree.insert(line, &templates.versions), &templates)
        return found(mergeVariants(slot, &templates))
    }

    func match(_ line: SkeletonLine, _ templates: TemplateTable) -> TreeMatch {
        let leaf = tree.find(line)
        // A full search looks beyond one leaf, so its result has no single scope.
        let isLasting = !configuration.searchesAllGroups
        if let leaf, let slot = bestToMatch(line, in: leaf, templates) {
            return TreeMatch(slot: slot, scope: tree.scope(leaf), isLasting: isLasting)
        }
        if configuration.searchesAllGroups {
            for other in tree.leaves(count: line.tokens.count) where other != leaf {
                if let slot = bestToMatch(line, in: other, templates) { return TreeMatch(slot: slot, scope: -1, isLasting: false) }
            }
        }
        return TreeMatch(slot: -1, scope: leaf.map(tree.scope) ?? -1, isLasting: isLasting)
    }

    func places(of line: SkeletonLine, in slot: Int32, _ templates: TemplateTable) -> [VariablePlace] {
        let template = templates.lines[Int(slot)]
        return template.tokens.indices.filter { template.tokens[$0].isWildcard }.map { index in
            let token = template.tokens[index]
            return VariablePlace(first: UInt32(index), end: UInt32(index + 1), prefix: UInt32(token.prefix), suffix: UInt32(token.suffix))
        }
    }

    mutating func remove(_ slot: Int32, _ templates: inout TemplateTable) {
        variants.remove(slot, templates.lines[Int(slot)], fixed: fixedTokens)
        tree.remove(slot, from: leaves[Int(slot)], &templates.versions)
        leaves[Int(slot)] = -1
    }

    func filing(of slot: Int32, _ templates: TemplateTable) -> TemplateFiling { TemplateFiling(path: tree.path(leaves[Int(slot)])) }

    mutating func restore(_ slot: Int32, _ filing: TemplateFiling, _ templates: inout TemplateTable) -> Bool {
        let count = templates.lines[Int(slot)].tokens.count
        guard filing.path.count <= Swift.min(fixedTokens, count) else { return false }
        file(slot, in: tree.restore(count: count, path: filing.path, &templates.versions), &templates)
        return true
    }

    private func found(_ slot: Int32) -> TreeMatch { TreeMatch(slot: slot, scope: tree.scope(leaves[Int(slot)])) }

    private mutating func file(_ slot: Int32, in leaf: Int32, _ templates: inout TemplateTable) {
        let line = templates.lines[Int(slot)]
        if Int(slot) >= leaves.count {
            leaves += [Int32](repeating: -1, count: Int(slot) + 1 - leaves.count)
            signatures += [UInt64](repeating: 0, count: Int(slot) + 1 - signatures.count)
        }
        leaves[Int(slot)] = leaf
        signatures[Int(slot)] = comparison.signature(line, fixed: fixedTokens)
        tree.add(slot, to: leaf, &templates.versions)
        variants.insert(slot, line, fixed: fixedTokens)
    }

    // MARK: The best group

    /// The best group of a leaf for a message that is being learnt.
    private func bestToLearn(_ line: SkeletonLine, in leaf: Int32, _ templates: TemplateTable) -> Int32? {
        // A path joins what covers it; similarity alone would join `/login` and `/logout`.
        if isRequest { return bestToMatch(line, in: leaf, templates) }
        return best(tree.groups(leaf), line, templates) { comparison.equalTokens(line, $0) }.flatMap { slot, equal in
            let count = line.tokens.count
            return count == 0 || Double(equal) >= configuration.similarity * Double(count) ? slot : nil
        }
    }

    /// The best group of a leaf that has the message already: each token in the template or at a wildcard.
    ///
    /// Among those the one with most equal tokens, which is the one learning would choose. (Counting wildcards as equal would make all of them tie.)
    private func bestToMatch(_ line: SkeletonLine, in leaf: Int32, _ templates: TemplateTable) -> Int32? {
        best(tree.groups(leaf), line, templates) { comparison.fullMatch(line, $0) }?.slot
    }

    /// Largest number of equal tokens; ties go to more wildcards, then to the older group.
    private func best(
        _ slots: [Int32], _ line: SkeletonLine, _ templates: TemplateTable, _ score: (SkeletonLine) -> Int?
    ) -> (slot: Int32, equal: Int)? {
        var best: (slot: Int32, equal: Int)?
        let signature = comparison.signature(line, fixed: fixedTokens)
        for slot in slots where !DrainComparison.conflict(signature, signatures[Int(slot)]) {
            guard let equal = score(templates.lines[Int(slot)]) else { continue }
            if let current = best {
                if equal < current.equal { continue }
                if equal == current.equal {
                    let mine = templates.lines[Int(slot)].wildcardCount, other = templates.lines[Int(current.slot)].wildcardCount
                    if mine < other || (mine == other && templates.ids[Int(slot)] > templates.ids[Int(current.slot)]) { continue }
                }
            }
            best = (slot, equal)
        }
        return best
    }

    // MARK: Changes

    /// Turns tokens that differ into wildcards. Returns the group that has the message then.
    private mutating func generalise(_ slot: Int32, toCover line: SkeletonLine, _ templates: inout TemplateTable) -> Int32 {
        var template = templates.lines[Int(slot)]
        var isChanged = false
        for index in line.tokens.indices {
            let a = line.tokens[index], b = template.tokens[index]
            if a.hash == b.hash { continue }
            if !a.isMasked {
                placeWords.note(templates.ids[Int(slot)], index, line)
                if !b.isWildcard, !b.isMasked { placeWords.note(templates.ids[Int(slot)], index, template) }
            }
            let joined = SkeletonLine.join(line.bytes[a.range], template.bytes[b.range])
            if joined != Array(template.bytes[b.range]) {
                template.replace(index, with: joined)
                isChanged = true
            }
        }
        guard isChanged else { return slot }
        rewrite(slot, template, &templates)
        return mergeVariants(absorbTwin(slot, &templates), &templates)
    }

    /// Gives a group a new template.
    mutating func rewrite(_ slot: Int32, _ template: SkeletonLine, _ templates: inout TemplateTable) {
        variants.remove(slot, templates.lines[Int(slot)], fixed: fixedTokens)
        templates.rewrite(slot, template)
        signatures[Int(slot)] = comparison.signature(template, fixed: fixedTokens)
        variants.insert(slot, template, fixed: fixedTokens)
        templates.versions.touch(tree.scope(leaves[Int(slot)]))
    }

    /// When another group of the leaf has the very same template by now, the younger goes into the older. Returns the survivor.
    mutating func absorbTwin(_ slot: Int32, _ templates: inout TemplateTable) -> Int32 {
        for other in tree.groups(leaves[Int(slot)])
        where other != slot && templates.lines[Int(other)].bytes == templates.lines[Int(slot)].bytes {
            let keep = templates.ids[Int(other)] < templates.ids[Int(slot)] ? other : slot
            merge(keep == slot ? other : slot, into: keep, &templates)
            return keep
        }
        return slot
    }

    /// Gives a group up for another.
    mutating func merge(_ slot: Int32, into keep: Int32, _ templates: inout TemplateTable) {
        remove(slot, &templates)
        templates.merge(slot, into: keep)
    }

    /// When a constant token of this template takes many values in otherwise equal templates, all of them become one. Returns the survivor.
    private mutating func mergeVariants(_ start: Int32, _ templates: inout TemplateTable) -> Int32 {
        guard configuration.protectsWords else { return start }
        if isRequest { return mergeRareSegments(start, &templates) }
        var slot = start
        var isChanged = true
        while isChanged {
            isChanged = false
            for (place, key) in VariantIndex.keys(templates.lines[Int(slot)], fixed: fixedTokens) {
                var found = variants.slots(key)
                guard found.count >= configuration.mergeAfterVariants else { continue }
                found = neighbours(of: slot, in: found, templates)
                guard found.count >= configuration.mergeAfterVariants, let keep = found.first else { continue }
                var template = templates.lines[Int(keep)]
                for other in found { placeWords.note(templates.ids[Int(keep)], place, templates.lines[Int(other)]) }
                for other in found where other != keep {
                    let line = templates.lines[Int(other)]
                    let joined = SkeletonLine.join(line.bytes[line.tokens[place].range], template.bytes[template.tokens[place].range])
                    template.replace(place, with: joined)
                }
                rewrite(keep, template, &templates)
                for other in found where other != keep { merge(other, into: keep, &templates) }
                slot = absorbTwin(keep, &templates)
                isChanged = true
                break
            }
        }
        return slot
    }

    /// A word seen more often than this at its place in a path is a name of the application.
    private static let rareCount = 3

    /// When many rarely seen words stand at one place of otherwise equal paths, the place is variable; words seen often keep their own template.
    private mutating func mergeRareSegments(_ start: Int32, _ templates: inout TemplateTable) -> Int32 {
        let wanted = Swift.max(2, configuration.rareSegments ?? 12)
        var slot = start
        var isChanged = true
        while isChanged {
            isChanged = false
            for (place, key) in VariantIndex.keys(templates.lines[Int(slot)], fixed: fixedTokens) {
                let rare = neighbours(of: slot, in: variants.slots(key), templates)
                    .filter { templates.counts[Int($0)] <= Self.rareCount }
                guard rare.count >= wanted, let keep = rare.first else { continue }
                var template = templates.lines[Int(keep)]
                template.replace(place, with: [Skeleton.wildcard])
                rewrite(keep, template, &templates)
                for other in rare where other != keep { merge(other, into: keep, &templates) }
                slot = absorbTwin(keep, &templates)
                isChanged = true
                break
            }
        }
        return slot
    }

    /// Those of the groups that lie in the same leaf, oldest first.
    private func neighbours(of slot: Int32, in slots: [Int32], _ templates: TemplateTable) -> [Int32] {
        slots.filter { leaves[Int($0)] == leaves[Int(slot)] }.sorted { templates.ids[Int($0)] < templates.ids[Int($1)] }
    }
}
