import Auspex

extension TransferStudy {
    static func markdown(_ outcome: Outcome) -> String {
        var text = self.text(seeds: outcome.seeds)
        var systems: [String] = []
        for row in outcome.rows where !systems.contains(row.systems) { systems.append(row.systems) }
        for name in systems {
            let rows = outcome.rows.filter { $0.systems == name }, hasGroups = rows.contains { !$0.containers.isEmpty }
            text += "### \(name)\n\n| method | labels | F1 | area, precision-recall | area, ROC |"
            text += hasGroups ? " F1, containers | F1, applications |\n" : "\n"
            text += "|---|---|---|---|---|" + (hasGroups ? "---|---|\n" : "\n")
            for row in rows {
                text += "| \(row.method) | \(row.labels) | \(range(row.f1)) | \(range(row.averagePrecision)) | \(range(row.rocArea)) |"
                text += hasGroups ? " \(range(row.containers)) | \(range(row.applications)) |\n" : "\n"
            }
            text += "\n"
        }
        return text + verdicts(outcome) + "\n"
    }

    /// Whether the paper's claims hold on these data: means compared, at the numbers of labels asked for.
    private static func verdicts(_ outcome: Outcome) -> String {
        var lines: [String] = []
        var systems: [String] = []
        for row in outcome.rows where !systems.contains(row.systems) { systems.append(row.systems) }
        for name in systems {
            for labels in [25, 100, 200] {
                func row(_ method: String) -> Row? {
                    outcome.rows.first { ($0.systems, $0.method, $0.labels) == (name, method, labels) }
                }
                guard let mine = row("logtransfer"), let alone = row("target labels alone"),
                    let none = row("shares nothing (all trained on)"),
                    let lstm = row("shares the LSTM")
                else { continue }
                func compared(_ other: Row) -> String {
                    let wins = zip(mine.f1, other.f1).count { $0 > $1 }
                    return "\(sign(mean(mine.f1) - mean(other.f1))) (ahead in \(wins) of \(mine.f1.count) seeds)"
                }
                lines.append("| \(name) | \(labels) | \(compared(alone)) | \(compared(none)) | \(compared(lstm)) |")
            }
        }
        return """
            ### What holds

            F1 of sharing the fully connected layers, less that of the others.

            | systems | labels | target labels alone | sharing nothing | sharing the LSTM |
            |---|---|---|---|---|

            """ + lines.joined(separator: "\n") + "\n"
    }

    private static func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

    private static func sign(_ value: Double) -> String { (value > 0 ? "+" : "") + ReportFormat.fixed(value, 3) }

    private static func range(_ values: [Double]) -> String {
        let known = values.filter(\.isFinite)
        guard let low = known.min(), let high = known.max() else { return "–" }
        return "\(ReportFormat.fixed(mean(known), 3)) (\(ReportFormat.fixed(low, 2))–\(ReportFormat.fixed(high, 2)))"
    }

    private static func text(seeds: Int) -> String {
        """
        ## LogTransfer

        Labels of one system used on another (Chen et al., ISSRE 2020). Chunks of 20 events, every 4; mean over \(seeds) seeds, smallest and largest in
        brackets. Networks of two LSTM layers of 64 units and vectors of 50 numbers, smaller than the method's defaults, so that the table takes
        minutes. *labels* are labelled target chunks, half of them anomalous where there are as many; thresholds come from held-out
        labelled chunks, never from the chunks that are judged. Templates and vectors of words are made of the whole target log, which needs no label.
        *logtransfer* and *target labels alone* also read the 20 events before a chunk, and learn from chunks of the part labels are drawn from that
        nobody labelled (`before`, `unlabelled`; decision 0040); *as in the paper* does neither, takes the mean of words' vectors and does not rehearse
        the source.

        Switches are simulated: three vendors, 2 % of the lines anomalous, faults made of lines that normal operation writes too; labels are drawn from the
        first half of the target's log (300,000 lines), every fourth chunk of the second half is judged; the sources have 200,000 lines. HDFS to Hadoop: a chunk has its application's label, half of the applications are
        judged; three of four containers of anomalous applications are exact copies of a normal one. The paper reports F1 .977 there,
        without saying whether a chunk's copies, or chunks of its application, could be learnt from; of its chunks 61 % are anomalous, so that *flag
        everything* alone has an F1 of .755. In the lab's logs sessions of one fault are in both halves.

        How far to trust it: how frequent anomalies are in the target is what the network says of chunks without a label. Sizes of logs
        and network were set after a run of one seed; everything else was chosen on simulated switches of other seeds than these.


        """
    }
}
