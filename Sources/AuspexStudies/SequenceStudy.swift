public import Auspex

/// Detectors on key sequences of a public data set: trained on normal sessions alone, judged on labelled ones, several seeds.
public struct SequenceStudy {
    /// A detector and its settings.
    struct Method {
        var detector: any DetectionMethod.Type
        /// As `--set` takes them.
        var settings: [String] = []

        var name: String { ([detector.name] + settings).joined(separator: ", ") }
    }

    /// One method over several seeds.
    public struct Row: Sendable, Encodable {
        /// The method.
        public var detector: String
        /// Sessions learnt from.
        public var trainingSessions = 0
        /// Reports, one a seed.
        public var reports: [EvaluationReport] = []
        /// Anomalies by kind, where the set names kinds.
        public var kinds: [String: Kind] = [:]
    }

    /// How well one kind of anomaly was found.
    public struct Kind: Sendable, Encodable {
        /// Sessions of the kind.
        public var sessions: Int
        /// Share that was found, one a seed.
        public var found: [Double]
        /// Share that each trivial detector finds, with what the first seed learnt.
        public var references: [String: Double]
    }

    private let folder: String
    private let seeds: Int

    init(folder: String, seeds: Int) {
        self.folder = folder
        self.seeds = seeds
    }

    func run(_ set: DataSet, progress: RunProgress.Handler) throws -> [Row] {
        let (truth, kinds) = try set.truth(folder: folder)
        return try set.methods.map { method in
            var row = Row(detector: method.name)
            for seed in 1...UInt64(seeds) {
                let plan = try DetectorPlan(detector: method.detector.name, settings: method.settings, seed: seed)
                let input = TrainingRun.Input(inputs: [folder + "/" + set.training], format: "sequences")
                let training = try TrainingRun(input: input, plan: plan).run { state in
                    try progress(RunProgress(stage: "\(method.name), seed \(seed)", records: state.records, detail: state.detail))
                }
                row.trainingSessions = training.sessions
                let outcome = try EvaluationRun(model: training.model, truth: truth, prior: set.prior).run { (0, 0) }
                row.add(outcome.report, about: outcome.result, truth: outcome.truth, kinds: kinds, model: training.model)
            }
            return row
        }
    }
}

extension SequenceStudy.Row {
    /// Takes in the figures of one more seed.
    ///
    /// - Parameters:
    ///   - result: the verdicts the report is about.
    ///   - truth: in parallel with all sessions of `result`.
    mutating func add(
        _ report: EvaluationReport, about result: DetectionResult, truth: [Bool], kinds known: AnomalyKinds, model: TrainedModel
    ) {
        reports.append(report)
        for (kind, places) in known.places(of: result.all.map(\.verdict.session), anomalous: truth) {
            let found = Double(places.count { result.all[$0].verdict.isAnomalous }) / Double(places.count)
            if kinds[kind] == nil {
                let sessions = LabelledSessions(normal: [], abnormal: places.map { result.all[$0].sequence })
                let lines = ReferenceLine.all(on: sessions, summary: model.detector.summary)
                kinds[kind] = SequenceStudy.Kind(
                    sessions: places.count, found: [], references: lines.compactMapValues(\.matrix.truePositiveRate))
            }
            kinds[kind]?.found.append(found)
        }
    }
}
