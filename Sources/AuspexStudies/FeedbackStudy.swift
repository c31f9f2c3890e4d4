public import Auspex

/// How fast a model gets rid of its false alarms when a person answers them one by one: HDFS key sequences.
///
/// A model is trained on a few hundred sessions and then reads further normal sessions in their order: the rest of the training file and the
/// first half of the public test part's. Each time it reports one, the answer *normal* is given and the changed model reads on. Figures before
/// and after are taken on the other half and on the anomalous sessions, which take no part in anything else.
public struct FeedbackStudy {
    /// Which sessions the model is trained on.
    public enum Choice: String, Sendable, Codable, CaseIterable {
        /// The first of the file: a system that has just been started, all of it alike.
        case first
        /// Drawn from all of the file.
        case random
    }

    /// The figures of one run.
    public struct Row: Sendable, Encodable {
        /// The method.
        public var detector: String
        /// Which sessions it was trained on, and how many.
        public var choice: Choice
        /// Tolerated share of false alarms; `nil`: the detector's own.
        public var budget: Double?
        /// Seed of everything.
        public var seed: UInt64
        /// Sessions trained on, those put aside included.
        public var trainingSessions: Int
        /// Answers given.
        public var answers: Int
        /// Normal sessions read until then.
        public var sessionsRead: Int
        /// Share of normal test sessions reported, before and after.
        public var falseAlarmsBefore: Double
        /// The same, after.
        public var falseAlarmsAfter: Double
        /// Share of anomalous test sessions reported, before and after.
        public var foundBefore: Double
        /// The same, after.
        public var foundAfter: Double
        /// Updates of the next-event model in force.
        public var accepted: Int
        /// Updates refused.
        public var refused: Int
        /// Alarms raised again after they were answered; among those read on, and when everything is read once more.
        public var repeatedAlarms: Int
        /// Whether going back gave the first version's files and scores, bit for bit.
        public var revertsExactly: Bool
        /// Processor seconds of an answer, the median.
        public var medianSeconds: Double
        /// Processor seconds of an answer, the longest.
        public var longestSeconds: Double
        /// Optimiser steps of an answer, mean over those that trained.
        public var meanSteps: Double
    }

    /// One run of the documentation.
    struct Case {
        var detector: any DetectionMethod.Type
        var choice: Choice
        var budget: Double?
        var seed: UInt64
    }

    /// The ensemble with its own budget (one normal session in 500, which 450 sessions cannot show) and with one that they can, the models alone
    /// with the latter. What is drawn depends on the seed, the first sessions do not.
    static func cases(seeds: Int) -> [Case] {
        func cases(_ detector: any DetectionMethod.Type, _ budget: Double?, _ count: Int) -> [Case] {
            [Case(detector: detector, choice: .first, budget: budget, seed: 1)]
                + (1...UInt64(max(1, count))).map { Case(detector: detector, choice: .random, budget: budget, seed: $0) }
        }
        let few = min(3, seeds)
        return cases(EnsembleMethod.self, nil, few) + cases(EnsembleMethod.self, 0.01, few) + cases(DeepLogMethod.self, 0.01, few)
            + cases(NGramMethod.self, 0.01, 1)
    }

    private let folder: String

    /// Creates a study over a folder of data sets.
    public init(folder: String) {
        self.folder = folder
    }

