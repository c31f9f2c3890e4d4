import Auspex

/// One session event by event.
struct SessionPage {
    private let explained: ExplainedSession

    /// Whether scores and ranks are shown.
    private let isVerbose: Bool

    init(_ explained: ExplainedSession, isVerbose: Bool) {
        self.explained = explained
        self.isVerbose = isVerbose
    }

    /// Prints the page.
    func show() throws {
        let width = Console.width
        let part = explained.part.map { "  part \($0) of \(explained.parts ?? $0)" } ?? ""
        let verdict = explained.isAnomalous ? Style.red(Style.bold("anomalous")) : Style.green("normal")
        let score = "  score \(Words.fixed(explained.score, 2)) (threshold \(Words.fixed(explained.threshold, 2)))"
        try Console.print(
            "\(Style.bold(Words.line(explained.session, width: width / 2)))\(part)  \(verdict)\(isVerbose ? score : "")"
                + (explained.isComplete ? "" : Style.dim("  cut off, its end is not judged")))
        for finding in explained.findings {
            try Console.print("  \(Style.yellow(AnomalyPage.words(finding.reason)))  \(Words.line(finding.observed, width: width - 22))")
            if finding.candidates.isEmpty, !finding.expected.isEmpty {
                try Console.print(Style.dim("    expected  ") + Words.line(finding.expected, width: width - 14))
            }
        }
        if let diagnosis = explained.diagnosis { try DiagnosisLines.show(diagnosis, width: width) }
        try Console.print()
        var last: Int?
        for step in explained.steps {
            let event = step.event
            if let last, let position = event?.position, position > last + 1 {
                try Console.print(Style.dim("  … \(Words.count(position - last - 1, "event")) not shown"))
            }
            last = event?.position ?? last
            let mark = event?.isFlagged == true || step.isFlagged ? Style.red("►") : " "
            let isNew = step.rank == .max
            let probability = isNew ? "new" : step.probability.map { Words.percent($0) } ?? ""
            let rank = isVerbose ? " " + pad(step.rank.map { isNew ? "unknown" : "rank \($0)" } ?? "", 8) : ""
            let head = [pad(event?.line.map { String($0) } ?? "", 8), pad(probability, 9)].joined(separator: " ") + rank
            let text = event.map { $0.raw.isEmpty ? "‹\(ReportFormat.template($0.templateText))›" : $0.raw } ?? "end of the session"
            try Console.print("\(mark) \(Style.cyan(head))  \(Words.line(text, width: width - 32))")
            guard step.isFlagged || event?.isFlagged == true else { continue }
            for candidate in step.candidates {
                try Console.print(
                    Style.dim("  " + pad("expected", 8) + " " + pad(Words.percent(candidate.probability), 9))
                        + (isVerbose ? "           " : "  ")
                        + Words.line(
                            candidate.template == "end" ? candidate.text : "‹\(ReportFormat.template(candidate.text))›", width: width - 32))
            }
        }
    }

    private func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
