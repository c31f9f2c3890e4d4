/// Detectors on the HDFS key sequences: trained on `train_normal`, judged on the public test part, several seeds.
public struct SequenceStudy {
    /// One method over several seeds.
    public struct Row: Sendable, Encodable {
        /// The method.
        public var detector: String
        /// Reports, one a seed.
        public var reports: [EvaluationReport]
    }

    /// Share of anomalous sessions in the whole log.
    public static let prior = 0.0293

    private let folder: String
    private let seeds: Int

    init(folder: String, seeds: Int) {
        self.folder = folder
        self.seeds = seeds
    }

    func run(progress: RunProgress.Handler) throws -> [Row] {
        let base = folder + "/hdfs/sequences/"
        let kinds: [DetectorKind] = [.countVector, .ngram, .deeplog, .ensemble]
        return try kinds.map { kind in
            var reports: [EvaluationReport] = []
            for seed in 1...UInt64(seeds) {
                let plan = try DetectorPlan(detector: kind.rawValue, seed: seed)
                let input = TrainingRun.Input(inputs: [base + "train_normal.txt"], format: "sequences")
                let model = try TrainingRun(input: input, plan: plan).run { state in
                    try progress(RunProgress(stage: "\(kind.rawValue), seed \(seed)", records: state.records, detail: state.detail))
                }.model
                let truth = EvaluationRun.Truth.separate(normal: [base + "test_normal.txt"], abnormal: [base + "test_abnormal.txt"])
                reports.append(try EvaluationRun(model: model, truth: truth, prior: Self.prior).run { (0, 0) }.report)
            }
            return Row(detector: kind.rawValue, reports: reports)
        }
    }

    /// The rows as a table: mean, and the range over seeds.
    public static func markdown(_ rows: [Row]) -> String {
        func cell(_ reports: [EvaluationReport], _ figure: (EvaluationReport) -> Double?) -> String {
            let values = reports.compactMap(figure)
            guard let low = values.min(), let high = values.max() else { return "–" }
            let mean = values.reduce(0, +) / Double(values.count)
            let range = high - low < 0.00005 ? "" : " (\(ReportFormat.fixed(low, 4))–\(ReportFormat.fixed(high, 4)))"
            return ReportFormat.fixed(mean, 4) + range
        }
        var lines = [
            "Trained on `train_normal` (5,583 sessions), judged on the public test part (2,762 normal, 8,419 anomalous). Mean and range over seeds; "
                + "F1 at the true share of anomalies, \(prior).", "",
            "| detector | seeds | TPR | FPR | F1 at prior | distinct TPR | distinct FPR |", "|---|---|---|---|---|---|---|",
        ]
        for row in rows {
            let reports = row.reports
            lines.append(
                "| \(row.detector) | \(reports.count) | \(cell(reports) { $0.matrix.truePositiveRate }) | \(cell(reports) { $0.matrix.falsePositiveRate }) "
                    + "| \(cell(reports) { $0.matrix.f1(atPrior: prior) }) | \(cell(reports) { $0.distinct.truePositiveRate }) "
                    + "| \(cell(reports) { $0.distinct.falsePositiveRate }) |")
        }
        if let first = rows.first?.reports.first {
            for (name, line) in first.referenceLines.sorted(by: { $0.key < $1.key }) {
                let matrix = line.matrix
                func fixed(_ value: Double?) -> String { value.map { ReportFormat.fixed($0, 4) } ?? "–" }
                lines.append(
                    "| reference: \(name) | – | \(fixed(matrix.truePositiveRate)) | \(fixed(matrix.falsePositiveRate)) | \(fixed(matrix.f1(atPrior: prior))) | | |"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
