extension Spell {
    mutating func join(_ line: SkeletonLine, _ templates: inout TemplateTable) -> TreeMatch? {
        let key = head.key(line)
        guard let group = groups[key] else { return nil }
        let tokens = looked(line)
        if let slot = bestFit(tokens, in: group, templates) { return TreeMatch(slot: slot, scope: group.scope) }
        guard let (slot, common) = mostAlike(tokens, in: group, templates) else { return nil }
        longest[Int(slot)] = Swift.max(longest[Int(slot)], tokens.count)
        let line = merged(line, tokens, templates.lines[Int(slot)], common)
        return found(mergeVariants(rewrite(slot, line, &templates), &templates), templates)
    }

    mutating func insert(_ slot: Int32, _ templates: inout TemplateTable) -> TreeMatch {
        let line = templates.lines[Int(slot)]
        let tokens = looked(line)
        if tokens.isCut {
            let end = line.tokens[head.count + tokens.count - 1].range.upperBound
            templates.rewrite(slot, SkeletonLine(line.bytes[..<end] + [Skeleton.blank, Skeleton.wildcard]))
        }
        file(slot, longest: tokens.count, &templates)
        // Behind the tokens looked at two lines may differ and be one template.
        let survivor = tokens.isCut ? absorbTwin(slot, &templates) : slot
        return found(mergeVariants(survivor, &templates), templates)
    }

    private func found(_ slot: Int32, _ templates: TemplateTable) -> TreeMatch {
        TreeMatch(slot: slot, scope: groups[head.key(templates.lines[Int(slot)])]?.scope ?? -1)
    }

    func match(_ line: SkeletonLine, _ templates: TemplateTable) -> TreeMatch {
        guard let group = groups[head.key(line)] else { return TreeMatch(slot: -1, scope: -1) }
        return TreeMatch(slot: bestFit(looked(line), in: group, templates) ?? -1, scope: group.scope)
    }

    func places(of line: SkeletonLine, in slot: Int32, _ templates: TemplateTable) -> [VariablePlace] {
        let template = templates.lines[Int(slot)]
        guard template.wildcardCount > 0 else { return [] }
        var places: [VariablePlace] = []
        let tokens = looked(line)
        _ = fits(tokens, template) { lower, upper in
            let end = tokens.isCut && upper == tokens.count ? line.tokens.count : upper + head.count
            places.append(VariablePlace(first: UInt32(lower + head.count), end: UInt32(end)))
        }
        return places
    }

    mutating func remove(_ slot: Int32, _ templates: inout TemplateTable) {
        let line = templates.lines[Int(slot)], key = head.key(line)
        guard var group = groups.removeValue(forKey: key) else { return }
        variants.remove(slot, line, fixed: head.count)
        group.slots.removeAll { $0 == slot }
        for word in words(of: line) {
            group.holders[word]?.removeAll { $0 == slot }
            if group.holders[word]?.isEmpty == true { group.holders[word] = nil }
        }
        if group.slots.isEmpty {
            templates.versions.release(group.scope)
            templates.versions.touchWhole()
        } else {
            templates.versions.touch(group.scope)
            groups[key] = group
        }
        longest[Int(slot)] = 0
    }

    // MARK: Filing

    mutating func file(_ slot: Int32, longest tokens: Int, _ templates: inout TemplateTable) {
        if Int(slot) >= longest.count {
            longest += [Int](repeating: 0, count: Int(slot) + 1 - longest.count)
            signatures += [UInt64](repeating: 0, count: Int(slot) + 1 - signatures.count)
            wordCounts += [Int](repeating: 0, count: Int(slot) + 1 - wordCounts.count)
        }
        longest[Int(slot)] = tokens
        let line = templates.lines[Int(slot)], words = words(of: line), key = head.key(line)
        signatures[Int(slot)] = words.reduce(0) { $0 | Self.bit($1) }
        wordCounts[Int(slot)] = line.tokens.dropFirst(head.count).count { !$0.isVariable && !$0.isWildcard }
        if groups[key] == nil {
            groups[key] = Group(scope: templates.versions.make())
            templates.versions.touchWhole()
        }
        variants.insert(slot, line, fixed: head.count)
        groups[key]?.slots.append(slot)
        for word in words { groups[key]?.holders[word, default: []].append(slot) }
        if let scope = groups[key]?.scope { templates.versions.touch(scope) }
    }

    /// Gives a template a new text. Returns the survivor when another has that text already.
    private mutating func rewrite(_ slot: Int32, _ line: SkeletonLine, _ templates: inout TemplateTable) -> Int32 {
        guard line.bytes != templates.lines[Int(slot)].bytes else { return slot }
        let reach = longest[Int(slot)]
        remove(slot, &templates)
        templates.rewrite(slot, line)
        file(slot, longest: reach, &templates)
        return absorbTwin(slot, &templates)
    }

