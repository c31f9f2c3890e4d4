/// Puts findings into words: the one place where what session detectors found becomes sentences.
struct FindingWriter {
    /// The text of each template.
    let texts: [TemplateID: String]

    /// What was seen, a phrase.
    func observed(_ finding: Finding) -> String {
        switch finding.detail {
        case .newTemplate(.none, _): return "a line that fits no kind seen in training"
        case .newTemplate(let template, _): return "\(name(template)), never seen in training"
        case .unexpectedEvent(let template, let probability, _):
            return "\(name(template)) (chance \(ReportFormat.percent(probability)))"
        case .unexpectedEnd(let probability, _): return "the session ends here (chance \(ReportFormat.percent(probability)))"
        case .unseenPair(let template, let before): return "\(template.map(name) ?? "end") after \(before.map(name) ?? "the start")"
        case .rareTemplate(let template, _): return name(template)
        case .counts(let differences, let more):
            return Self.list(differences.map { amount($0.seen, $0.template) }) + (more > 0 ? ", and \(more) more" : "")
        case .residual(let differences): return Self.list(differences.map { amount($0.seen, $0.template) })
        case .length(let length, _): return length == 1 ? "1 line" : "\(length) lines"
        case .value(let evidence): return observed(evidence)
        case .lines(let family): return family.words
        case .rareCounts(let intervals):
            return intervals.isEmpty ? "counts that few sessions have" : Self.list(intervals.map { amount($0.seen, $0.template) })
        case .invariant(let terms, _, _): return Self.list(terms.map { amount($0.seen, $0.template) })
        case .classifiedCounts(let differences, let probability):
            let counts = differences.isEmpty ? "" : ": " + Self.list(differences.map { amount($0.seen, $0.template) })
            return "looks anomalous\(probability.map { " (\(ReportFormat.percent($0)))" } ?? "")\(counts)"
        case .rule(let intervals, let probability):
            let rule = intervals.isEmpty ? "" : ": " + Self.list(intervals.map { "\(bounds($0)) × \(name($0.template))" })
            return "looks anomalous (\(ReportFormat.percent(probability)) of such sessions)\(rule)"
        case .classified(let name, let probability): return "looks like \(name) (\(ReportFormat.percent(probability)))"
        }
    }

    /// What should have been there instead, a phrase; empty where there is nothing to say, or the finding's candidates say it.
    func expected(_ finding: Finding) -> String {
        switch finding.detail {
        case .newTemplate(_, let known?): return "one of \(known) kinds of line seen in training"
        case .unseenPair(_, let before): return "a successor of \(before.map(name) ?? "the start") seen in training"
        case .rareTemplate(_, let frequent): return "one of the \(frequent) most frequent kinds of line"
        case .counts(let differences, let more):
            // That no line of a new kind was expected needs no saying.
            let told = differences.filter { $0.template != .none }
            guard !told.isEmpty else { return "no such line in the nearest normal session" }
            return Self.list(told.map { "\(Self.short($0.usual)) × \(name($0.template))" }) + (more > 0 ? ", and \(more) more" : "")
                + " in the nearest normal session"
        case .residual(let differences):
            return Self.list(differences.map { "about \(Self.short($0.usual)) × \(name($0.template))" })
                + " beside the session's other counts"
        case .rareCounts(let intervals): return Self.list(intervals.map { "\(bounds($0)) × \(name($0.template))" })
        case .invariant(let terms, _, let support):
            return "\(equation(terms)), as in \(ReportFormat.percent(support)) of the training sessions"
        case .classifiedCounts(let differences, _):
            guard !differences.isEmpty else { return "" }
            return Self.list(differences.map { "about \(Self.short($0.usual)) × \(name($0.template))" }) + " in normal sessions"
        case .length(_, let usual): return "\(usual.lowerBound) to \(usual.upperBound) lines"
        case .value(let evidence): return expected(evidence)
        case .newTemplate, .unexpectedEvent, .unexpectedEnd, .lines, .classified, .rule: return ""
        }
    }

    /// The largest difference of counts, for a headline that names no more.
    func headline(_ differences: [Finding.CountDifference], more: Int) -> String {
        guard let first = differences.first else { return "" }
        let rest = differences.count > 1 || more > 0 ? ", and other counts differ" : ""
        return "\(amount(first.seen, first.template)) instead of \(Self.short(first.usual))\(rest)"
    }

    // MARK: Parts of sentences

    /// How many times as far out as what is usual a bound may be to be told.
    private static let tellingBound = 10.0

    private static let newKind = "a line of a new kind"

