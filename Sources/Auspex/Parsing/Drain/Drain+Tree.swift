extension Drain {
    /// How many first tokens lead to a leaf; they are never merged.
    var fixedTokens: Int { isAccess ? configuration.headTokens : configuration.depth - 3 + configuration.headTokens }

    /// Whether records are requests.
    var isAccess: Bool { if case .access = configuration.head { true } else { false } }

    /// Where the tree files a line: by its number of tokens, or, where a statement is named, by that alone.
    func root(of line: DrainLine) -> Int { isStatement(line) ? DrainTree.statementRoot : line.tokens.count }

    /// Whether a statement names the line's event.
    func isStatement(_ line: DrainLine) -> Bool {
        guard case .statement = configuration.head, let first = line.tokens.first else { return false }
        return first.range.count != 1 || line.bytes[first.range.lowerBound] != UInt8(ascii: "-")
    }

    /// The best group of a leaf for a message that is being learnt.
    func bestToLearn(_ line: DrainLine, in leaf: Int32) -> Int32? {
        if isStatement(line) { return tree.groups(leaf).first }
        // A path joins what covers it; similarity alone would join `/login` and `/logout`.
        if isAccess { return bestToMatch(line, in: leaf) }
        return best(tree.groups(leaf), line) { comparison.equalTokens(line, $0) }.flatMap { slot, equal in
            let count = line.tokens.count
            return count == 0 || Double(equal) >= configuration.similarity * Double(count) ? slot : nil
        }
    }

    /// The best group of a leaf that has the message already: each token in the template or at a wildcard.
    ///
    /// Among those the one with most equal tokens, which is the one learning would choose. (Counting wildcards as equal would make all of them tie.)
    func bestToMatch(_ line: DrainLine, in leaf: Int32) -> Int32? {
        if isStatement(line) { return tree.groups(leaf).first }
        return best(tree.groups(leaf), line) { comparison.fullMatch(line, $0) }?.slot
    }

    /// Largest number of equal tokens; ties go to more wildcards, then to the older group.
    private func best(_ slots: [Int32], _ line: DrainLine, _ score: (DrainLine) -> Int?) -> (slot: Int32, equal: Int)? {
        var best: (slot: Int32, equal: Int)?
        let signature = comparison.signature(line, fixed: fixedTokens)
        for slot in slots where !DrainComparison.conflict(signature, signatures[Int(slot)]) {
            guard let equal = score(lines[Int(slot)]) else { continue }
            if let current = best {
                if equal < current.equal { continue }
                if equal == current.equal {
                    let mine = lines[Int(slot)].wildcardCount, other = lines[Int(current.slot)].wildcardCount
                    if mine < other || (mine == other && ids[Int(slot)] > ids[Int(current.slot)]) { continue }
                }
            }
            best = (slot, equal)
        }
        return best
    }

    /// Learns a line that is not in the cache: returns its group and leaf.
    mutating func learn(_ line: DrainLine) -> (slot: Int32, leaf: Int32) {
        if let leaf = tree.find(line, root: root(of: line)), let slot = bestToLearn(line, in: leaf) {
            let survivor = generalise(slot, toCover: line)
            return (survivor, leaves[Int(survivor)])
        }
        if templateCount >= configuration.maxClusters { evictOldest() }
        let leaf = tree.insert(line, root: root(of: line))
        let slot = makeGroup(line, leaf)
        warnIfMany()
        let survivor = mergeVariants(slot)
        return (survivor, leaves[Int(survivor)])
    }

    /// Matches a line that is not in the cache: the group, if any, and the leaf that was searched.
    func search(_ line: DrainLine) -> (slot: Int32, leaf: Int32) {
        let leaf = tree.find(line, root: root(of: line))
        if let leaf, let slot = bestToMatch(line, in: leaf) { return (slot, leaf) }
        if configuration.searchesAllGroups {
            for other in tree.leaves(count: line.tokens.count) where other != leaf {
                if let slot = bestToMatch(line, in: other) { return (slot, -1) }
            }
            return (-1, -1)
        }
        return (-1, leaf ?? -1)
    }

    /// Turns tokens that differ into wildcards. Returns the group that has the message then.
    private mutating func generalise(_ slot: Int32, toCover line: DrainLine) -> Int32 {
        var template = lines[Int(slot)]
        if template.tokens.count != line.tokens.count {
            // Texts of one statement: what they share at both ends stays, what is between is one place.
            let shared = template.sharingEnds(with: line)
            guard shared != template.bytes else { return slot }
            template.assign(shared)
            rewrite(slot, template, .generalised)
            return slot
        }
        var isChanged = false
        for index in line.tokens.indices {
            let a = line.tokens[index], b = template.tokens[index]
            if a.hash == b.hash { continue }
            if !a.isMasked {
                placeWords.note(ids[Int(slot)], index, line)
                if !b.isWildcard, !b.isMasked { placeWords.note(ids[Int(slot)], index, template) }
            }
            let joined = DrainComparison.join(line.bytes[a.range], template.bytes[b.range])
            if joined != Array(template.bytes[b.range]) {
                template.replace(index, with: joined)
                isChanged = true
            }
        }
        guard isChanged else { return slot }
        if isStatement(line) { template.joinWildcards() }
        rewrite(slot, template, .generalised)
        return mergeVariants(absorbTwin(slot))
    }

    /// Gives a group a new template.
    mutating func rewrite(_ slot: Int32, _ template: DrainLine, _ kind: TemplateChange.Kind) {
        let old = text(slot)
        variants.remove(slot, lines[Int(slot)], fixed: fixedTokens)
        lines[Int(slot)] = template
        signatures[Int(slot)] = comparison.signature(template, fixed: fixedTokens)
        variants.insert(slot, template, fixed: fixedTokens)
        tree.touch(leaves[Int(slot)])
        revision &+= 1
        note(TemplateChange(id: ids[Int(slot)], kind: kind, oldText: old, newText: text(slot), record: learntRecords))
    }

    /// When another group of the leaf has the very same template by now, the younger goes into the older. Returns the survivor.
    mutating func absorbTwin(_ slot: Int32) -> Int32 {
        for other in tree.groups(leaves[Int(slot)]) where other != slot && lines[Int(other)].bytes == lines[Int(slot)].bytes {
            let keep = ids[Int(other)] < ids[Int(slot)] ? other : slot
            merge(keep == slot ? other : slot, into: keep)
            return keep
        }
        return slot
    }

    /// When a constant token of this template takes many values in otherwise equal templates, all of them become one. Returns the survivor.
    private mutating func mergeVariants(_ start: Int32) -> Int32 {
        guard configuration.protectsWords else { return start }
        if isAccess { return mergeRareSegments(start) }
        var slot = start
        var isChanged = true
        while isChanged {
            isChanged = false
            for (place, key) in VariantIndex.keys(lines[Int(slot)], fixed: fixedTokens) {
                var found = variants.slots(key)
                guard found.count >= configuration.mergeAfterVariants else { continue }
                found = found.filter { leaves[Int($0)] == leaves[Int(slot)] }.sorted { ids[Int($0)] < ids[Int($1)] }
                guard found.count >= configuration.mergeAfterVariants, let keep = found.first else { continue }
                var template = lines[Int(keep)]
                for other in found { placeWords.note(ids[Int(keep)], place, lines[Int(other)]) }
                for other in found where other != keep {
                    let joined = DrainComparison.join(
                        lines[Int(other)].bytes[lines[Int(other)].tokens[place].range], template.bytes[template.tokens[place].range])
                    template.replace(place, with: joined)
                }
                rewrite(keep, template, .generalised)
                for other in found where other != keep { merge(other, into: keep) }
                slot = absorbTwin(keep)
                isChanged = true
                break
            }
        }
        return slot
    }

    private mutating func makeGroup(_ line: DrainLine, _ leaf: Int32) -> Int32 {
        let id = TemplateID(rawValue: nextID)
        nextID += 1
        let slot = place(line, id: id, leaf: leaf)
        variants.insert(slot, line, fixed: fixedTokens)
        recency.insert(slot, id, at: learntRecords)
        revision &+= 1
        return slot
    }

    /// Puts a group into a free slot.
    mutating func place(_ line: DrainLine, id: TemplateID, leaf: Int32) -> Int32 {
        let slot: Int32
        if let reused = freeSlots.popLast() {
            slot = reused
            lines[Int(slot)] = line
            ids[Int(slot)] = id
            counts[Int(slot)] = 0
            lastMatches[Int(slot)] = learntRecords
            leaves[Int(slot)] = leaf
            signatures[Int(slot)] = comparison.signature(line, fixed: fixedTokens)
        } else {
            slot = Int32(lines.count)
            lines.append(line)
            ids.append(id)
            counts.append(0)
            lastMatches.append(learntRecords)
            leaves.append(leaf)
            signatures.append(comparison.signature(line, fixed: fixedTokens))
        }
        slotOfID[id] = slot
        tree.add(slot, to: leaf)
        return slot
    }

    mutating func merge(_ slot: Int32, into keep: Int32) {
        counts[Int(keep)] += counts[Int(slot)]
        lastMatches[Int(keep)] = Swift.max(lastMatches[Int(keep)], lastMatches[Int(slot)])
        note(TemplateChange(id: ids[Int(slot)], kind: .merged, oldText: text(slot), newText: text(keep), record: learntRecords))
        aliases[ids[Int(slot)]] = ids[Int(keep)]
        boundAliases()
        release(slot)
    }

    private mutating func evictOldest() {
        let ids = ids, lastMatches = lastMatches
        guard let slot = recency.popOldest({ (ids[Int($0)], lastMatches[Int($0)]) }) else { return }
        if !hasWarnedEvicting {
            hasWarnedEvicting = true
            warnings.append(.evicting(limit: configuration.maxClusters))
        }
        note(TemplateChange(id: ids[Int(slot)], kind: .evicted, oldText: text(slot), newText: "", record: learntRecords))
        release(slot)
    }

    private mutating func release(_ slot: Int32) {
        variants.remove(slot, lines[Int(slot)], fixed: fixedTokens)
        tree.remove(slot, from: leaves[Int(slot)])
        slotOfID[ids[Int(slot)]] = nil
        ids[Int(slot)] = .none
        lines[Int(slot)] = DrainLine()
        freeSlots.append(slot)
        revision &+= 1
    }

    /// The alias table is bounded too: beyond sixteen times the templates, the older half is dropped.
    private mutating func boundAliases() {
        guard aliases.count > Swift.max(10_000, configuration.maxClusters * 16) else { return }
        for id in aliases.keys.sorted().prefix(aliases.count / 2) { aliases[id] = nil }
    }

    private mutating func note(_ change: TemplateChange) {
        guard configuration.maxChanges > 0 else { return }
        if changes.count >= 2 * configuration.maxChanges {
            lostChanges += configuration.maxChanges
            changes.removeFirst(configuration.maxChanges)
        }
        changes.append(change)
    }

    private mutating func warnIfMany() {
        let limit = Double(configuration.maxClusters) * configuration.warningShare
        guard !hasWarnedMany, Double(templateCount) >= limit else { return }
        hasWarnedMany = true
        warnings.append(.manyTemplates(count: templateCount, limit: configuration.maxClusters))
    }
}