    /// When a word of a template takes many values in otherwise equal templates, all of them become one. Returns the survivor.
    private mutating func mergeVariants(_ start: Int32, _ templates: inout TemplateTable) -> Int32 {
        var slot = start
        var isChanged = true
        while isChanged {
            isChanged = false
            for (place, key) in VariantIndex.keys(templates.lines[Int(slot)], fixed: head.count) {
                let found = variants.slots(key)
                guard found.count >= configuration.mergeAfterVariants,
                    let keep = found.min(by: { templates.ids[Int($0)] < templates.ids[Int($1)] })
                else { continue }
                var line = templates.lines[Int(keep)]
                line.replace(place, with: [Skeleton.wildcard])
                line.joinWildcards()
                for other in found where other != keep {
                    longest[Int(keep)] = Swift.max(longest[Int(keep)], longest[Int(other)])
                    remove(other, &templates)
                    templates.merge(other, into: keep)
                }
                slot = rewrite(keep, line, &templates)
                isChanged = true
                break
            }
        }
        return slot
    }

    private mutating func absorbTwin(_ slot: Int32, _ templates: inout TemplateTable) -> Int32 {
        let bytes = templates.lines[Int(slot)].bytes
        let all = groups[head.key(templates.lines[Int(slot)])]?.slots ?? []
        let twin = all.first {
            $0 != slot && signatures[Int($0)] == signatures[Int(slot)] && templates.lines[Int($0)].bytes == bytes
        }
        guard let twin else { return slot }
        let keep = templates.ids[Int(twin)] < templates.ids[Int(slot)] ? twin : slot
        let other = keep == slot ? twin : slot
        longest[Int(keep)] = Swift.max(longest[Int(keep)], longest[Int(other)])
        remove(other, &templates)
        templates.merge(other, into: keep)
        return keep
    }

    // MARK: Tokens

    /// The tokens of a line that are compared: those behind the head, up to a limit.
    struct Looked {
        var tokens: ArraySlice<SkeletonToken>
        /// Whether there are more.
        var isCut: Bool
        /// How many hold words.
        var wordCount: Int
        var signature: UInt64

        var count: Int { tokens.count }
        subscript(index: Int) -> SkeletonToken { tokens[tokens.startIndex + index] }
    }

    private func looked(_ line: SkeletonLine) -> Looked {
        let all = line.tokens.dropFirst(head.count), tokens = all.prefix(configuration.maxTokens)
        let words = tokens.filter { !$0.isVariable }
        return Looked(
            tokens: tokens, isCut: tokens.count < all.count, wordCount: words.count,
            signature: words.reduce(0) { $0 | Self.bit($1.hash) })
    }

    /// The distinct words of a template.
    private func words(of line: SkeletonLine) -> Set<UInt64> {
        Set(line.tokens.dropFirst(head.count).lazy.filter { !$0.isVariable && !$0.isWildcard }.map(\.hash))
    }

    private static func bit(_ hash: UInt64) -> UInt64 { 1 << (hash >> 58) }

    // MARK: Fitting

    /// The template that has the line as it is: most words, then fewest tokens, then the oldest.
    private func bestFit(_ tokens: Looked, in group: Group, _ templates: TemplateTable) -> Int32? {
        var best: (slot: Int32, rank: (Int, Int, TemplateID))?
        for slot in group.slots where signatures[Int(slot)] & ~tokens.signature == 0 && wordCounts[Int(slot)] <= tokens.wordCount {
            let template = templates.lines[Int(slot)]
            // A short template says nothing about a line much longer than any it was made of.
            guard 2 * (template.tokens.count - head.count) >= tokens.count || tokens.count <= longest[Int(slot)] else { continue }
            let rank = (-wordCounts[Int(slot)], template.tokens.count, templates.ids[Int(slot)])
            if let best, best.rank < rank { continue }
            if fits(tokens, template, { _, _ in }) { best = (slot, rank) }
        }
        return best?.slot
    }

    /// Whether a line fits a template: runs of tokens between its places in order, each as early as possible, the first at the beginning and the last at
    /// the end. `place` is told what stands at each place.
    private func fits(_ tokens: Looked, _ template: SkeletonLine, _ place: (Int, Int) -> Void) -> Bool {
        let runs = template.tokens.dropFirst(head.count)
            .split(maxSplits: .max, omittingEmptySubsequences: false) { $0.isWildcard }
        guard let first = runs.first, let last = runs.last else { return tokens.count == 0 }
        if tokens.isCut, !last.isEmpty { return false }
        func stands(_ run: ArraySlice<SkeletonToken>, at position: Int) -> Bool {
            guard position >= 0, position + run.count <= tokens.count else { return false }
            for (offset, token) in run.enumerated() where token.hash != tokens[position + offset].hash { return false }
            return true
        }
        guard stands(first, at: 0) else { return false }
        if runs.count == 1 { return first.count == tokens.count }
        let tail = tokens.count - last.count
        guard tail >= first.count, stands(last, at: tail) else { return false }
        var position = first.count
        for run in runs.dropFirst().dropLast() {
            var found = position
            while found + run.count <= tail, !stands(run, at: found) { found += 1 }
            guard found + run.count <= tail else { return false }
            place(position, found)
            position = found + run.count
        }
        place(position, tail)
        return true
    }

