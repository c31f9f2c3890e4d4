public import Auspex
import Foundation

/// The papers' networks on HDFS block sessions: trained on 30 % of the blocks, judged on the others at the log's own share of anomalies.
public struct NetworkStudy {
    /// One method over several seeds.
    public struct Row: Sendable, Encodable {
        /// The method and its settings.
        public var method: String
        /// What it was taught: all sessions without a label, normal ones, or labelled ones.
        public var taught: String
        /// Share of the anomalous sessions found, one a seed.
        public var recall: [Double] = []
        /// Share of the normal sessions reported.
        public var falseAlarms: [Double] = []
        /// Precision at the log's own share of anomalies.
        public var precision: [Double] = []
        /// F1 at that share.
        public var f1: [Double] = []
        /// Processor seconds of training.
        public var seconds: [Double] = []
    }

    /// Decisions about windows.
    public struct Windows: Sendable, Encodable {
        /// What was taught and judged.
        public var name: String
        /// Windows of labelled sessions that taught.
        public var trained: Int
        /// Decisions.
        public var matrix: ConfusionMatrix
    }

    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// Sessions of each part: normal and anomalous.
        public var training: [Int] = []
        /// Sessions judged: normal and anomalous.
        public var test: [Int] = []
        /// All methods.
        public var methods: [Row] = []
        /// LogGAN by length of the context, bound, and layers.
        public var parameters: [Row] = []
        /// Merged DeepLog by window.
        public var windows: [Windows] = []
        /// The best F1 that any rule about windows of ten event ids reaches on all public sessions, with every label known to it.
        public var windowBound = 0.0
        /// Seeds of the methods.
        public var seeds = 0
    }

    /// Share of anomalous sessions in the whole log.
    static let prior = 16_838.0 / 575_061

    private let folder: String
    private let seeds: Int
    private let threads: Int
    private let clock: () -> Double

    init(folder: String, seeds: Int, threads: Int = 1, clock: @escaping () -> Double) {
        self.folder = folder
        self.seeds = seeds
        self.threads = threads
        self.clock = clock
    }

    /// What is tried, and whether it is taught the sessions as they come, or the normal ones alone.
    static let methods: [(name: String, settings: [String], isMixed: Bool)] = [
        ("loggan", [], true), ("loggan", [], false), ("deeplog", ["preset=paper", "values=false"], true),
        ("deeplog", ["preset=paper", "values=false"], false), ("nlsalog", ["candidates=9"], false),
        ("loganomaly", ["candidates=9"], false), ("pca", [], true), ("merged-deeplog", [], true), ("cnn", [], true), ("mlp", [], true),
        ("attention-blstm", [], true),
    ]

    func run(progress: RunProgress.Handler) throws -> Outcome {
        var vocabulary = SequenceVocabulary(), outcome = Outcome()
        func read(_ name: String) throws -> [EventSequence] { try vocabulary.learn([folder + "/hdfs/sequences/\(name).txt"]).sequences }
        let normal = try read("train_normal") + read("test_normal"), anomalous = try read("test_abnormal")
        let parts = (1...UInt64(seeds)).map { Parts(normal, anomalous, seed: $0) }
        outcome.training = [parts[0].training.normal.count, parts[0].training.anomalous.count]
        outcome.test = [parts[0].test.normal.count, parts[0].test.anomalous.count]
        for (name, settings, isMixed) in Self.methods {
            let isTold = try DetectorPlan(detector: name).needsLabels
            var row = Row(
                method: ([name] + settings).joined(separator: ", "), taught: isTold ? "labelled" : isMixed ? "all, unlabelled" : "normal")
            for (number, part) in parts.enumerated() {
                try progress(RunProgress(stage: "networks", detail: "\(row.method), seed \(number + 1)"))
                let plan = try plan(name, settings, seed: UInt64(number + 1)), start = clock()
                let detector = isMixed || isTold ? try fit(plan, part.training) : try plan.fit(on: part.training.normal)
                row.seconds.append(clock() - start)
                row.add(detector.fitted, part.test)
            }
            outcome.methods.append(row)
        }
        outcome.parameters = try parameters(parts[0], progress: progress)
        outcome.windows = try [rawWindows(progress: progress), publicWindows(normal, anomalous, progress: progress)]
        outcome.windowBound = Self.windowBound(normal, anomalous)
        outcome.seeds = seeds
        return outcome
    }

    private func plan(_ name: String, _ settings: [String], seed: UInt64) throws -> DetectorPlan {
        var plan = try DetectorPlan(detector: name, settings: settings, seed: seed)
        plan.threads = threads
        return plan
    }

    /// A supervised method gets the labels; any other the sessions alone, anomalous ones among them.
    private func fit(_ plan: DetectorPlan, _ examples: LabelledSessions) throws -> FittedDetector {
        plan.needsLabels ? try plan.fit(on: examples) : try plan.fit(on: examples.sessions)
    }

    /// LogGAN with other contexts, bounds and depths: the paper's figure 4.
    private func parameters(_ part: Parts, progress: RunProgress.Handler) throws -> [Row] {
        var rows: [Row] = []
        for settings in (1...5).map({ ["window=\($0)"] }) + [["layers=1"], ["layers=3"]] {
            try progress(RunProgress(stage: "networks", detail: "loggan, \(settings[0])"))
            let start = clock(), fitted = try plan("loggan", settings, seed: 1).fit(on: part.training.normal).fitted
            var row = Row(method: settings[0], taught: "normal", seconds: [clock() - start])
            row.add(fitted, part.test)
            rows.append(row)
            guard settings == ["window=3"], let model = fitted as? any LearnsFromFeedback else { continue }
            for bound in stride(from: 0.1, through: 0.9, by: 0.2) {
                var row = Row(method: "threshold=\(ReportFormat.fixed(bound, 1))", taught: "normal")
                row.add(model.withThreshold(Threshold(value: -log(bound), policy: .fixed)), part.test)
                rows.append(row)
            }
        }
        return rows
    }

    // MARK: Windows

    /// The report's protocol: about 700 windows of raw lines with their values teach, the rest of the excerpt tests.
    private func rawWindows(progress: RunProgress.Handler) throws -> Windows {
        try progress(RunProgress(stage: "networks", detail: "merged-deeplog on raw lines"))
        let labels = try Labels(path: folder + "/hdfs/raw/HDFS_20k_block_labels.csv")
        let corpus = try Corpus.read(
            CorpusInput(inputs: [folder + "/hdfs/raw/HDFS_20k.log.gz"]), labels: CorpusLabels(sessions: labels.isAnomalous))
        let order = corpus.split(Split(trainingShare: 1)).training
        var count = 0, anomalous = 0, cut = 0
        while cut < order.count, count < 700 || anomalous < 2 {
            let session = corpus.sessions[order[cut]]
            count += session.events.count
            if corpus.labels.isAnomalous(session) == true { anomalous += 1 }
            cut += 1
        }
        return try windows(
            "raw lines with values, the first \(cut) blocks teach", corpus.labelled(Array(order[..<cut])),
            corpus.labelled(Array(order[cut...])))
    }

    /// All public sessions, seven of ten blocks teaching.
    private func publicWindows(_ normal: [EventSequence], _ anomalous: [EventSequence], progress: RunProgress.Handler) throws -> Windows {
        try progress(RunProgress(stage: "networks", detail: "merged-deeplog on all public sessions"))
        func cut(_ sessions: [EventSequence]) -> (training: [EventSequence], test: [EventSequence]) {
            let (training, test) = Split(order: .random(seed: 1), trainingShare: 0.7).cut(sessions)
            return (training.map { sessions[$0] }, test.map { sessions[$0] })
        }
        let one = cut(normal), other = cut(anomalous)
        return try windows(
            "event ids, seven of ten public blocks teach", LabelledSessions(normal: one.training, abnormal: other.training),
            LabelledSessions(normal: one.test, abnormal: other.test))
    }

    /// What windows can tell at best: of each distinct window it is known in how many normal and anomalous sessions it stands, and those with the
    /// largest share of anomalous ones are flagged, as many as make F1 largest.
    private static func windowBound(_ normal: [EventSequence], _ anomalous: [EventSequence]) -> Double {
        var counts: [[TemplateID]: (normal: Int, anomalous: Int)] = [:]
        func count(_ sessions: [EventSequence], _ body: (inout (normal: Int, anomalous: Int)) -> Void) {
            for session in sessions {
                for last in session.events.indices { body(&counts[Array(session.events[max(0, last - 9)...last]), default: (0, 0)]) }
            }
        }
        count(normal) { $0.normal += 1 }
        count(anomalous) { $0.anomalous += 1 }
        let all = counts.values.reduce(0) { $0 + $1.anomalous }
        var found = 0, wrong = 0, best = 0.0
        for window in counts.values.sorted(by: { $0.anomalous * ($1.normal + $1.anomalous) > $1.anomalous * ($0.normal + $0.anomalous) }) {
            found += window.anomalous
            wrong += window.normal
            best = max(best, 2 * Double(found) / Double(found + wrong + all))
        }
        return best
    }

    private func windows(_ name: String, _ training: LabelledSessions, _ test: LabelledSessions) throws -> Windows {
        let detector = try plan("merged-deeplog", [], seed: 1).fit(on: training).fitted
        var result = Windows(name: name, trained: training.sessions.reduce(0) { $0 + $1.events.count }, matrix: ConfusionMatrix())
        guard let classifier = detector as? SequenceClassifier else { return result }
        for (scores, label) in zip(classifier.windowScores(of: test.sessions), test.labels) {
            for score in scores {
                switch (detector.threshold.flags(score), label) {
                case (true, true): result.matrix.truePositives += 1
                case (true, false): result.matrix.falsePositives += 1
                case (false, true): result.matrix.falseNegatives += 1
                case (false, false): result.matrix.trueNegatives += 1
                }
            }
        }
        return result
    }
}

