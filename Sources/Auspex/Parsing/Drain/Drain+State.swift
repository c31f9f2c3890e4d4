extension Drain {
    /// The state, for a bundle. The cache, changes and warnings waiting to be taken are not part of it.
    public var state: DrainState {
        var groups: [DrainState.Group] = []
        for id in slotOfID.keys.sorted() {
            guard let slot = slotOfID[id] else { continue }
            let line = lines[Int(slot)]
            groups.append(
                DrainState.Group(
                    id: id, text: text(slot), tokens: line.tokens.map { DrainState.escape(line.bytes[$0.range]) }, count: counts[Int(slot)],
                    lastMatch: lastMatches[Int(slot)], path: tree.path(leaves[Int(slot)]).map { $0.map(DrainState.escape) }))
        }
        return DrainState(
            configuration: configuration, learntRecords: learntRecords, nextID: nextID, groups: groups,
            aliases: aliases.keys.sorted().compactMap { old in aliases[old].map { [old, $0] } },
            givenWarnings: [hasWarnedMany, hasWarnedEvicting])
    }

    /// A parser that goes on where another stopped: equal records get equal ids.
    ///
    /// - Throws: ``InputError`` for a state that contradicts itself (an id twice, ids beyond the next one, malformed tokens, aliases that lead round).
    public init(state: DrainState) throws(InputError) {
        func refuse(_ what: String) -> InputError { InputError("parser state: \(what); the model file is damaged, train it again") }
        guard state.version == 1 else { throw refuse("layout version \(state.version) is not known") }
        try self.init(state.configuration)
        guard state.nextID > 0 else { throw refuse("no next id") }
        guard state.groups.count <= configuration.maxClusters else {
            throw refuse("\(state.groups.count) templates, limit \(configuration.maxClusters)")
        }
        nextID = state.nextID
        learntRecords = state.learntRecords
        for group in state.groups {
            guard group.id.rawValue > 0, group.id.rawValue < nextID, slotOfID[group.id] == nil else {
                throw refuse("template id \(group.id)")
            }
            guard group.count >= 0, group.lastMatch <= learntRecords else { throw refuse("counts of \(group.id)") }
            guard group.path.count <= Swift.min(fixedTokens, group.tokens.count) else { throw refuse("place of \(group.id)") }
            var bytes: [UInt8] = []
            for (index, token) in group.tokens.enumerated() {
                guard let part = DrainState.unescape(token), !part.isEmpty else { throw refuse("token \(index + 1) of \(group.id)") }
                guard part.count(where: { $0 == Skeleton.wildcard }) <= 1 else { throw refuse("token \(index + 1) of \(group.id)") }
                if index > 0 { bytes.append(Skeleton.blank) }
                bytes += part
            }
            var path: [[UInt8]?] = []
            for token in group.path {
                guard let token else {
                    path.append(nil)
                    continue
                }
                guard let part = DrainState.unescape(token) else { throw refuse("place of \(group.id)") }
                path.append(part)
            }
            let line = DrainLine(bytes)
            let slot = place(line, id: group.id, leaf: tree.restore(root: root(of: line), path: path))
            counts[Int(slot)] = group.count
            lastMatches[Int(slot)] = group.lastMatch
            variants.insert(slot, line, fixed: fixedTokens)
            recency.insert(slot, group.id, at: group.lastMatch)
        }
        for pair in state.aliases {
            guard pair.count == 2, pair[0] != pair[1], slotOfID[pair[0]] == nil, aliases[pair[0]] == nil, pair[0].rawValue < nextID,
                pair[1].rawValue < nextID
            else { throw refuse("merged ids") }
            aliases[pair[0]] = pair[1]
        }
        for start in aliases.keys {
            var current = start, steps = 0
            while let next = aliases[current] {
                current = next
                steps += 1
                guard steps <= aliases.count else { throw refuse("merged ids lead round") }
            }
        }
        if state.givenWarnings.count == 2 {
            hasWarnedMany = state.givenWarnings[0]
            hasWarnedEvicting = state.givenWarnings[1]
        }
        checkInvariants()
    }
}