    private func name(_ template: TemplateID) -> String {
        guard template != .none else { return Self.newKind }
        guard let text = texts[template], text != template.description else { return template.description }
        // Its number means nothing to a person; the log's own words do.
        return "‹\(ReportFormat.template(text))›"
    }

    private func amount(_ count: Int, _ template: TemplateID) -> String {
        guard template == .none else { return count == 0 ? "no \(name(template))" : "\(count) × \(name(template))" }
        return count == 1 ? "1 line of a new kind" : "\(count) lines of a new kind"
    }

    /// The counts of an interval, as one says them before a noun.
    private func bounds(_ interval: Finding.CountInterval) -> String {
        switch (interval.lower, interval.upper) {
        case (let lower?, let upper?) where lower == upper: "\(lower)"
        case (let lower?, let upper?): "\(lower) to \(upper)"
        case (let lower?, nil): "at least \(lower)"
        case (nil, 0): "no"
        case (nil, let upper?): "at most \(upper)"
        case (nil, nil): "any number of"
        }
    }

    /// An equation with what is subtracted on the other side: as many of these as of those.
    private func equation(_ terms: [Finding.InvariantTerm]) -> String {
        func side(_ sign: Int) -> String {
            let own = terms.filter { $0.coefficient * sign > 0 }
            let words = own.map {
                $0.coefficient * sign == 1 ? "count of \(name($0.template))" : "\($0.coefficient * sign) × count of \(name($0.template))"
            }
            return words.isEmpty ? "0" : words.joined(separator: " + ")
        }
        return "\(side(1)) = \(side(-1))"
    }

    private static func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }

    private func observed(_ evidence: ValueEvidence) -> String {
        guard let observed = evidence.observed else { return "\(evidence.name) \(evidence.text ?? "a word not seen in training")" }
        let amount = evidence.unit.text(observed)
        guard evidence.reason == .unusualDelay else { return "\(evidence.name) \(amount)" }
        return "took \(amount)\(evidence.previous.map { " after \(name($0))" } ?? "")"
    }

    private func expected(_ evidence: ValueEvidence) -> String {
        if let first = evidence.usualTexts.first {
            return evidence.usualTexts.count == 1 ? "always \(first)" : "usually \(Self.list(evidence.usualTexts))"
        }
        guard let usual = evidence.usual else { return "otherwise" }
        let unit = evidence.unit
        if evidence.isChangedConstant { return "always \(unit.text(usual.lowerBound))" }
        var text = "usually \(unit.text(usual.lowerBound)) to \(unit.text(usual.upperBound))"
        if evidence.byNetwork, let predicted = evidence.predicted { text = "foretold \(unit.text(predicted)), " + text }
        // A bound far beyond all that is usual says nothing to a person.
        if let excess = evidence.excess, excess > 0, let bound = evidence.bound, !usual.contains(bound),
            (usual.lowerBound - Self.tellingBound * abs(usual.lowerBound)...usual.upperBound + Self.tellingBound * abs(usual.upperBound))
                .contains(bound)
        {
            text += ", tolerated \(observed(beyond: bound, evidence) ? "up" : "down") to \(unit.text(bound))"
        }
        return text
    }

    private func observed(beyond bound: Double, _ evidence: ValueEvidence) -> Bool { evidence.observed ?? bound >= bound }

    /// A count with one decimal, none for a whole number.
    private static func short(_ count: Double) -> String {
        let tenths = (count * 10).rounded() / 10
        return tenths == tenths.rounded() && abs(tenths) < 1e15 ? "\(Int(tenths))" : "\(tenths)"
    }
}

extension EvidenceFamily {
    /// What a session's lines show, in words.
    var words: String {
        switch self {
        case .newTemplate: "a kind of line never seen before"
        case .newValue: "a value never seen at its place"
        case .rateUp: "many more lines than usual"
        case .rateDown: "far fewer lines than usual"
        case .silence: "no line for long"
        case .highValue: "a number far above all seen"
        case .lowValue: "a number far below all seen"
        case .manyHighValues: "many high numbers at once"
        case .unexpectedOrder: "a step that never followed the one before it"
        case .missingStep: "a step without one that always came before it"
        case .repeatedStep: "a step repeated more often than ever"
        case .unusualCount: "steps that never occurred together in these numbers"
        case .unusualDelay: "a step that took far longer than ever"
        case .slowSession: "steps that are late altogether"
        case .unfinishedSession: "an end that no such session had"
        case .unusualSessions: "one of many sessions unlike any before"
        case .alikeSessions: "one of several unusual sessions that are alike"
        }
    }
}
