import Auspex

/// What an answer did, in a sentence.
enum FeedbackWords {
    /// One line about a report without an answer.
    static func sentence(_ entry: ReportJournal.Entry, in journal: ReportJournal) -> String {
        let reason = entry.verdict.findings.first.map { AnomalyPage.words($0.reason) + ": " } ?? ""
        let parts = [
            Words.line(entry.verdict.session, width: 60), "score \(Words.fixed(entry.verdict.score, 1))",
            reason + Words.line(journal.headline(of: entry), width: 80), Words.line(entry.place, width: 60),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// One line about an incident without an answer.
    static func sentence(_ told: ReportJournal.ToldIncident) -> String {
        [
            told.kind.id, "score \(Words.fixed(told.score, 1))", Words.line(told.headline, width: 120), Words.line(told.place, width: 60),
        ].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// One line about an answer to an incident.
    static func sentence(_ entry: IncidentAnswers.Entry) -> String {
        let note = entry.note.map { " (\(Words.line($0, width: 80)))" } ?? ""
        let what = entry.verdict == .normal ? "silent from now on, unless it is more unusual than it was" : "kept as a label"
        return "\(entry.kind.id): \(entry.verdict.rawValue)\(note) – \(what): \(Words.line(entry.headline, width: 120))"
    }

    /// What an answer to an incident does, with examples of what else it silences.
    static func sentences(_ outcome: FeedbackRun.IncidentOutcome) -> [String] {
        let others = outcome.silenced
        guard outcome.entry.verdict == .normal else { return [sentence(outcome.entry)] }
        guard !others.isEmpty else { return [sentence(outcome.entry), "  silences no other incident told so far"] }
        let examples = others.prefix(3).map { Words.line($0.headline, width: 100) }.joined(separator: "; ")
        return [
            sentence(outcome.entry),
            "  silences \(Words.count(others.count, "other incident")) told so far: \(examples)"
                + (others.count > 3 ? "; …" : ""),
        ]
    }

    /// One line about what was learnt unasked.
    static func sentence(_ figures: Adaptation.Figures) -> String {
        "learnt from \(Words.count(figures.learnt, "session")) of \(figures.judged) in all"
            + (figures.refused > 0 ? ", \(figures.refused) refused: normal sessions put aside would have been reported" : "")
    }

    /// One line about one answer.
    static func sentence(_ entry: FeedbackMemory.Entry) -> String {
        let answer = entry.answer, outcome = entry.outcome
        var parts = ["\(answer.id)  \(Words.line(answer.session, width: 60)): \(answer.verdict.rawValue)"]
        if let note = answer.note { parts.append("(\(Words.line(note, width: 80)))") }
        switch answer.verdict {
        case .anomaly: parts.append("– kept as a label")
        case .normal where !outcome.wasReported: parts.append("– was not reported; remembered")
        case .normal:
            parts.append("– silent from now on")
            switch outcome.model {
            case .none: break
            case .accepted: parts.append("; model updated" + ranks(outcome))
            case .refused: parts.append("; update of the model refused, it waits for the next full training")
            }
            if outcome.rules == .accepted { parts.append("; rules learnt it") }
            switch outcome.values {
            case .accepted?: parts.append("; usual delays and values learnt it")
            case .refused?: parts.append("; update of usual delays and values refused, it waits for the next full training")
            default: break
            }
            guard entry.isAboutSequence else { break }
            parts.append(
                "; false alarms on normal sessions put aside \(Words.percent(outcome.falseAlarmsBefore)) → \(Words.percent(outcome.falseAlarmsAfter))"
            )
        }
        return parts.joined(separator: " ").replacing(" ;", with: ";")
    }

    private static func ranks(_ outcome: FeedbackOutcome) -> String {
        guard let before = outcome.rankBefore, let after = outcome.rankAfter else { return "" }
        return
            " (rank \(before == .max ? "unknown" : String(before)) → \(after == .max ? "unknown" : String(after)), \(Words.count(outcome.steps, "step")))"
    }
}
