import Auspex
import Foundation

/// What labels of one system are worth on another: LogTransfer against training on the target's few labels alone, what is shared, and simple rules.
public struct TransferStudy: Sendable {
    /// One way of learning, over several seeds.
    public struct Row: Sendable, Codable {
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
        /// The target; what needs no source is the same for all cases of a target.
        var target: String
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
    /// A file that keeps what was done; `nil` keeps nothing.
    var resultFile: String?

    /// Settings of the study: a smaller network than the method's default, so that it takes minutes.
    static let settings = ["units=64", "embedding=50"]

    func run(progress: RunProgress.Handler) throws -> Outcome {
        var outcome = Outcome(seeds: seeds)
        let kept = try KeptRows(path: resultFile)
        let found = try ParallelJobs.run(
            seeds, threads: threads, meanwhile: { try progress(RunProgress(stage: "logtransfer", detail: "\($0) of \(seeds) seeds done")) }
        ) { number in
            let seed = UInt64(number + 1)
            return try cases(seed: seed).flatMap { one in
                let own = try kept.rows(of: "target \(one.target)", seed: seed) { try targetRows(of: one, seed: seed) }
                return try kept.rows(of: one.name, seed: seed) { try transferRows(of: one, seed: seed) }
                    + own.map { row in
                        var row = row
                        row.systems = one.name
                        return row
                    }
            }
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

    /// What begins with a source: one training of it serves all numbers of labels.
    private func transferRows(of one: Case, seed: UInt64) throws -> [Row] {
        var rows: [Row] = []
        let method = try method(seed: seed), context = FittingContext(seed: seed)
        func transfer(_ name: String, _ method: LogTransferMethod, _ source: LogTransferMethod.Source, _ share: SharedLayers, _ count: Int)
            throws
        {
            let detector = try method.transfer(from: source, to: one.drawn(count, seed: seed), share: share, context: context)
            rows.append(Self.row(one, name, count, detector.scores(of: one.test.sessions), detector.threshold))
        }
        let source = try method.learnSource(one.source, target: one.words, context: context)
        try transfer("source as it is", method, source, .all, 0)
        for count in one.labels { try transfer("logtransfer", method, source, .fc, count) }
        for count in one.compared {
            try transfer("shares nothing (all trained on)", method, source, .none, count)
            try transfer("shares the LSTM", method, source, .lstm, count)
        }
        guard one.isSimulated else { return rows }
        for (name, settings) in Self.variants {
            let other = try self.method(settings, seed: seed)
            // Chunks without a label are the target's affair.
            let begin = settings == ["unlabelled=0"] ? source : try other.learnSource(one.source, target: one.words, context: context)
            for count in one.compared { try transfer(name, other, begin, .fc, count) }
        }
        return rows
    }

    /// What else is tried where both systems are simulated; last the paper's chunks, vectors and training.
    private static let variants = [
        ("word2vec vectors", ["words=word2vec"]), ("no chunks without a label", ["unlabelled=0"]),
        ("no events before a chunk", ["before=0"]),
        ("as in the paper", ["before=0", "weighting=mean", "rehearses=false", "unlabelled=0"]),
    ]

    /// What knows the target alone.
    private func targetRows(of one: Case, seed: UInt64) throws -> [Row] {
        var rows: [Row] = []
        func add(_ name: String, _ labels: Int, _ scores: [Double], _ threshold: Threshold) {
            rows.append(Self.row(one, name, labels, scores, threshold))
        }
        let method = try method(seed: seed)
        for count in one.labels {
            let system = one.drawn(count, seed: seed)
            guard system.examples.labels.count(where: { $0 }) >= 2, system.examples.labels.count(where: { !$0 }) >= 2 else { continue }
            let alone = try method.fit(on: system, context: FittingContext(seed: seed, words: one.words))
            add("target labels alone", count, alone.scores(of: one.test.sessions), alone.threshold)
        }
        if one.isSimulated {
            // They read the same events.
            let test = one.test.sessions.map(Self.joined)
            for name in ["cnn", "attention-blstm"] {
                for count in one.compared {
                    var few = one.drawn(count, seed: seed).examples
                    few.sessions = few.sessions.map(Self.joined)
                    let fitted = try DetectorPlan(detector: name, seed: seed).fit(on: few)
                    add(name, count, fitted.fitted.scores(of: test), fitted.fitted.threshold)
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

    /// A chunk with the events before it as a sequence of its own.
    private static func joined(_ chunk: EventSequence) -> EventSequence {
        EventSequence(id: chunk.id, events: chunk.history + chunk.events)
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

}

extension TransferStudy.Case {
    /// Some labelled chunks of the target, half of them anomalous where there are as many; of the others nothing is known.
    func drawn(_ count: Int, seed: UInt64) -> LogTransferMethod.System {
        var source = RandomSource(seed: seed).stream("few labels")
        let anomalous = pool.labels.indices.filter { pool.labels[$0] }.shuffled(using: &source)
        let normal = pool.labels.indices.filter { !pool.labels[$0] }.shuffled(using: &source)
        let first = min(count / 2, anomalous.count)
        let chosen = Array(normal.prefix(count - first)) + Array(anomalous.prefix(first)), taken = Set(chosen)
        return LogTransferMethod.System(
            LabelledSessions(sessions: chosen.map { pool.sessions[$0] }, labels: chosen.map { pool.labels[$0] }), words: words,
            unlabelled: pool.labels.indices.filter { !taken.contains($0) }.map { pool.sessions[$0] })
    }
}
