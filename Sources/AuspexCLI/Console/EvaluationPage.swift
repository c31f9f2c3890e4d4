import Auspex

/// Evaluation figures for a person: the model first, the trivial detectors below it.
struct EvaluationPage {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) {
        self.report = report
    }

    /// Prints the page.
    func show() throws {
        let matrix = report.matrix
        try Console.print(
            "\(Words.count(report.sessions, report.run.granularity)), \(Words.count(report.events, "event")), "
                + "\(Words.fixed(report.run.seconds, 2)) s, seed \(report.run.seed), data \(report.run.dataHash)")
        try Console.print()
        let atPrior = report.prior.map { "F1@\($0)" }
        try Console.print(Style.bold(row("", ["TP", "FP", "FN", "TN", "TPR", "FPR", "prec.", "F1", "MCC"] + (atPrior.map { [$0] } ?? []))))
        try Console.print(row("this model", figures(matrix)))
        try Console.print(row("  distinct", figures(report.distinct)))
        for (name, line) in report.referenceLines.sorted(by: { $0.key < $1.key }) {
            try Console.print(Style.dim(row(name, figures(line.matrix))))
        }
        try Console.print()
        if let value = report.averagePrecision {
            try Console.print("average precision \(Words.fixed(value, 4)), ROC area \(fixed(report.rocArea))")
        }
        if let overlap = report.trainingOverlap.all {
            try Console.print("\(Words.percent(overlap)) of the test sequences occur in training")
        }
        for (reason, count) in report.reasons.sorted(by: { ($1.value.tp, $0.key) < ($0.value.tp, $1.key) }) {
            try Console.print(row("  \(reason)", ["\(count.tp)", "\(count.fp)"]))
        }
    }

    private func figures(_ matrix: ConfusionMatrix) -> [String] {
        [matrix.truePositives, matrix.falsePositives, matrix.falseNegatives, matrix.trueNegatives].map { Words.grouped($0) }
            + [matrix.truePositiveRate, matrix.falsePositiveRate, matrix.precision, matrix.f1, matrix.matthewsCorrelation].map(fixed)
            + (report.prior.map { [fixed(matrix.f1(atPrior: $0))] } ?? [])
    }

    private func fixed(_ value: Double?) -> String { value.map { Words.fixed($0, 4) } ?? "–" }

    private func row(_ name: String, _ cells: [String]) -> String {
        let head = name.count < 16 ? name + String(repeating: " ", count: 16 - name.count) : name
        return head + cells.map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }
}
