import Auspex

extension MethodsStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        let options = outcome.options
        let seeds = options.seeds == 1 ? "one seed, so no range" : "\(options.seeds) seeds"
        let size =
            options.sessionLimit.map { "at most \($0) sessions of each kind teach, and as many test, evenly drawn" } ?? "all sessions"
        let half =
            options.part == .publication
            ? "Part B, for publication, is judged; the look is in `docs/looks.csv`. Supervised methods learn from the training file and part A"
            : "Part A, for choosing, is judged (one half of it; the other half teaches supervised methods)"
        let text = """
            ## All methods

            Every method of `auspex train --list` with its default settings, \(seeds), \(size). \(half); the others learn from the normal sessions of the training
            file. Parts are divided by the fingerprint of names (`PublicPart`); figures are those of `auspex evaluate --detectors` on sequences: evidence about
            lines, delays and values is not in them. \(ComparisonTable.legend)

            How far to trust it: some defaults of the ensemble and of the key model were chosen while figures on whole public test parts, B among them, were visible
            (see the sections below). The parts are kept apart from now on: what the ensemble does with few sessions was chosen on normal sessions with faults put into them
            while part A was in view (`docs/decisions/0044-few-sessions.md`). Sessions are resampled as if they were independent; faults come in bursts, so intervals are too narrow where few faults
            make many sessions (lab, microservices, Hadoop). Many methods are compared, and intervals are not widened for that.

            ### F1 by set


            """
        let sections = outcome.sets.map { set in
            "### \(set.name)\n\n"
                + (set.comparison.map(section) ?? "Not judged: \(set.failure ?? "")\n")
        }
        return text + overview(outcome) + "\n" + compromise(outcome) + "\n" + sections.joined(separator: "\n")
    }

    private static func section(_ comparison: MethodComparison) -> String {
        let table = ComparisonTable(comparison)
        let notes = table.notes.map { "- \($0)\n" }.joined()
        return table.facts.joined(separator: " ") + "\n\n" + table.markdown + (notes.isEmpty ? "" : "\n" + notes)
    }

    /// One row a method, one column a set: F1, in bold where no other method of its kind is better.
    private static func overview(_ outcome: Outcome) -> String {
        let sets = outcome.sets.filter { $0.comparison != nil }
        guard let first = sets.first?.comparison else { return "" }
        var lines = ["method", "taught by"] + sets.map(\.name)
        var text = row(lines) + row(lines.map { _ in "---" })
        for (place, method) in first.rows.enumerated() {
            lines = [method.method, method.needsLabels ? "labels" : "normal"]
            for set in sets {
                guard let rows = set.comparison?.rows, rows.indices.contains(place), let f1 = rows[place].mean(\.f1) else {
                    lines.append("–")
                    continue
                }
                let best = rows.filter { $0.needsLabels == method.needsLabels }.compactMap { $0.mean(\.f1)?.mean }.max() ?? 0
                let figure = ReportFormat.fixed(f1.mean, 3)
                lines.append(f1.mean >= best - 1e-12 ? "**\(figure)**" : figure)
            }
            text += row(lines)
        }
        return text
    }

    /// Whether the default is the best known compromise, set by set.
    private static func compromise(_ outcome: Outcome) -> String {
        var text = row([
            "set", "best method without labels", "its F1 over the default's", "false alarms: its, the default's", "the default is",
        ])
        text += row(["---", "---", "---", "---", "---"])
        var behind: [String] = []
        for set in outcome.sets {
            guard let comparison = set.comparison, let reference = comparison.reference else { continue }
            let others = comparison.rows.filter { !$0.needsLabels && $0.method != reference && $0.failure == nil }
            guard let best = others.max(by: { ($0.mean(\.f1)?.mean ?? -1) < ($1.mean(\.f1)?.mean ?? -1) }), let difference = best.difference
            else { continue }
            let isBehind = difference.isReal && difference.value > 0
            if isBehind { behind.append(set.name) }
            let interval = [difference.value, difference.low, difference.high].map { ReportFormat.fixed($0, 3) }
            let alarms = comparison.rows.first { $0.method == reference }.map { [best, $0].map(falseAlarms).joined(separator: ", ") } ?? ""
            text += row([
                set.name, best.method, "\(interval[0]) (\(interval[1])…\(interval[2]))",
                comparison.facts.testNormal == 0 ? "no normal session is judged" : "\(alarms) of \(comparison.facts.testNormal)",
                isBehind ? "**worse**" : difference.isReal ? "better" : "not told apart",
            ])
        }
        let verdict =
            behind.isEmpty
            ? "On no set is the default worse than the best single method without labels by more than luck."
            : "The default is worse than the best single method without labels, by more than luck, on: \(behind.joined(separator: ", "))."
        return """
            ### Is the default the best known compromise?

            \(verdict) The best method of a set is the best of many on the same sessions, which flatters it. F1 is that at the share of anomalies in the sessions judged
            (at the true share for HDFS): where that is large, spending false alarms pays, and where no normal session is judged, reporting everything has 1. The default spends
            0.2 %, or five sessions where fewer than 2,500 teach it (at most 2 %), whatever the share.

            \(text)
            """
    }

    /// Mean over the seeds.
    private static func falseAlarms(_ row: MethodComparison.Row) -> String {
        ReportFormat.fixed(row.mean { Double($0.matrix.falsePositives) }?.mean ?? 0, 1)
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}
