extension SkeletonParser {
    /// The state, for a bundle. The cache and warnings waiting to be taken are not part of it.
    public var state: ParserState {
        let groups = table.slots.map { slot in
            let line = table.lines[Int(slot)]
            let filing = head.isStatement(line) ? TemplateFiling(path: [head.key(line)]) : tree.filing(of: slot, table)
            return ParserState.Group(
                id: table.ids[Int(slot)], text: head.text(line), tokens: line.tokens.map { ParserState.escape(line.bytes[$0.range]) },
                count: table.counts[Int(slot)], lastMatch: table.lastMatches[Int(slot)],
                path: filing.path.map { $0.map { ParserState.escape($0) } }, longest: filing.longest, isPruned: filing.isPruned)
        }
        return ParserState(
            configuration: configuration, learntRecords: table.learntRecords, nextID: table.nextID, groups: groups,
            aliases: table.aliases.keys.sorted().compactMap { old in table.aliases[old].map { [old, $0] } },
            givenWarnings: table.givenWarnings, words: tree.wordOrder.map { $0.map { ParserState.escape($0) } },
            masksSessions: sessionMask.map(\.isNeeded))
    }

    /// A parser that goes on where another stopped: equal records get equal ids.
    ///
    /// - Throws: ``InputError`` for a state that contradicts itself (an id twice, ids beyond the next one, malformed tokens, aliases that lead round).
    public init(state: ParserState) throws(InputError) {
        guard state.version == 1 else { throw Self.refuse("layout version \(state.version) is not known") }
        try self.init(state.configuration)
        guard state.nextID > 0 else { throw Self.refuse("no next id") }
        guard state.groups.count <= configuration.maxClusters else {
            throw Self.refuse("\(state.groups.count) templates, limit \(configuration.maxClusters)")
        }
        var words: [[UInt8]]?
        if let given = state.words {
            words = []
            for word in given {
                guard let bytes = ParserState.unescape(word), !bytes.isEmpty else { throw Self.refuse("word \(word)") }
                words?.append(bytes)
            }
        }
        guard tree.restore(wordOrder: words) else { throw Self.refuse("order of words") }
        for group in state.groups { try restore(group, state) }
        table.restore(
            nextID: state.nextID, learntRecords: state.learntRecords, aliases: try aliases(of: state), givenWarnings: state.givenWarnings)
        sessionMask?.isNeeded = state.masksSessions ?? false
        checkInvariants()
    }

    private static func refuse(_ what: String) -> InputError {
        InputError("parser state: \(what); the model file is damaged, train it again")
    }

    /// Puts one template back.
    private mutating func restore(_ group: ParserState.Group, _ state: ParserState) throws(InputError) {
        guard group.id.rawValue > 0, group.id.rawValue < state.nextID, table.slotOfID[group.id] == nil else {
            throw Self.refuse("template id \(group.id)")
        }
        guard group.count >= 0, group.lastMatch <= state.learntRecords else { throw Self.refuse("counts of \(group.id)") }
        var bytes: [UInt8] = []
        for (index, token) in group.tokens.enumerated() {
            guard let part = ParserState.unescape(token), !part.isEmpty, part.count(where: { $0 == Skeleton.wildcard }) <= 1 else {
                throw Self.refuse("token \(index + 1) of \(group.id)")
            }
            if index > 0 { bytes.append(Skeleton.blank) }
            bytes += part
        }
        var filing = TemplateFiling(longest: group.longest, isPruned: group.isPruned)
        for token in group.path {
            let part = token.map { ParserState.unescape($0) }
            if case .some(nil) = part { throw Self.refuse("place of \(group.id)") }
            filing.path.append(part ?? nil)
        }
        let line = SkeletonLine(bytes)
        let slot = table.restore(line, id: group.id, count: group.count, lastMatch: group.lastMatch)
        if head.isStatement(line) {
            guard statements[head.key(line)] == nil, group.path.count <= 1 else { throw Self.refuse("place of \(group.id)") }
            file(statement: slot)
        } else {
            guard tree.restore(slot, filing, &table) else { throw Self.refuse("place of \(group.id)") }
        }
    }

    /// The aliases of a state, checked: both ids were given, the old one is no template's, and none leads round.
    private func aliases(of state: ParserState) throws(InputError) -> [TemplateID: TemplateID] {
        var aliases: [TemplateID: TemplateID] = [:]
        for pair in state.aliases {
            guard pair.count == 2, pair[0] != pair[1], table.slotOfID[pair[0]] == nil, aliases[pair[0]] == nil,
                pair[0].rawValue < state.nextID, pair[1].rawValue < state.nextID
            else { throw Self.refuse("merged ids") }
            aliases[pair[0]] = pair[1]
        }
        for start in aliases.keys {
            var current = start, steps = 0
            while let next = aliases[current] {
                current = next
                steps += 1
                guard steps <= aliases.count else { throw Self.refuse("merged ids lead round") }
            }
        }
        return aliases
    }
}

extension SkeletonParser: Codable {
    /// Restores a parser from its ``state``, checked.
    public init(from decoder: any Decoder) throws {
        try self.init(state: ParserState(from: decoder))
    }

    /// Writes the ``state``.
    public func encode(to encoder: any Encoder) throws {
        try state.encode(to: encoder)
    }
}