    // MARK: Common subsequences

    /// The template with which a line has the longest common subsequence, where that is long enough: most words, then fewest tokens, then the oldest.
    private func mostAlike(
        _ tokens: Looked, in group: Group, _ templates: TemplateTable
    ) -> (slot: Int32, common: [(Int, Int)])? {
        guard tokens.wordCount > 0 else { return nil }
        let wanted = configuration.commonShare * Double(tokens.wordCount)
        var counts: [UInt64: Int] = [:]
        for token in tokens.tokens where !token.isVariable { counts[token.hash, default: 0] += 1 }
        var best: (slot: Int32, common: [(Int, Int)], rank: (Int, Int, TemplateID))?
        for slot in candidates(counts, in: group, missing: Double(tokens.wordCount) - wanted) {
            let template = templates.lines[Int(slot)]
            let shared = Set(template.tokens.dropFirst(head.count).lazy.map(\.hash).filter { counts[$0] != nil })
            guard 2 * shared.count >= counts.count, Double(shared.reduce(0) { $0 + (counts[$1] ?? 0) }) >= wanted else { continue }
            let common = commonSubsequence(tokens, template)
            let equal = common.count { !tokens[$0.0].isVariable }
            guard equal > 0, Double(equal) >= wanted else { continue }
            if configuration.comparesBoth, Double(equal) < configuration.commonShare * Double(wordCounts[Int(slot)]) { continue }
            let rank = (-equal, template.tokens.count, templates.ids[Int(slot)])
            if let best, best.rank < rank { continue }
            best = (slot, common, rank)
        }
        return best.map { ($0.slot, $0.common) }
    }

    /// The templates that may lack as many of a line's words as `missing`: those that have one of its rarest words, of which they cannot lack all.
    private func candidates(_ counts: [UInt64: Int], in group: Group, missing: Double) -> Set<Int32> {
        let rarest = counts.map { (word: $0.key, count: $0.value, holders: group.holders[$0.key]?.count ?? 0) }
            .sorted { ($0.holders, $0.word) < ($1.holders, $1.word) }
        var slots: Set<Int32> = []
        var seen = 0
        for (word, count, _) in rarest {
            slots.formUnion(group.holders[word] ?? [])
            seen += count
            if Double(seen) > missing { break }
        }
        return slots
    }

    /// The longest common subsequence as pairs of places in the line and the template (both behind the head): most words, and among those most masked values.
    private func commonSubsequence(_ tokens: Looked, _ template: SkeletonLine) -> [(Int, Int)] {
        let other = template.tokens.dropFirst(head.count)
        let width = other.count + 1
        var scores = [Int32](repeating: 0, count: (tokens.count + 1) * width)
        func weight(_ i: Int, _ j: Int) -> Int32 {
            let a = tokens[i], b = other[other.startIndex + j]
            return a.hash != b.hash || b.isWildcard ? 0 : a.isVariable ? 1 : 2_048
        }
        for i in stride(from: tokens.count - 1, through: 0, by: -1) {
            for j in stride(from: other.count - 1, through: 0, by: -1) {
                let equal = weight(i, j)
                let with = equal > 0 ? scores[(i + 1) * width + j + 1] + equal : 0
                scores[i * width + j] = Swift.max(with, scores[(i + 1) * width + j], scores[i * width + j + 1])
            }
        }
        var pairs: [(Int, Int)] = []
        var i = 0, j = 0
        while i < tokens.count, j < other.count {
            let equal = weight(i, j), score = scores[i * width + j]
            if equal > 0, score == scores[(i + 1) * width + j + 1] + equal {
                pairs.append((i, j))
                i += 1
                j += 1
            } else if score == scores[(i + 1) * width + j] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }

    /// What is common, with one place wherever tokens are left out on either side.
    private func merged(_ line: SkeletonLine, _ tokens: Looked, _ template: SkeletonLine, _ common: [(Int, Int)]) -> SkeletonLine {
        var parts: [ArraySlice<UInt8>] = line.tokens.prefix(head.count).map { line.bytes[$0.range] }
        let place: ArraySlice<UInt8> = [Skeleton.wildcard]
        var next = (0, 0)
        for pair in common {
            if pair != next { parts.append(place) }
            parts.append(line.bytes[tokens[pair.0].range])
            next = (pair.0 + 1, pair.1 + 1)
        }
        if next != (tokens.count, template.tokens.count - head.count) || tokens.isCut { parts.append(place) }
        return SkeletonLine(Array(parts.joined(separator: [Skeleton.blank])))
    }
}
