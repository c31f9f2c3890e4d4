import Auspex
import Foundation

/// What labels of one system are worth on another: LogTransfer against training on the target's few labels alone, what is shared, and simple rules.
public struct TransferStudy: Sendable {
    /// One way of learning, over several seeds.
    public struct Row: Sendable, Encodable {
        /// Source and target.
        public var systems: String
        /// How the detector came about.
        public var method: String
        /// Labelled target chunks, half of them anomalous where there are as many.
        public var labels: Int
        /// F1 of test chunks at the threshold chosen on validation data, one a seed.
        public var f1: [Double] = []
        /// Area under the precision-recall curve.
        public var averagePrecision: [Double] = []
        /// Area under the ROC curve.
        public var rocArea: [Double] = []
        /// F1 of whole containers; empty where there are none.
        public var containers: [Double] = []
        /// F1 of whole applications.
        public var applications: [Double] = []
    }

    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// All rows.
        public var rows: [Row] = []
        /// Seeds.
        public var seeds = 0
    }

    /// A pair of systems for one seed.
    struct Case: Sendable {
        var name: String
        var source: LogTransferMethod.System
        /// What target labels are drawn from, and what is judged.
        var pool: LabelledSessions
        var test: LabelledSessions
        var words: TemplateWords
        /// Container and application of each test chunk.
        var groups: [(container: String, application: String)] = []
        var labels: [Int]
        /// Labels at which all ways of learning are compared.
        var compared: [Int]
        var isSimulated = false
    }

    let folder: String
    let seeds: Int
    let threads: Int
    let temporaryFolder: String

    /// Settings of the study: a smaller network than the method's default, so that it takes minutes.
    static let settings = ["units=64", "embedding=50"]

    func run(progress: RunProgress.Handler) throws -> Outcome {
        var outcome = Outcome(seeds: seeds)
        let found = try ParallelJobs.run(
            seeds, threads: threads, meanwhile: { try progress(RunProgress(stage: "logtransfer", detail: "\($0) of \(seeds) seeds done")) }
        ) { number in
            try cases(seed: UInt64(number + 1)).flatMap { try rows(of: $0, seed: UInt64(number + 1)) }
        }
        for rows in found {
            for row in rows {
                guard
                    let place = outcome.rows.firstIndex(where: {
                        ($0.systems, $0.method, $0.labels) == (row.systems, row.method, row.labels)
                    })
                else {
                    outcome.rows.append(row)
                    continue
                }
                outcome.rows[place].f1 += row.f1
                outcome.rows[place].averagePrecision += row.averagePrecision
                outcome.rows[place].rocArea += row.rocArea
                outcome.rows[place].containers += row.containers
                outcome.rows[place].applications += row.applications
            }
        }
        return outcome
    }

    private func method(_ settings: [String] = [], seed: UInt64) throws -> LogTransferMethod {
        var method = LogTransferMethod(seed: seed), typed = try Settings(Self.settings + settings)
        try method.apply(&typed)
        try typed.finish(for: LogTransferMethod.name)
        return method
    }

    private func rows(of one: Case, seed: UInt64) throws -> [Row] {
        var rows: [Row] = []
        let method = try method(seed: seed), context = FittingContext(seed: seed)
        func add(_ name: String, _ labels: Int, _ scores: [Double], _ threshold: Threshold) {
            rows.append(Self.row(one, name, labels, scores, threshold))
        }
        func transfer(_ name: String, _ method: LogTransferMethod, _ source: LogTransferMethod.Source, _ share: SharedLayers, _ count: Int)
            throws
        {
            let few = Self.drawn(one.pool, count, seed: seed)
            let detector = try method.transfer(from: source, to: .init(few, words: one.words), share: share, context: context)
            add(name, count, detector.scores(of: one.test.sessions), detector.threshold)
        }
        let source = try method.learnSource(one.source, target: one.words, context: context)
        try transfer("source as it is", method, source, .all, 0)
        for count in one.labels { try transfer("logtransfer", method, source, .fc, count) }
        for count in one.compared {
            try transfer("shares nothing (all trained on)", method, source, .none, count)
            try transfer("shares the LSTM", method, source, .lstm, count)
        }
        for count in one.labels {
            let few = Self.drawn(one.pool, count, seed: seed)
            guard few.labels.count(where: { $0 }) >= 2, few.labels.count(where: { !$0 }) >= 2 else { continue }
            let alone = try method.fit(on: few, context: FittingContext(seed: seed, words: one.words)) { _ in }
            add("target labels alone", count, alone.scores(of: one.test.sessions), alone.threshold)
        }
        if one.isSimulated {
            for words in ["word2vec", "random"] {
                let other = try self.method(["words=\(words)"], seed: seed)
                let source = try other.learnSource(one.source, target: one.words, context: context)
                for count in one.compared { try transfer("\(words) vectors", other, source, .fc, count) }
            }
            for name in ["cnn", "attention-blstm"] {
                for count in one.compared {
                    let fitted = try DetectorPlan(detector: name, seed: seed).fit(on: Self.drawn(one.pool, count, seed: seed))
                    add(name, count, fitted.fitted.scores(of: one.test.sessions), fitted.fitted.threshold)
                }
            }
        }
        // Rules and methods without labels learn from the normal chunks of the pool.
        let normal = one.pool.normal
        for name in one.isSimulated ? ["newTemplate", "pca", "ngram"] : ["newTemplate"] {
            let fitted = try DetectorPlan(detector: name, seed: seed).fit(on: normal)
            add("\(name), on normal chunks", 0, fitted.fitted.scores(of: one.test.sessions), fitted.fitted.threshold)
        }
        add("flag everything", 0, one.test.sessions.map { _ in 1 }, Threshold(value: 0, policy: .fixed))
        return rows
    }

    private static func row(_ one: Case, _ name: String, _ labels: Int, _ scores: [Double], _ threshold: Threshold) -> Row {
        let flagged = scores.map { threshold.flags($0) }, curve = ScoreCurve(scores: scores, labels: one.test.labels)
        var row = Row(
            systems: one.name, method: name, labels: labels,
            f1: [ConfusionMatrix(flagged: flagged, labels: one.test.labels).f1 ?? 0],
            averagePrecision: [curve.averagePrecision ?? .nan], rocArea: [curve.rocArea ?? .nan])
        guard !one.groups.isEmpty else { return row }
        // A container is anomalous with any of its chunks, an application with most of its containers.
        var containers: [String: (flagged: Bool, label: Bool, application: String)] = [:]
        for (place, group) in one.groups.enumerated() {
            let before = containers[group.container]?.flagged ?? false
            containers[group.container] = (before || flagged[place], one.test.labels[place], group.application)
        }
        let all = containers.sorted { $0.key < $1.key }.map(\.value)
        row.containers = [ConfusionMatrix(flagged: all.map(\.flagged), labels: all.map(\.label)).f1 ?? 0]
        let applications = Dictionary(grouping: all) { $0.application }.values
        row.applications = [
            ConfusionMatrix(
                flagged: applications.map { 2 * $0.count(where: \.flagged) > $0.count }, labels: applications.map { $0[0].label }
            ).f1 ?? 0
        ]
        return row
    }

    /// Some chunks, half of them anomalous where there are as many.
    static func drawn(_ pool: LabelledSessions, _ count: Int, seed: UInt64) -> LabelledSessions {
        var source = RandomSource(seed: seed).stream("few labels")
        let anomalous = pool.anomalous.shuffled(using: &source), normal = pool.normal.shuffled(using: &source)
        let first = min(count / 2, anomalous.count)
        return LabelledSessions(normal: Array(normal.prefix(count - first)), abnormal: Array(anomalous.prefix(first)))
    }
}
