extension NewTemplateRule {
    /// The rule as if it had also seen this session.
    public func learning(_ session: EventSequence) -> NewTemplateRule {
        NewTemplateRule(known: TemplateIndex(known.templates + session.events))
    }
}

extension SessionLengthRule {
    /// The rule as if it had also seen this session.
    public func learning(_ session: EventSequence) -> SessionLengthRule {
        guard !session.isContinuation else { return self }
        return SessionLengthRule(
            shortest: session.isComplete ? min(shortest, session.events.count) : shortest, longest: max(longest, session.events.count))
    }
}

extension BigramRule {
    /// The rule as if it had also seen this session.
    public func learning(_ session: EventSequence) -> BigramRule {
        let grown = TemplateIndex(known.templates + session.events)
        let numbers = known.templates.map { grown[$0] ?? 0 } + [grown.count]
        var all = Set(pairs.map { numbers[$0 / (known.count + 1)] * (grown.count + 1) + numbers[$0 % (known.count + 1)] })
        Self.forEachPair(of: session, grown) { _, pair in if let pair { all.insert(pair) } }
        return BigramRule(known: grown, pairs: all.sorted())
    }
}

extension FrequentKeysRule {
    /// Frequencies of a whole training set do not change by one session.
    public func learning(_ session: EventSequence) -> FrequentKeysRule { self }
}

extension CountVectorRule {
    /// The session's vector becomes one of the known ones; a template new to the rule costs what unknown ones cost.
    public func learning(_ session: EventSequence) -> CountVectorRule {
        guard !session.isContinuation else { return self }
        let grown = TemplateIndex(index.templates + session.events)
        let numbers = (index.templates.map { grown[$0] ?? 0 } + [grown.count]).map(Int32.init)
        var origins = [Int](repeating: index.count, count: grown.count + 1)
        for (old, new) in numbers.enumerated() { origins[Int(new)] = old }
        let row = CountRows.Row(columns: session.events.map { grown[$0] ?? grown.count })
        var all = CountRows()
        var complete = completeRows
        var isKnown = false
        func add(_ row: CountRows.Row) { all.append(row) }
        for number in 0..<rows.count {
            var old = rows[number]
            if number == completeRows, session.isComplete, !isKnown {
                add(row)
                complete += 1
                isKnown = true
            }
            for place in old.columns.indices { old.columns[place] = numbers[Int(old.columns[place])] }
            if old == row, (number < completeRows) == session.isComplete { isKnown = true }
            add(old)
        }
        if !isKnown {
            add(row)
            if session.isComplete { complete += 1 }
        }
        return CountVectorRule(
            configuration: configuration, index: grown, rows: all, completeRows: complete, costs: costs.spread(to: origins))
    }
}

extension CountCosts {
    /// The same costs for other columns; `origins[new]` is the old column each comes from.
    func spread(to origins: [Int]) -> CountCosts {
        let levels = Self.levels.count
        return CountCosts(
            slopes: slopes.isEmpty ? [] : origins.map { slopes[$0] },
            table: table.isEmpty ? [] : origins.flatMap { table[$0 * levels..<($0 + 1) * levels] })
    }
}
