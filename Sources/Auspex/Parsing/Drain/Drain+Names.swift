extension Drain {
    /// Words seen together in so many different texts are values of one kind: names of users, of hosts, of queues.
    static let nameContexts = 3
    /// So many words at least make a kind; two may be the outcomes of one step (`accepted`, `failed`).
    static let nameCount = 3
    /// A text of more tokens is a document or a dump of data; its words are not looked at.
    static let nameTokens = 256

    /// A word of a template, and the rest of the template around it.
    private struct Place {
        var slot: Int32
        var token: Int
        var word: [UInt8]
        /// The token before, which says what sort of word stands here.
        var before: [UInt8]
    }

    /// All that surrounds a word of a template, as two fingerprints: templates may be long, and have many words.
    private struct Surroundings: Hashable {
        var before: UInt64
        var behind: UInt64
    }

    /// Ends learning: makes words that are interchangeable in several texts one variable place in each of them.
    ///
    /// The public logs show why this waits for the end and goes largest group first: `Accepted publickey for carla`, `… for ben`, `session
    /// opened for user carla(uid=…` have six users in four texts. Once they are one place, the texts with `accepted` and `failed`, which seemed
    /// to be interchangeable for each user apart, are two of them. Templates merged here are known by ``canonical(_:)``.
    ///
    /// - Complexity: O(templates × their length), a few times; nothing for requests, and for statements, which are known by their head.
    mutating func finishLearning(_ templates: inout TemplateTable) {
        switch head.kind {
        case .request, .statement: return
        case .none, .severity, .component: break
        }
        guard configuration.protectsWords else { return }
        var known: Set<[UInt8]> = []
        for _ in 0..<8 {
            let contexts = wordContexts(templates)
            let sets = placeWords.sets + contexts.values.map { Set($0.map(\.word)) }
            guard let names = largestGroup(sets.map { $0.subtracting(known) }) else { break }
            mask(names, in: contexts, &templates)
            known.formUnion(names)
        }
    }

    /// Every word behind the first tokens, by all that surrounds it.
    private func wordContexts(_ templates: TemplateTable) -> [Surroundings: [Place]] {
        var contexts: [Surroundings: [Place]] = [:]
        for slot in templates.slotOfID.values.sorted() {
            let line = templates.lines[Int(slot)]
            guard line.tokens.count <= Self.nameTokens else { continue }
            let before = Self.fingerprints(line.bytes), behind = Array(Self.fingerprints(line.bytes.reversed()).reversed())
            for index in line.tokens.indices.dropFirst(fixedTokens) {
                let token = line.tokens[index]
                guard token.leadingWord >= 2, !token.isWildcard else { continue }
                let start = token.range.lowerBound
                // A word with more words behind it in its token is a compound, not a name.
                let rest = line.bytes[start + token.leadingWord..<token.range.upperBound]
                if let next = rest.first, next != UInt8(ascii: "("), next != UInt8(ascii: ","), next != UInt8(ascii: ":"),
                    next != UInt8(ascii: ";"), next != UInt8(ascii: "."), next != UInt8(ascii: "@")
                {
                    continue
                }
                let word = line.bytes[start..<start + token.leadingWord]
                let key = Surroundings(before: before[start], behind: behind[start + token.leadingWord])
                let introduction = index > 0 ? Array(line.bytes[line.tokens[index - 1].range]) : []
                contexts[key, default: []].append(Place(slot: slot, token: index, word: Array(word), before: introduction))
            }
        }
        return contexts
    }

    /// The fingerprints of all beginnings of a text, the empty one first.
    private static func fingerprints(_ bytes: some Collection<UInt8>) -> [UInt64] {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        return [state]
            + bytes.map { byte in
                state = (state ^ UInt64(byte)) &* 0x9FB2_1C65_1E98_DF25
                state ^= state >> 32
                return state
            }
    }

    /// The largest set of words of which each meets others in several texts.
    private func largestGroup(_ sets: [Set<[UInt8]>]) -> Set<[UInt8]>? {
        struct Pair: Hashable {
            var left: [UInt8]
            var right: [UInt8]
        }
        var together: [Pair: Int] = [:]
        for set in sets where (2...256).contains(set.count) {
            let words = set.sorted { $0.lexicographicallyPrecedes($1) }
            for (index, left) in words.enumerated() {
                for right in words[(index + 1)...] { together[Pair(left: left, right: right), default: 0] += 1 }
            }
        }
        var neighbours: [[UInt8]: [[UInt8]]] = [:]
        for (pair, count) in together where count >= Self.nameContexts {
            neighbours[pair.left, default: []].append(pair.right)
            neighbours[pair.right, default: []].append(pair.left)
        }
        var best: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for start in neighbours.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) where seen.insert(start).inserted {
            var group = [start], next = 0
            while next < group.count {
                for other in neighbours[group[next]] ?? [] where seen.insert(other).inserted { group.append(other) }
                next += 1
            }
            if group.count > best.count { best = group }
        }
        return best.count >= Self.nameCount ? Set(best) : nil
    }

    /// Makes the places of names variable.
    private mutating func mask(_ names: Set<[UInt8]>, in contexts: [Surroundings: [Place]], _ templates: inout TemplateTable) {
        let groups = contexts.values.map { places in places.filter { names.contains($0.word) } }
        // A single name counts where the word before it introduces names elsewhere.
        let introductions = placeWords.introductions.union(
            groups.filter { Set($0.map(\.word)).count > 1 }.flatMap { $0.map(\.before) })
        var wanted: [[Place]] = groups.filter { !$0.isEmpty && (Set($0.map(\.word)).count > 1 || introductions.contains($0[0].before)) }
        wanted.sort { templates.ids[Int($0[0].slot)] < templates.ids[Int($1[0].slot)] }
        for group in wanted {
            // Merging one place may have changed or removed another; what is left of it is found again in the next round.
            let places = group.filter { place in
                let line = templates.lines[Int(place.slot)]
                guard templates.isAlive(place.slot), place.token < line.tokens.count else { return false }
                let token = line.tokens[place.token]
                return token.leadingWord == place.word.count
                    && line.bytes[token.range.lowerBound..<token.range.lowerBound + token.leadingWord].elementsEqual(place.word)
            }.sorted { templates.ids[Int($0.slot)] < templates.ids[Int($1.slot)] }
            guard let first = places.first else { continue }
            var template = templates.lines[Int(first.slot)]
            let token = template.tokens[first.token]
            let rest = template.bytes[token.range.lowerBound + token.leadingWord..<token.range.upperBound]
            // One place in a token: what is variable behind the name goes into it.
            let tail = rest.contains { Skeleton.isVariable($0) } ? Self.closing(rest) : Array(rest)
            template.replace(first.token, with: [Skeleton.wildcard] + tail)
            rewrite(first.slot, template, &templates)
            for other in places.dropFirst() where templates.isAlive(other.slot) && other.slot != first.slot {
                merge(other.slot, into: first.slot, &templates)
            }
            _ = absorbTwin(first.slot, &templates)
        }
    }

    /// The punctuation behind the last variable byte.
    private static func closing(_ rest: ArraySlice<UInt8>) -> [UInt8] {
        guard let last = rest.lastIndex(where: Skeleton.isVariable) else { return Array(rest) }
        return Array(rest[(last + 1)...])
    }
}
