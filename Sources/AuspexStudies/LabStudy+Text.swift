import Auspex

extension LabStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        let choice = LineModel.Configuration()
        let used = "threshold \(number(choice.threshold)), new kind \(number(choice.newTemplate)), gap \(number(choice.gap)) s"
        let total = outcome.logs.reduce(into: IncidentScore()) { $0 = $0 + $1.score }
        let missed = total.missed.isEmpty ? "Nothing was missed." : "Missed: " + total.missed.joined(separator: "; ") + "."
        let reference = outcome.logs.reduce(into: IncidentScore()) { $0 = $0 + $1.reference }
        return [
            text, table(outcome.logs), missed + "\n",
            "The reference line misses \(reference.visible - reference.found).\n",
            aloneText, aloneTable(outcome.logs),
            choiceText.replacing("USED", with: used), table(outcome.choices),
        ].joined(separator: "\n")
    }

    private static let text = """
        ## Logs of real servers

        PostgreSQL, a shop (application, nginx access log, nginx error log) and sshd under load, with injected faults. `auspex scan TEST --baseline NORMAL` for
        each log with one configuration, the defaults: it learns from six minutes of normal operation (`normal.log`), which has slips, restarts and errors of its
        own, and judges eleven minutes with faults (`test.log`) and 200 s without (`normal2.log`), where every incident is a false one.

        Only the first 5 lines of an incident count. A fault is *found* when one of them is labelled with it; a fault that shows in amounts or in a missing
        line also when one lies in its time (to 2 s after). An incident is *false* when it finds no fault and none of its lines is near one (to 5 s after);
        *doubtful* when it finds none but is near one. *By chance*: what the same incidents find when they are moved through the log, mean of 20 moves.
        Faults that cannot be seen in a log are left out. *New kinds told first*: of the faults that write a kind of line never seen before, those with an
        incident whose first line is that line. Reference line: each never-seen template an incident, in the order of their first lines.

        How far to trust it: form and constants of the evidence were chosen while these labels were visible; the second table says what only the choice
        of the three main settings was worth. The three shop logs are one run. What scans told before there was such evidence: docs/decisions/0021-incidents.md.

        """

    private static let aloneText = """
        ### Without a baseline

        `auspex scan TEST`: the log with faults is all there is, and each quarter of it is judged by what the other three show. In the quiet log every incident
        counts as false, although what an administrator does once is out of the ordinary there.

        """

    private static func aloneTable(_ rows: [Row]) -> String {
        var lines = [
            "| log | visible faults | found (by chance) | in the first \(LabTruth.first) | incidents | false | doubtful | in the quiet log |",
            "|" + String(repeating: "---|", count: 8),
        ]
        func line(_ name: String, _ score: IncidentScore, _ quiet: Int) {
            let cells = [
                name, "\(score.visible)", found(score), "\(score.foundInFirst)", "\(score.incidents)", "\(score.falseIncidents)",
                "\(score.doubtful)", "\(quiet)",
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        for row in rows { line(row.log, row.alone, row.aloneQuiet) }
        line("**all**", rows.reduce(into: IncidentScore()) { $0 = $0 + $1.alone }, rows.reduce(0) { $0 + $1.aloneQuiet })
        return lines.joined(separator: "\n") + "\n"
    }

    private static let choiceText = """
        ### Settings chosen without the log they are judged on

        What an incident needs to be told (threshold), what a never-seen kind of line counts (new kind) and how many seconds without evidence end an incident
        (gap): all \(Settings.all.count) combinations of \(list(Settings.thresholds)), of \(list(Settings.newTemplates)) and of \(list(Settings.gaps)) s. For
        each log those are taken that are best on the other four (faults found in the first \(LabTruth.first) incidents, less false incidents), of equally
        good ones those nearest to the middle of the ranges. *Worst equal*: the least difference, found less false, on the left-out log among the equally
        good ones. The defaults: USED.

        """

    private static func table(_ rows: [Row]) -> String {
        var lines = [
            "| log | visible faults | found (by chance) | in the first \(LabTruth.first) | incidents | false | doubtful | in the quiet log | new kinds told first | reference: found (by chance) | in the first \(LabTruth.first) | false | in the quiet log |",
            "|" + String(repeating: "---|", count: 13),
        ]
        func line(_ name: String, _ score: IncidentScore, _ quiet: Int, _ told: (Int, Int), _ other: IncidentScore, _ otherQuiet: Int) {
            let cells = [
                name, "\(score.visible)", found(score), "\(score.foundInFirst)", "\(score.incidents)", "\(score.falseIncidents)",
                "\(score.doubtful)", "\(quiet)", "\(told.0) of \(told.1)", found(other), "\(other.foundInFirst)", "\(other.falseIncidents)",
                "\(otherQuiet)",
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        for row in rows {
            line(row.log, row.score, row.quiet, (row.newKindHeadlines, row.newKindFaults), row.reference, row.referenceQuiet)
        }
        func sum(_ value: (Row) -> Int) -> Int { rows.reduce(0) { $0 + value($1) } }
        line(
            "**all**", rows.reduce(into: IncidentScore()) { $0 = $0 + $1.score }, sum(\.quiet),
            (sum(\.newKindHeadlines), sum(\.newKindFaults)), rows.reduce(into: IncidentScore()) { $0 = $0 + $1.reference },
            sum(\.referenceQuiet))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table(_ choices: [Choice]) -> String {
        var lines = [
            "| left out | threshold | new kind | gap | found less false on the others | equally good settings | found | in the first \(LabTruth.first) | false | in the quiet log | worst equal |",
            "|" + String(repeating: "---|", count: 11),
        ]
        for choice in choices {
            let settings = choice.settings, score = choice.score
            lines.append(
                "| \(choice.leftOut) | \(number(settings.threshold)) | \(number(settings.newTemplate)) | \(number(settings.gap)) | \(choice.gain) | "
                    + "\(choice.equals) | \(score.found) | \(score.foundInFirst) of \(score.visible) | \(score.falseIncidents) | \(choice.quiet) | "
                    + "\(choice.leastGain) (chosen: \(choice.ownGain)) |")
        }
        let all = choices.reduce(into: IncidentScore()) { $0 = $0 + $1.score }
        lines.append(
            "| **sum of the left-out logs** | | | | | | \(all.found) | \(all.foundInFirst) of \(all.visible) | \(all.falseIncidents) | "
                + "\(choices.reduce(0) { $0 + $1.quiet }) | \(choices.reduce(0) { $0 + $1.leastGain }) (chosen: "
                + "\(choices.reduce(0) { $0 + $1.ownGain })) |")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func found(_ score: IncidentScore) -> String { "\(score.found) (\(ReportFormat.fixed(score.chance, 1)))" }

    private static func list(_ values: [Double]) -> String { values.map(number).joined(separator: ", ") }

    /// At most one decimal.
    private static func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : ReportFormat.fixed(value, 1) }
}