extension NetworkStudy {
    /// Blocks that teach and blocks that test. Among those that teach anomalous ones are as rare as in the log.
    struct Parts {
        let training: LabelledSessions
        let test: LabelledSessions

        init(_ normal: [EventSequence], _ anomalous: [EventSequence], seed: UInt64) {
            let one = Split(order: .random(seed: seed), trainingShare: 0.3).cut(normal)
            let wanted = Double(one.training.count) * NetworkStudy.prior / (1 - NetworkStudy.prior)
            let other = Split(order: .random(seed: seed), trainingShare: wanted / Double(max(1, anomalous.count))).cut(anomalous)
            training = LabelledSessions(normal: one.training.map { normal[$0] }, abnormal: other.training.map { anomalous[$0] })
            test = LabelledSessions(normal: one.test.map { normal[$0] }, abnormal: other.test.map { anomalous[$0] })
        }
    }
}

extension NetworkStudy.Row {
    /// Takes in the verdicts of one more seed.
    mutating func add(_ detector: any FittedMethod, _ test: LabelledSessions) {
        let flagged = detector.scores(of: test.sessions).map { detector.threshold.flags($0) }
        var matrix = ConfusionMatrix()
        for (isReported, label) in zip(flagged, test.labels) {
            switch (isReported, label) {
            case (true, true): matrix.truePositives += 1
            case (true, false): matrix.falsePositives += 1
            case (false, true): matrix.falseNegatives += 1
            case (false, false): matrix.trueNegatives += 1
            }
        }
        let found = matrix.truePositiveRate ?? 0, wrong = matrix.falsePositiveRate ?? 0, prior = NetworkStudy.prior
        recall.append(found)
        falseAlarms.append(wrong)
        let reported = found * prior + wrong * (1 - prior)
        precision.append(reported > 0 ? found * prior / reported : 0)
        f1.append(matrix.f1(atPrior: prior) ?? 0)
    }
}
