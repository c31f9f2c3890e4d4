extension FTTree {
    mutating func join(_ line: SkeletonLine, _ templates: inout TemplateTable) -> TreeMatch? {
        if let slot = wholes[line.bytes] { return TreeMatch(slot: slot, scope: wholeScope) }
        if ranks == nil {
            guard wholes.count >= Swift.min(configuration.orderAfter, Swift.max(1, templates.limit / 2)) else { return nil }
            build(&templates)
        }
        if isShort(line) { return wholes[line.bytes].map { TreeMatch(slot: $0, scope: wholeScope) } }
        return followed(line)
    }

    mutating func insert(_ slot: Int32, _ templates: inout TemplateTable) -> TreeMatch {
        templates.versions.touchWhole()
        let line = templates.lines[Int(slot)]
        if ranks == nil || isShort(line) {
            fileWhole(slot, &templates)
            return TreeMatch(slot: slot, scope: wholeScope)
        }
        return TreeMatch(slot: grow(slot, &templates), scope: roots[head.key(line)]?.scope ?? -1)
    }

    func match(_ line: SkeletonLine, _ templates: TemplateTable) -> TreeMatch {
        if let slot = wholes[line.bytes] { return TreeMatch(slot: slot, scope: wholeScope) }
        guard ranks != nil, !isShort(line) else { return TreeMatch(slot: -1, scope: -1) }
        return followed(line) ?? TreeMatch(slot: longestSubset(line, templates) ?? -1, scope: -1)
    }

    func places(of line: SkeletonLine, in slot: Int32, _ templates: TemplateTable) -> [VariablePlace] {
        let template = Set(words(of: templates.lines[Int(slot)]).map(\.hash))
        var places: [VariablePlace] = []
        for (index, token) in line.tokens.enumerated().dropFirst(head.count) where !token.isVariable && !template.contains(token.hash) {
            if let last = places.last, last.end == UInt32(index) {
                places[places.count - 1].end += 1
            } else {
                places.append(VariablePlace(first: UInt32(index), end: UInt32(index + 1)))
            }
        }
        return places
    }

    mutating func remove(_ slot: Int32, _ templates: inout TemplateTable) {
        let line = templates.lines[Int(slot)]
        templates.versions.touchWhole()
        guard Int(slot) < nodeOfSlot.count, nodeOfSlot[Int(slot)] >= 0 else {
            wholes[line.bytes] = nil
            if wholeScope >= 0 { templates.versions.touch(wholeScope) }
            return
        }
        let key = head.key(line)
        if let root = roots[key] { templates.versions.touch(root.scope) }
        var node = nodeOfSlot[Int(slot)]
        nodeOfSlot[Int(slot)] = -1
        nodes[Int(node)].slot = -1
        nodes[Int(node)].isPruned = false
        while nodes[Int(node)].slot < 0, nodes[Int(node)].children.isEmpty {
            let parent = nodes[Int(node)].parent, word = nodes[Int(node)].word
            freeNodes.append(node)
            guard parent >= 0 else {
                if let root = roots.removeValue(forKey: key) { templates.versions.release(root.scope) }
                return
            }
            nodes[Int(parent)].children[word] = nil
            node = parent
        }
    }

    // MARK: Words

    /// Whether a line is a template as it is.
    func isShort(_ line: SkeletonLine) -> Bool { line.tokens.count - head.count < configuration.shortLine }

    /// The words of a line behind its head, values left out.
    func words(of line: SkeletonLine) -> some Sequence<SkeletonToken> {
        line.tokens.dropFirst(head.count).lazy.filter { !$0.isVariable && !$0.isWildcard }.prefix(configuration.maxTokens)
    }

    /// A line's words in the order of the tree, each once; and whether it has others.
    private func path(_ line: SkeletonLine) -> (known: [Int32], hasOthers: Bool) {
        var known: Set<Int32> = []
        var hasOthers = false
        for word in words(of: line) {
            if let rank = ranks?[word.hash] { known.insert(rank) } else { hasOthers = true }
        }
        // Words that no longer fit into the order are variable, not new.
        return (known.sorted(), hasOthers && order.count < configuration.maxWords)
    }

    // MARK: Matching

    /// The template at the end of a line's path, where the tree has all of it.
    private func followed(_ line: SkeletonLine) -> TreeMatch? {
        guard let root = roots[head.key(line)] else { return nil }
        let (known, hasOthers) = path(line)
        var node = root.node
        for word in known {
            if nodes[Int(node)].isPruned { break }
            guard let child = nodes[Int(node)].children[word] else { return nil }
            node = child
        }
        let end = nodes[Int(node)]
        guard end.slot >= 0, end.isPruned || !hasOthers else { return nil }
        return TreeMatch(slot: end.slot, scope: root.scope)
    }

    /// The longest template all of whose words a line has, the oldest of equally long ones.
    private func longestSubset(_ line: SkeletonLine, _ templates: TemplateTable) -> Int32? {
        guard let root = roots[head.key(line)] else { return nil }
        let known = path(line).known
        var open: [(node: Int32, next: Int)] = [(root.node, 0)]
        var best: (slot: Int32, level: Int)?
        while let (place, next) = open.popLast() {
            let node = nodes[Int(place)]
            if node.slot >= 0, node.level > 0 {
                let isBetter = best.map { found in
                    node.level > found.level
                        || node.level == found.level && templates.ids[Int(node.slot)] < templates.ids[Int(found.slot)]
                }
                if isBetter ?? true { best = (node.slot, node.level) }
            }
            guard !node.children.isEmpty else { continue }
            for index in next..<Swift.max(next, known.count) {
                if let child = node.children[known[index]] { open.append((child, index + 1)) }
            }
        }
        return best?.slot
    }

    // MARK: Growing

    /// Fixes the order of words and files the lines learnt so far: what is often together comes first.
    mutating func build(_ templates: inout TemplateTable) {
        let slots = wholes.values.filter { !isShort(templates.lines[Int($0)]) }.sorted { templates.ids[Int($0)] < templates.ids[Int($1)] }
        var counts: [[UInt8]: Int] = [:]
        for slot in slots {
            let line = templates.lines[Int(slot)]
            for word in words(of: line) { counts[Array(line.bytes[word.range]), default: 0] += Swift.max(1, templates.counts[Int(slot)]) }
        }
        let sorted = counts.sorted { left, right in
            left.value != right.value ? left.value > right.value : right.key.lexicographicallyPrecedes(left.key)
        }
        _ = restore(wordOrder: sorted.prefix(configuration.maxWords).map(\.key))
        for slot in slots { wholes[templates.lines[Int(slot)].bytes] = nil }
        for slot in slots { _ = grow(slot, &templates) }
        if wholeScope >= 0 { templates.versions.touch(wholeScope) }
        templates.versions.touchWhole()
    }

    /// Files a line's template at the end of its path, which is made where it does not exist. Returns the template that has the line then.
    private mutating func grow(_ slot: Int32, _ templates: inout TemplateTable) -> Int32 {
        let line = templates.lines[Int(slot)]
        for word in words(of: line) where ranks?[word.hash] == nil && order.count < configuration.maxWords {
            ranks?[word.hash] = Int32(order.count)
            order.append(Array(line.bytes[word.range]))
        }
        let words = path(line).known
        var node = root(head.key(line), &templates).node
        let exempt = configuration.exemptShare * Double(words.count)
        for (index, word) in words.enumerated() {
            if nodes[Int(node)].isPruned { break }
            if let child = nodes[Int(node)].children[word] {
                node = child
            } else if index >= configuration.prunedLevel, Double(index) >= exempt,
                nodes[Int(node)].children.count >= configuration.maxChildren
            {
                return prune(node, besides: slot, &templates)
            } else {
                node = makeNode(parent: node, word: word)
            }
        }
        if nodes[Int(node)].slot >= 0 {
            let keep = nodes[Int(node)].slot
            templates.merge(slot, into: keep)
            return keep
        }
        file(slot, at: node)
        show(slot, words: Set(words), &templates)
        return slot
    }

    /// Makes everything behind a node variable: its templates and the one that does not fit in any more become one, the oldest.
    private mutating func prune(_ node: Int32, besides slot: Int32, _ templates: inout TemplateTable) -> Int32 {
        var slots = [slot]
        var open = [node]
        while let next = open.popLast() {
            if nodes[Int(next)].slot >= 0 {
                slots.append(nodes[Int(next)].slot)
                nodeOfSlot[Int(nodes[Int(next)].slot)] = -1
                nodes[Int(next)].slot = -1
            }
            open += nodes[Int(next)].children.values
            nodes[Int(next)].children = [:]
            if next != node { freeNodes.append(next) }
        }
        slots.sort { templates.ids[Int($0)] < templates.ids[Int($1)] }
        nodes[Int(node)].isPruned = true
        file(slots[0], at: node)
        for other in slots.dropFirst() { templates.merge(other, into: slots[0]) }
        var words: Set<Int32> = []
        var place = node
        while nodes[Int(place)].parent >= 0 {
            words.insert(nodes[Int(place)].word)
            place = nodes[Int(place)].parent
        }
        show(slots[0], words: words, &templates)
        if let root = roots[head.key(templates.lines[Int(slots[0])])] { templates.versions.touch(root.scope) }
        return slots[0]
    }

    /// Shows a template as its line with places for what is neither one of its words nor a masked value.
    private mutating func show(_ slot: Int32, words: Set<Int32>, _ templates: inout TemplateTable) {
        let line = templates.lines[Int(slot)]
        var parts: [ArraySlice<UInt8>] = []
        let place: ArraySlice<UInt8> = [Skeleton.wildcard]
        for (index, token) in line.tokens.enumerated() {
            let isShown = index < head.count || token.isVariable || ranks?[token.hash].map(words.contains) ?? false
            if isShown {
                parts.append(line.bytes[token.range])
            } else if parts.last != place {
                parts.append(place)
            }
        }
        let shown = Array(parts.joined(separator: [Skeleton.blank]))
        if shown != line.bytes { templates.rewrite(slot, SkeletonLine(shown)) }
    }

    // MARK: Nodes

    mutating func fileWhole(_ slot: Int32, _ templates: inout TemplateTable) {
        if wholeScope < 0 { wholeScope = templates.versions.make() }
        wholes[templates.lines[Int(slot)].bytes] = slot
    }

    mutating func file(_ slot: Int32, at node: Int32) {
        if Int(slot) >= nodeOfSlot.count { nodeOfSlot += [Int32](repeating: -1, count: Int(slot) + 1 - nodeOfSlot.count) }
        nodeOfSlot[Int(slot)] = node
        nodes[Int(node)].slot = slot
    }

    mutating func root(_ key: [UInt8], _ templates: inout TemplateTable) -> Root {
        if let root = roots[key] { return root }
        let root = Root(node: makeNode(parent: -1, word: -1), scope: templates.versions.make())
        roots[key] = root
        return root
    }

    mutating func makeNode(parent: Int32, word: Int32) -> Int32 {
        let node = Node(parent: parent, word: word, level: parent < 0 ? 0 : nodes[Int(parent)].level + 1)
        let number: Int32
        if let reused = freeNodes.popLast() {
            number = reused
            nodes[Int(reused)] = node
        } else {
            number = Int32(nodes.count)
            nodes.append(node)
        }
        if parent >= 0 { nodes[Int(parent)].children[word] = number }
        return number
    }
}
