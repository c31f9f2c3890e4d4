import Auspex

extension SequenceStudy {
    /// What the rows are about, in a sentence.
    ///
    /// - Parameters:
    ///   - rows: all about one data set.
    ///   - training: name of what was trained on.
    static func sentence(_ rows: [Row], training: String) -> String {
        guard let row = rows.first, let report = row.reports.first else { return "" }
        let normal = report.matrix.falsePositives + report.matrix.trueNegatives
        let anomalous = report.matrix.truePositives + report.matrix.falseNegatives
        let share =
            report.prior.map { "the true share of anomalies, \($0)" }
            ?? "the set's own share of anomalies, \(ReportFormat.fixed(Double(anomalous) / Double(max(1, normal + anomalous)), 4))"
        return "Trained on `\(training)` (\(ReportFormat.grouped(row.trainingSessions)) sessions), judged on the public test part "
            + "(\(ReportFormat.grouped(normal)) normal, \(ReportFormat.grouped(anomalous)) anomalous). Mean and range over seeds; F1 at \(share)."
    }

    /// Rows about one data set as a table: mean, and the range over seeds; below them the trivial detectors, with what the last row's first
    /// seed learnt.
    static func table(_ rows: [Row]) -> String {
        let prior = rows.first?.reports.first?.prior
        let kinds = Set(rows.flatMap(\.kinds.keys)).sorted()
        let heads = ["detector", "seeds", "TPR", "FPR", prior == nil ? "F1" : "F1 at prior"] + kinds + ["distinct TPR", "distinct FPR"]
        var lines = [line(heads), "|" + String(repeating: "---|", count: heads.count)]
        for row in rows {
            func figure(_ value: (EvaluationReport) -> Double?) -> String { mean(row.reports.compactMap(value)) }
            lines.append(
                line(
                    [
                        row.detector, "\(row.reports.count)", figure { $0.matrix.truePositiveRate }, figure { $0.matrix.falsePositiveRate },
                        figure { f1($0.matrix, prior) },
                    ] + kinds.map { mean(row.kinds[$0]?.found ?? []) }
                        + [figure { $0.distinct.truePositiveRate }, figure { $0.distinct.falsePositiveRate }]))
        }
        if let last = rows.last, let report = last.reports.first {
            for (name, reference) in report.referenceLines.sorted(by: { $0.key < $1.key }) {
                let matrix = reference.matrix
                let found = kinds.map { last.kinds[$0]?.references[name] }
                lines.append(
                    line(
                        ["reference: \(name)", "–"]
                            + ([matrix.truePositiveRate, matrix.falsePositiveRate, f1(matrix, prior)] + found).map {
                                $0.map { ReportFormat.fixed($0, 4) } ?? "–"
                            } + ["", ""]))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func f1(_ matrix: ConfusionMatrix, _ prior: Double?) -> Double? {
        // Without normal sessions nothing can be a false alarm, and F1 says no more than the share found.
        guard matrix.falsePositives + matrix.trueNegatives > 0 else { return nil }
        return prior.map { matrix.f1(atPrior: $0) } ?? matrix.f1
    }

    private static func mean(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        let mean = values.reduce(0, +) / Double(values.count)
        let range = high - low < 0.00005 ? "" : " (\(ReportFormat.fixed(low, 4))–\(ReportFormat.fixed(high, 4)))"
        return ReportFormat.fixed(mean, 4) + range
    }

    private static func line(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }
}
