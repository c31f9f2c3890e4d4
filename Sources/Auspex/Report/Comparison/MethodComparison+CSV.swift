extension MethodComparison {
    private static let columns = [
        "method", "needs_labels", "seed", "tp", "fp", "fn", "tn", "recall", "precision", "fpr", "fpr_low", "fpr_high", "f1", "mcc",
        "distinct_f1",
        "unseen_recall", "unseen_fp", "unseen_normal", "average_precision", "roc_area", "fit_seconds", "judge_seconds", "peak_memory",
        "f1_difference", "difference_low", "difference_high", "failure",
    ]

    /// The figures as comma-separated values, one line a method and seed; a method that could not run has one line, too. Undefined figures are empty.
    public var csv: [UInt8] {
        var out: [UInt8] = []
        func text(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
        func counts(_ matrix: ConfusionMatrix) -> [String] {
            let rate = Share(part: matrix.falsePositives, whole: matrix.falsePositives + matrix.trueNegatives).interval
            return [matrix.truePositives, matrix.falsePositives, matrix.falseNegatives, matrix.trueNegatives].map { "\($0)" }
                + [matrix.recall, matrix.precision, matrix.falsePositiveRate, rate.lowerBound, rate.upperBound].map(text)
        }
        CSVField.append(row: Self.columns, to: &out)
        for row in rows {
            let name = [row.method, row.needsLabels ? "1" : "0"]
            let last = [row.difference?.value, row.difference?.low, row.difference?.high].map(text) + [row.failure ?? ""]
            for figures in row.figures {
                let unseen = figures.unseen
                let middle = [figures.f1, figures.matrix.matthewsCorrelation, figures.distinct.f1, unseen.recall].map(text)
                let rest = ["\(unseen.falsePositives)", "\(unseen.falsePositives + unseen.trueNegatives)"]
                let cost = [figures.averagePrecision, figures.rocArea, figures.fitSeconds, figures.judgeSeconds].map(text)
                CSVField.append(
                    row: name + ["\(figures.seed)"] + counts(figures.matrix) + middle + rest + cost + ["\(figures.peakMemory)"] + last,
                    to: &out)
            }
            if row.figures.isEmpty {
                CSVField.append(
                    row: name + [String](repeating: "", count: Self.columns.count - name.count - last.count) + last, to: &out)
            }
        }
        for (name, line) in referenceLines.sorted(by: { $0.key < $1.key }) {
            let f1 = facts.prior == nil ? line.matrix.f1 : line.f1AtPrior
            let figures = ["reference: \(name)", "", ""] + counts(line.matrix) + [f1, line.matrix.matthewsCorrelation].map(text)
            CSVField.append(row: figures + [String](repeating: "", count: Self.columns.count - figures.count), to: &out)
        }
        return out
    }
}
