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
        /// The best F1 that any rule about the same windows reaches, with every label known to it; `nil` where windows have values beside event ids.
        public var bound: Double?
    }

    /// One method on the raw excerpt, its first blocks teaching.
    public struct Chronological: Sendable, Encodable {
        /// The method and its settings.
        public var method: String
        /// What it was taught.
        public var taught: String
        /// Decisions about the later blocks.
        public var matrix: ConfusionMatrix
        /// Processor seconds of training.
        public var seconds: Double
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
        /// The raw excerpt in the order of time.
        public var chronological: [Chronological] = []
        /// Blocks of the excerpt that taught, and anomalous ones among them; blocks that were judged, and anomalous ones among them.
        public var excerpt: [Int] = []
        /// Seeds of the methods.
        public var seeds = 0
    }

    /// Share of anomalous sessions in the whole log.
    static let prior = 16_838.0 / 575_061

    let folder: String
    private let seeds: Int
    private let threads: Int
    let clock: () -> Double

    init(folder: String, seeds: Int, threads: Int = 1, clock: @escaping () -> Double) {
        self.folder = folder
        self.seeds = seeds
        self.threads = threads
        self.clock = clock
    }

    /// What is tried, and whether it is taught the sessions as they come, or the normal ones alone.
    static let methods: [(name: String, settings: [String], isMixed: Bool)] = [
        ("loggan", [], true), ("loggan", [], false), ("loggan-session", [], true), ("deeplog", ["preset=paper", "values=false"], true),
        ("deeplog", ["preset=paper", "values=false"], false), ("nlsalog", ["candidates=9"], false),
        ("loganomaly", ["candidates=9"], false), ("pca", [], true), ("merged-deeplog", [], true), ("cnn", [], true), ("mlp", [], true),
        ("attention-blstm", [], true),
    ]

    /// The first ones, LogGAN and DeepLog, are tried in the order of time, too.
    static let chronologicalMethods = 5

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
        outcome.windows =
            try [reportWindows(progress: progress), rawWindows(progress: progress)]
            + publicWindows(normal, anomalous, progress: progress)
        try addChronological(to: &outcome, progress: progress)
        outcome.seeds = seeds
        return outcome
    }

    func plan(_ name: String, _ settings: [String], seed: UInt64) throws -> DetectorPlan {
        var plan = try DetectorPlan(detector: name, settings: settings, seed: seed)
        plan.threads = threads
        return plan
    }

    /// A supervised method gets the labels; any other the sessions alone, anomalous ones among them.
    func fit(_ plan: DetectorPlan, _ examples: LabelledSessions) throws -> FittedDetector {
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
        let matrix = ConfusionMatrix(detector, test)
        let found = matrix.truePositiveRate ?? 0, wrong = matrix.falsePositiveRate ?? 0, prior = NetworkStudy.prior
        recall.append(found)
        falseAlarms.append(wrong)
        let reported = found * prior + wrong * (1 - prior)
        precision.append(reported > 0 ? found * prior / reported : 0)
        f1.append(matrix.f1(atPrior: prior) ?? 0)
    }
}