    /// Runs it once.
    ///
    /// - Parameters:
    ///   - budget: tolerated share of false alarms; the detector's own by default.
    ///   - settings: further ones of the detector, as `--set` takes them.
    ///   - testLimit: test sessions of each kind looked at; all by default.
    ///   - clock: processor seconds so far.
    /// - Throws: ``InputError`` when a data set is missing.
    public func run(
        detector name: String, choice: Choice, budget: Double? = nil, settings: [String] = [], sessions: Int = 500, answers: Int = 100,
        seed: UInt64 = 1,
        testLimit: Int = .max, learning: FeedbackLearner.Configuration = FeedbackLearner.Configuration(), clock: () -> Double,
        progress: RunProgress.Handler = { _ in }
    ) throws -> Row {
        let base = folder + "/hdfs/sequences/"
        let all = try SequenceFile(path: base + "train_normal.txt").sequences
        let usual = Array(try SequenceFile(path: base + "test_normal.txt").sequences.prefix(testLimit))
        let normal = Array(usual[(usual.count / 2)...])
        let abnormal = Array(try SequenceFile(path: base + "test_abnormal.txt").sequences.prefix(testLimit))
        var source = RandomSource(seed: seed).stream("study")
        let order = choice == .first ? Array(all.indices) : all.indices.shuffled(using: &source)
        let known = order.prefix(sessions).map { all[$0] }
        let stream = order.dropFirst(sessions).sorted().map { all[$0] } + usual[..<(usual.count / 2)]
        let plan = try DetectorPlan(detector: name, settings: settings + (budget.map { ["falseAlarmTarget=\($0)"] } ?? []), seed: seed)
        let split = HeldOutNormal.split(known, window: plan.method.replayedHistory, seed: seed)
        let fitted = try plan.fit(on: split.training) {
            try progress(RunProgress(stage: "\(name), \(choice.rawValue)", records: UInt64($0.epoch), detail: "model \($0.model)"))
        }
        let first = try Self.bundle(fitted, FeedbackMemory(), split.basis, plan)
        func share(_ detector: FittedDetector, _ sessions: [EventSequence]) -> Double {
            let flagged = detector.detector.scores(of: sessions).count { detector.detector.threshold.flags($0) }
            return Double(flagged) / Double(max(1, sessions.count))
        }

        var learner = FeedbackLearner(detector: fitted, basis: split.basis, configuration: learning, seed: seed)
        var seconds: [Double] = []
        var outcomes: [FeedbackOutcome] = []
        var answered: [EventSequence] = []
        var repeated = 0
        var position = 0
        // Of the detector as it is now.
        var unreported: Set<[TemplateID]> = []
        while position < stream.count, answered.count < answers {
            let end = min(position + 256, stream.count)
            let part = (position..<end).filter { !unreported.contains(stream[$0].events) }
            let detector = learner.detector.detector
            guard let place = detector.verdicts(for: part.map { stream[$0] }).firstIndex(where: \.isAnomalous) else {
                unreported.formUnion(part.map { stream[$0].events })
                position = end
                continue
            }
            let found = part[place], session = stream[found]
            unreported.removeAll()
            if learner.memory.isNormal(session) { repeated += 1 }
            let start = clock()
            let answer = FeedbackAnswer(id: learner.memory.nextID, session: session.id, verdict: .normal)
            outcomes.append(try learner.take(answer, about: session))
            seconds.append(clock() - start)
            answered.append(session)
            position = found + 1
            try progress(RunProgress(stage: "\(name), \(choice.rawValue)", records: UInt64(position), detail: "answer \(answered.count)"))
        }
        let last = learner.detector
        repeated += last.detector.verdicts(for: answered).count(where: \.isAnomalous)
        let successor = try Self.bundle(last, learner.memory, split.basis, plan).succeeding(first)
        let restored = try successor.restoringParent()
        let old = try TrainedModel(bundle: restored, path: "the restored model").detector.detector
        let probe = Array(normal.prefix(500)) + abnormal.prefix(500)
        let sorted = seconds.sorted()
        let trained = outcomes.filter { $0.steps > 0 }
        return Row(
            detector: name, choice: choice, budget: budget, seed: seed, trainingSessions: known.count, answers: answered.count,
            sessionsRead: position,
            falseAlarmsBefore: share(fitted, normal), falseAlarmsAfter: share(last, normal), foundBefore: share(fitted, abnormal),
            foundAfter: share(last, abnormal), accepted: outcomes.count { $0.model == .accepted },
            refused: outcomes.count { $0.model == .refused || $0.rules == .refused }, repeatedAlarms: repeated,
            revertsExactly: restored.files == first.files && old.scores(of: probe) == fitted.detector.scores(of: probe),
            medianSeconds: sorted.isEmpty ? 0 : sorted[sorted.count / 2], longestSeconds: sorted.last ?? 0,
            meanSteps: trained.isEmpty ? 0 : Double(trained.reduce(0) { $0 + $1.steps }) / Double(trained.count))
    }

    private static func bundle(
        _ detector: FittedDetector, _ memory: FeedbackMemory, _ basis: HeldOutNormal, _ plan: DetectorPlan
    ) throws -> ModelBundle {
        let manifest = BundleManifest(
            detector: plan.method.name, configuration: plan.configuration, vocabularyHash: "", dataHash: "", seed: plan.seed,
            training: [:],
            notes: [])
        return try TrainedModel(
            preparation: TrainedModel.Preparation(format: nil, session: .none, window: nil), parser: .sequences(SequenceVocabulary()),
            detector: detector, manifest: manifest, memory: memory, basis: basis
        ).bundle()
    }

    /// Rows as a table.
    public static func markdown(_ rows: [Row]) -> String {
        func percent(_ share: Double) -> String { ReportFormat.fixed(share * 100, 2) + " %" }
        var lines = [
            "| detector | budget | trained on | seed | answers | false alarms | found | updates | again | revert | a feedback |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
        ]
        for row in rows {
            lines.append(
                "| \(row.detector) | \(row.budget.map(percent) ?? "default") | \(row.choice.rawValue) \(row.trainingSessions) | \(row.seed) | \(row.answers) | \(percent(row.falseAlarmsBefore)) → "
                    + "\(percent(row.falseAlarmsAfter)) | \(percent(row.foundBefore)) → \(percent(row.foundAfter)) | \(row.accepted) taken, "
                    + "\(row.refused) refused, \(ReportFormat.fixed(row.meanSteps, 0)) steps | \(row.repeatedAlarms) | "
                    + "\(row.revertsExactly ? "exact" : "differs") | \(ReportFormat.fixed(row.medianSeconds * 1000, 1)) ms, at most "
                    + "\(ReportFormat.fixed(row.longestSeconds * 1000, 1)) ms |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
