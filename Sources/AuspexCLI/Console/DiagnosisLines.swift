import Auspex

/// Where in its task a session went wrong, in a few lines.
enum DiagnosisLines {
    /// Prints the place in the task with the raw lines.
    static func show(_ diagnosis: ReportModel.Diagnosis, width: Int) throws {
        let isInOrder = diagnosis.cameInstead == nil && !diagnosis.endedEarly
        let task = Words.line(diagnosis.task, width: width / 2)
        if diagnosis.workflow == nil {
            try Console.print("  \(Style.yellow("part of no task"))")
        } else if diagnosis.fit == .nearest {
            try Console.print("  \(Style.yellow("fits no task"))\(Style.dim("  the nearest is")) \(task)")
        } else {
            try Console.print("  \(Style.cyan("task \(task)"))\(isInOrder ? Style.dim("  every step in its place") : "")")
        }
        if let began = diagnosis.began { try line("began", began, width) }
        if let last = diagnosis.lastGood { try line("last good", last, width) }
        let missing = Set(diagnosis.neverCame.map(\.node))
        for (place, next) in diagnosis.expected.enumerated() {
            let share = Words.percent(next.probability ?? 0) + (missing.contains(next.node) ? ", never came" : "")
            try text(place == 0 ? "expected" : "", "\(name(next, width: width - 36 - share.count)) (\(share))")
        }
        if let other = diagnosis.cameInstead { try line("came", other, width) }
        if diagnosis.endedEarly { try text("came", "nothing: the session ended") }
        for (place, step) in diagnosis.furtherMissing.enumerated() {
            try text(place == 0 ? "never came" : "", name(step, width: width - 30))
        }
        let further = diagnosis.furtherSuperfluous
        for (place, step) in further.enumerated() { try line(place == 0 ? "also odd" : "", step, width) }
        let hidden = diagnosis.superfluousCount - diagnosis.superfluous.count
        if hidden > 0 { try text("", Style.dim("… and \(Words.count(hidden, "more record"))")) }
        if let slow = diagnosis.slowStep {
            let usual = usually(slow).map { ", usually \($0)" } ?? ""
            try text("slow step", "\(ParameterUnit.seconds.text(slow.seconds))\(usual)")
            try line("from", slow.from, width)
            try line("to", slow.to, width)
        }
    }

    /// What a diagnosis adds to an anomaly that is told by its findings: steps that never came, or the line at which a session without a
    /// flagged record left its task; `nil` when the findings say it all.
    static func addition(_ anomaly: ReportModel.Anomaly) -> (name: String, text: String, step: ReportModel.Diagnosis.Step?)? {
        guard let diagnosis = anomaly.diagnosis else { return nil }
        let told = anomaly.findings.prefix(3)
        let words = told.flatMap { [$0.observed, $0.expected] + $0.candidates.prefix(3).map(\.text) }.map(ReportFormat.template).joined(
            separator: "\n")
        let missing = diagnosis.neverCame.filter { !words.contains(ReportFormat.template($0.text)) }
        if let first = missing.first {
            return (
                "missing",
                "‹\(ReportFormat.template(first.text))›"
                    + (missing.count > 1 ? "  and \(Words.count(missing.count - 1, "more step"))" : ""), nil
            )
        }
        guard told.allSatisfy({ $0.event == nil }) else { return nil }
        func line(_ name: String, _ step: ReportModel.Diagnosis.Step?) -> (String, String, ReportModel.Diagnosis.Step?)? {
            step.map { (name, $0.raw.isEmpty ? ReportFormat.template($0.text) : $0.raw, $0) }
        }
        return diagnosis.endedEarly ? line("ends", diagnosis.lastGood) : line("at", diagnosis.cameInstead)
    }

    /// Line number and source of a step, as it is written before raw lines.
    static func place(_ step: ReportModel.Diagnosis.Step) -> String {
        let source = step.source.split(separator: "/").last.map { $0 + ":" } ?? ""
        return source + (step.line.map { String($0) } ?? "event \(step.number)")
    }

    private static func usually(_ slow: ReportModel.Diagnosis.SlowStep) -> String? {
        guard let low = slow.usualLow, let high = slow.usualHigh else { return nil }
        return "\(ParameterUnit.seconds.text(low)) to \(ParameterUnit.seconds.text(high))"
    }

    private static func name(_ step: ReportModel.Diagnosis.Awaited, width: Int) -> String {
        let text = step.template == "end" ? step.text : "‹\(ReportFormat.template(step.text))›"
        return Words.line(text, width: max(20, width)) + (step.count > 1 ? " (\(step.count) times)" : "")
    }

    private static func text(_ name: String, _ words: String) throws {
        try Console.print("    " + Style.dim(name.padded(12)) + words)
    }

    private static func line(_ name: String, _ step: ReportModel.Diagnosis.Step, _ width: Int) throws {
        let place = place(step)
        let words = step.raw.isEmpty ? "‹\(ReportFormat.template(step.text))›" : step.raw
        try text(name, Style.cyan(place) + "  " + Words.line(words, width: max(20, width - 18 - place.count)))
    }
}

extension String {
    /// Spaces at the end up to a width.
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
