extension SessionDiscovery {
    /// The best identifier of the sample, or none, with the reasons.
    public func choice() -> SessionChoice {
        let ranking = ranking()
        let best = ranking.first { weakness(of: $0) == nil }
        // What hardly occurs is no runner-up anybody wants to hear about.
        let other = ranking.first { $0.rule != best?.rule && $0.coverage >= 0.05 }
        let shown = Array(ranking.prefix(10))
        guard let best else {
            return SessionChoice(
                chosen: .none, runnerUp: other?.rule, explanation: whyNone(other), coverage: 0, sessions: 0, eventsPerSession: 0,
                candidates: shown)
        }
        var text = "Sessions by \(best.rule.description): \(percent(best.coverage)) of the records carry it, \(best.values) sessions of "
        text += "\(rounded(best.eventsPerValue)) events on average in the first \(records) records."
        if let other {
            text +=
                " Runner-up: \(name(of: other.rule)), but \(weakness(of: other) ?? "it ties less together (\(percent(other.tied)) of the records)")."
        }
        return SessionChoice(
            chosen: best.rule, runnerUp: other?.rule, explanation: text, coverage: best.coverage, sessions: best.values,
            eventsPerSession: best.eventsPerValue, candidates: shown)
    }

    private func whyNone(_ nearest: IdentifierFigures?) -> String {
        guard let nearest, let weakness = weakness(of: nearest) else {
            return "No session identifier: no field or parameter recurs with different values, so the log is cut into windows."
        }
        return
            "No session identifier worth using: the nearest is \(name(of: nearest.rule)), but \(weakness), so the log is cut into windows."
    }

    /// Why a candidate is not worth using; `nil` for one that is.
    func weakness(of figures: IdentifierFigures) -> String? {
        if case .identifier(let shape) = figures.rule, Self.plainWords.contains(Self.lastWord(Array(shape.prefix.utf8))) {
            return "the words before it name a place, a person or a measure"
        }
        if figures.values < configuration.minimumValues { return "it has only \(figures.values) values" }
        // Pairs say little about order; where nearly every value has one, at least how long it takes from one record to the other.
        let isOfPairs = figures.eventsPerValue >= 1.9 && figures.tyingValues >= 0.9
        if figures.eventsPerValue < configuration.minimumEvents, !isOfPairs {
            return "a value has only \(rounded(figures.eventsPerValue)) records on average"
        }
        if figures.tyingValues < 0.5 {
            return "only \(percent(figures.tyingValues)) of its values occur with more than one template"
        }
        if figures.tied < configuration.minimumTied {
            return "it ties only \(percent(figures.tied)) of the records together"
        }
        if figures.quality < configuration.minimumQuality || figures.likeBeginnings < 0.1 {
            return figures.lifetime > 0.5
                ? "its values are there through most of the log, as a host or a thread is, and a task is not"
                : "its values begin with any event, as places do and tasks do not"
        }
        return nil
    }

    private func name(of rule: SessionRule) -> String {
        if case .identifier(let shape) = rule { return shape.description }
        return rule.description
    }

    private func percent(_ share: Double) -> String {
        if share > 0, share < 0.01 { return "less than 1 %" }
        return share > 0.99 && share < 1 ? "over 99 %" : "\(Int((share * 100).rounded())) %"
    }

    private func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
