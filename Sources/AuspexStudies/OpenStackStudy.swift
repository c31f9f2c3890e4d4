import Auspex

/// Instances of OpenStack: two labelled sets of key sequences, one of them a negative control, and one way from raw lines to verdicts.
public struct OpenStackStudy {
    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// Kalaki et al., key sequences.
        public var kalaki: [SequenceStudy.Row]
        /// Loghub, key sequences: the negative control.
        public var loghub: [SequenceStudy.Row]
        /// Kalaki et al., raw lines.
        public var raw: [SequenceStudy.Row]
    }

    private let folder: String
    private let seeds: Int

    init(folder: String, seeds: Int) {
        self.folder = folder
        self.seeds = seeds
    }

    func run(progress: RunProgress.Handler) throws -> Outcome {
        let sequences = SequenceStudy(folder: folder, seeds: seeds)
        return Outcome(
            kalaki: try sequences.run(.kalaki, progress: progress), loghub: try sequences.run(.loghub, progress: progress),
            raw: try raw(progress: progress))
    }

    // MARK: Raw lines

    private func path(_ name: String) -> String { folder + "/openstack/kalaki_raw/" + name }

    /// From raw lines to verdicts: a scan of the mixed log as a user would start it, and a model of the log's normal instances on two
    /// further logs.
    func raw(progress: RunProgress.Handler) throws -> [SequenceStudy.Row] {
        let log = path("nova_sample.log.gz"), labelPath = path("instance_labels.csv")
        let labels = try Labels(path: labelPath)
        let anomalous = Set(labels.isAnomalous.filter(\.value).keys)
        let kinds = try AnomalyKinds(path: labelPath, column: "anomaly_type")
        let further = ["nova_dhcpoff_part.log.gz", "nova_destroy_part.log.gz"]
        var rows = (["scan"] + further.map { "train, \($0.prefix { $0 != "." })" }).map { SequenceStudy.Row(detector: $0) }
        for seed in 1...UInt64(seeds) {
            let plan = try DetectorPlan(detector: EnsembleMethod.name, settings: ["model=ngram"], seed: seed)
            let scan = try ScanRun(.init(inputs: [log], plan: plan, keepsAll: true)).run(progress: progress)
            rows[0].add(scan, labels: labels, kinds: kinds, seed: seed)
            let model = try TrainingRun(input: .init(inputs: [log]), plan: plan, excluding: anomalous, holdOut: .init()).run(
                progress: progress)
            for (number, name) in further.enumerated() {
                let truth = EvaluationRun.Truth.labelled(inputs: [path(name)], labels: labelPath)
                let outcome = try EvaluationRun(model: model.model, truth: truth).run(progress: progress) { (0, 0) }
                rows[number + 1].trainingSessions = model.sessions
                rows[number + 1].add(outcome.report, about: outcome.result, truth: outcome.truth, kinds: kinds, model: model.model)
            }
        }
        return rows
    }
}

extension SequenceStudy.Row {
    /// Takes in a scan: the verdicts about its judged part, where labels say what is true.
    fileprivate mutating func add(_ scan: ScanRun.Outcome, labels: Labels, kinds: AnomalyKinds, seed: UInt64) {
        var result = scan.result
        _ = result.keepOnly { labels[$0] != nil }
        let truth = result.all.map { labels[$0.verdict.session] ?? false }
        let facts = EvaluationReport.Run(
            seconds: 0, peakMemory: 0, dataHash: result.input.dataHash, seed: seed, granularity: result.unit.rawValue,
            split: "chronological")
        let report = EvaluationReport(
            verdicts: result.all.map(\.verdict), test: LabelledSessions(sessions: result.all.map(\.sequence), labels: truth),
            summary: scan.model.detector.summary, run: facts)
        trainingSessions = scan.model.detector.summary.sessionCount
        add(report, about: result, truth: truth, kinds: kinds, model: scan.model)
    }
}
