/// A comparison of methods as a table for people, with what must be known to read it.
public struct ComparisonTable: Sendable {
    /// Names of the columns.
    public let heads: [String]
    /// The cells, one row a method, then the trivial detectors.
    public let rows: [[String]]
    /// What the figures are about, a sentence each.
    public let facts: [String]
    /// Why methods are missing, and what to beware of, a sentence each.
    public let notes: [String]

    private static let none = "–"

    /// Writes a comparison down.
    public init(_ comparison: MethodComparison) {
        let facts = comparison.facts
        let against = comparison.reference.map { "F1 against \($0)" } ?? "F1 difference"
        heads = [
            "method", "taught by", "recall", "false alarms", "rate, 95 %", facts.prior.map { "F1 at \(ReportFormat.fixed($0, 4))" } ?? "F1",
            against, "distinct F1", "unseen recall", "unseen false alarms", "AP", "fit", "judge", "MiB",
        ]
        let lines = comparison.referenceLines.sorted { $0.key < $1.key }
        rows =
            comparison.rows.map { Self.row($0, reference: comparison.reference) }
            + lines.map { Self.row($0.key, $0.value, prior: facts.prior) }
        self.facts = Self.sentences(facts)
        var notes = comparison.rows.compactMap { row in row.failure.map { "\(row.method): \($0)." } }
        if let note = Self.note(on: comparison) { notes.append(note) }
        self.notes = notes + facts.notes
    }

    // MARK: Cells

    private static func row(_ row: MethodComparison.Row, reference: String?) -> [String] {
        let taught = row.needsLabels ? "labels" : "normal"
        guard row.failure == nil, !row.figures.isEmpty else {
            return [row.method, taught, "cannot run"] + [String](repeating: "", count: 11)
        }
        func figure(_ value: (MethodComparison.Figures) -> Double?) -> String { Self.range(row.mean(value), 3) }
        let alarms = row.mean { Double($0.matrix.falsePositives) }
        let normal = row.figures.first.map { $0.matrix.falsePositives + $0.matrix.trueNegatives } ?? 0
        let unseen = row.figures.first.map { $0.unseen.falsePositives + $0.unseen.trueNegatives } ?? 0
        return [
            row.method, taught, figure(\.matrix.recall), Self.range(alarms, 1),
            normal == 0 ? Self.none : Self.interval(alarms?.mean, normal),
            figure(\.f1), row.method == reference ? "" : Self.difference(row.difference), figure(\.distinct.f1), figure(\.unseen.recall),
            unseen == 0 ? Self.none : "\(Self.range(row.mean { Double($0.unseen.falsePositives) }, 1)) of \(ReportFormat.grouped(unseen))",
            figure(\.averagePrecision), row.mean(\.fitSeconds).map { ReportFormat.duration($0.mean) } ?? Self.none,
            row.mean(\.judgeSeconds).map { ReportFormat.duration($0.mean) } ?? Self.none,
            row.figures.map(\.peakMemory).max().map { "\($0 >> 20)" } ?? Self.none,
        ]
    }

    private static func row(_ name: String, _ line: ReferenceLine, prior: Double?) -> [String] {
        let matrix = line.matrix, normal = matrix.falsePositives + matrix.trueNegatives
        return [
            "reference: \(name)", "", decimal(matrix.recall), ReportFormat.grouped(matrix.falsePositives),
            normal == 0 ? none : interval(Double(matrix.falsePositives), normal), decimal(prior == nil ? matrix.f1 : line.f1AtPrior),
        ] + [String](repeating: "", count: 8)
    }

    private static func decimal(_ value: Double?) -> String { value.map { ReportFormat.fixed($0, 3) } ?? none }

    private static func range(_ value: (mean: Double, low: Double, high: Double)?, _ decimals: Int) -> String {
        guard let value else { return none }
        let low = ReportFormat.fixed(value.low, decimals), high = ReportFormat.fixed(value.high, decimals)
        return ReportFormat.fixed(value.mean, decimals) + (low == high ? "" : " (\(low)–\(high))")
    }

    /// The exact interval of the rate of false alarms; of several seeds that of the mean number.
    private static func interval(_ count: Double?, _ whole: Int) -> String {
        guard let count else { return none }
        let interval = Share(part: Int(count.rounded()), whole: whole).interval
        return "\(ReportFormat.fixed(interval.lowerBound * 100, 2))–\(ReportFormat.fixed(interval.upperBound * 100, 2)) %"
    }

    private static func difference(_ difference: PairedDifference?) -> String {
        guard let difference else { return none }
        func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + ReportFormat.fixed(value, 3).replacing("-", with: "−") }
        let mark = !difference.isReal ? "" : difference.value > 0 ? " better" : " worse"
        return "\(signed(difference.value)) (\(signed(difference.low))…\(signed(difference.high)))\(mark)"
    }

    // MARK: Sentences

    private static func sentences(_ facts: MethodComparison.Facts) -> [String] {
        let unit = facts.granularity
        func count(_ value: Int) -> String { ReportFormat.grouped(value) }
        var training = "\(count(facts.trainingNormal)) normal \(unit)s teach"
        if facts.trainingAnomalous > 0 || facts.exampleNormal > 0 {
            training +=
                "; supervised methods learn from \(count(facts.trainingAnomalous)) anomalous ones too"
                + (facts.exampleNormal > 0 ? " and \(count(facts.exampleNormal)) further normal ones" : "")
        }
        let copies = facts.copies
        return [
            "Split: \(facts.split). \(training). Templates were learnt from \(facts.parserRange).",
            "Judged: \(count(facts.testNormal)) normal and \(count(facts.testAnomalous)) anomalous \(unit)s, "
                + "\(count(copies.distinct)) distinct. Copies of a sequence that teaches: \(ReportFormat.percent(copies.normal.value)) of the normal, "
                + "\(ReportFormat.percent(copies.anomalous.value)) of the anomalous ones. Data \(facts.dataHash).",
        ]
    }

    /// What marks mean, once.
    public static let legend =
        "False alarms are counts, their rate with the exact interval of Clopper and Pearson. Differences of F1: paired bootstrap over sessions, 95 %, all seeds; "
        + "'better' and 'worse' are more than luck, anything else is not told apart. Distinct: each sequence once. Unseen: sequences that the method did not learn from."

    /// How the method the others are compared with stands beside the best one without labels.
    private static func note(on comparison: MethodComparison) -> String? {
        guard let reference = comparison.reference, let best = comparison.bestUnlabelled, best.method != reference,
            let difference = best.difference, difference.isReal, difference.value > 0
        else { return nil }
        return "\(best.method) is better than \(reference) here by more than luck: \(Self.difference(difference))."
    }

    // MARK: Writing

    /// The table with blanks between the columns, for a terminal.
    public var text: String {
        let all = [heads] + rows
        let widths = heads.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return column < 2 ? cell + blanks : blanks + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// The table in Markdown.
    public var markdown: String {
        let lines = [heads, heads.map { _ in "---" }] + rows
        return lines.map { row in "|" + row.map { $0.isEmpty ? " |" : " \($0) |" }.joined() + "\n" }.joined()
    }
}
