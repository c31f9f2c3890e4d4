import Auspex

extension NetworkStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        let head = """
            ## Networks of the papers on HDFS

            Public block sessions; 30 % of the blocks teach (\(grouped(outcome.training, 0)) normal, \(grouped(outcome.training, 1)) anomalous ones, as rare as
            in the log), the others test (\(grouped(outcome.test, 0)) and \(grouped(outcome.test, 1))). Split by block, at random: a block is on one side only, but equal
            sequences are on both. Precision and F1 at the log's own share of anomalies, 2.93 %. Methods without labels learn from the training part as it is,
            anomalous sessions among them (the LogGAN paper's way), or from its normal sessions. Every default is used as it stands; the paper's bound of
            0.9 and DeepLog's nine candidates too. Seconds are processor seconds of training. \(outcome.seeds == 1 ? "One seed, no spread." : "\(outcome.seeds) seeds.")

            The LogGAN paper (table 2, session level) has recall .356, precision 1.000, F1 .525 for LogGAN-sess and F1 .032 for DeepLog with its training share.


            """
        let methods = table(outcome.methods, ["method", "taught", "recall", "false alarms", "precision", "F1", "seconds"]) {
            [$0.method, $0.taught, mean($0.recall), mean($0.falseAlarms), mean($0.precision), mean($0.f1), seconds($0.seconds)]
        }
        let parameters = table(outcome.parameters, ["LogGAN", "recall", "false alarms", "F1", "seconds"]) {
            [$0.method, mean($0.recall), mean($0.falseAlarms), mean($0.f1), seconds($0.seconds)]
        }
        let windows = table(
            outcome.windows,
            ["merged DeepLog, by window", "events taught", "TP", "FP", "FN", "TN", "precision", "recall", "F1", "best possible"]
        ) {
            [
                $0.name, "\($0.trained)", "\($0.matrix.truePositives)", "\($0.matrix.falsePositives)", "\($0.matrix.falseNegatives)",
                "\($0.matrix.trueNegatives)", figure($0.matrix.precision), figure($0.matrix.recall), figure($0.matrix.f1), figure($0.bound),
            ]
        }
        let paper = "| the report (Kuzník 2024, table 4.1) | 700 | 1550 | 1080 | 5546 | 9808 | 0.589 | 0.218 | 0.319 | – |\n"
        let chronological = table(
            outcome.chronological,
            ["raw lines, in the order of time", "taught", "TP", "FP", "FN", "TN", "precision", "recall", "F1", "seconds"]
        ) {
            [
                $0.method, $0.taught, "\($0.matrix.truePositives)", "\($0.matrix.falsePositives)", "\($0.matrix.falseNegatives)",
                "\($0.matrix.trueNegatives)", figure($0.matrix.precision), figure($0.matrix.recall), figure($0.matrix.f1),
                seconds([$0.seconds]),
            ]
        }
        return head + methods + "\nLogGAN taught normal sessions, one seed: the paper's figure 4.\n\n" + parameters
            + """

            The raw excerpt (`HDFS_20k`), split by time: the first \(grouped(outcome.excerpt, 0)) blocks teach, \(grouped(outcome.excerpt, 1)) of them anomalous, the later
            \(grouped(outcome.excerpt, 2)) test, \(grouped(outcome.excerpt, 3)) of them anomalous. Counts are those of the excerpt, one seed. Most blocks are cut off by its end, later ones earlier in
            their lives, so that what teaches and what tests differ for that reason alone.


            """ + chronological
            + "\nA window is anomalous when its block is, or one of its lines is of such a block, so an early window of a block that fails later counts as missed.\n\n"
            + windows + paper + """

                *Best possible* is the F1 of the best rule about the same windows of event ids, with the label of every one of them known to it: windows before a fault
                are like any other, and of ten events most are. The table at the top has decisions about blocks.

                How far to trust it: the raw excerpt has few anomalous blocks to learn from. On all public sessions, half of them anomalous, the report's constant of 5
                makes nearly every window of ten a suspect. That windows of twenty tell more was seen on all public sessions before the row was made.

                """
    }

    private static func grouped(_ counts: [Int], _ place: Int) -> String {
        place < counts.count ? ReportFormat.grouped(counts[place]) : "–"
    }

    private static func table<Element>(_ rows: [Element], _ heads: [String], _ cells: (Element) -> [String]) -> String {
        let lines = [heads] + [heads.map { _ in "---" }] + rows.map(cells)
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
    }

    private static func figure(_ value: Double?) -> String { value.map { ReportFormat.fixed($0, 3) } ?? "–" }

    private static func seconds(_ values: [Double]) -> String {
        values.isEmpty ? "–" : ReportFormat.fixed(values.reduce(0, +) / Double(values.count), 0)
    }

    private static func mean(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        let mean = ReportFormat.fixed(values.reduce(0, +) / Double(values.count), 3)
        return high - low < 0.0005 ? mean : "\(mean) (\(ReportFormat.fixed(low, 3))–\(ReportFormat.fixed(high, 3)))"
    }
}
