/// The whole job on a simulated cluster log: a quiet week to learn from, a day with planted faults to judge, and the truth to compare with.
public struct DemoRun {
    /// How large and how hard.
    public struct Configuration: Sendable, Equatable {
        /// The simulated system.
        public var system: String
        /// Lines of the log that is learnt from.
        public var trainingLines: Int
        /// Lines of the log that is judged.
        public var testLines: Int
        /// Share of sessions with a planted fault.
        public var anomalyRate: Double
        /// Seed of both logs and of training.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            system: String = "hdfs", trainingLines: Int = 60_000, testLines: Int = 60_000, anomalyRate: Double = 0.03, seed: UInt64 = 1
        ) {
            self.system = system
            self.trainingLines = trainingLines
            self.testLines = testLines
            self.anomalyRate = anomalyRate
            self.seed = seed
        }
    }

    /// What came out.
    public struct Outcome: Sendable {
        /// What training did.
        public var training: TrainingRun.Outcome
        /// What detection found.
        public var result: DetectionResult
        /// Planted faults by session; `nil` for a normal one.
        public var truth: [String: FaultKind?]
        /// The figures.
        public var report: EvaluationReport
        /// Planted and found faults by kind.
        public var kinds: [(kind: FaultKind, planted: Int, found: Int)]
        /// Normal sessions flagged.
        public var falseAlarms: Int
        /// Normal sessions.
        public var normalSessions: Int

        /// Planted faults.
        public var planted: Int { kinds.reduce(0) { $0 + $1.planted } }
        /// Planted faults found.
        public var found: Int { kinds.reduce(0) { $0 + $1.found } }
    }

    private let configuration: Configuration
    private let plan: DetectorPlan

    /// Creates a demonstration.
    public init(configuration: Configuration, plan: DetectorPlan) {
        self.configuration = configuration
        self.plan = plan
    }

    /// Simulates both logs into files.
    ///
    /// - Returns: the truth about the second one.
    public func simulate(training: String, test: String) throws -> [String: FaultKind?] {
        let quiet = try SimulatedLog(
            system: configuration.system,
            configuration: LogSimulator.Configuration(length: .lines(configuration.trainingLines), anomalyRate: 0, seed: configuration.seed)
        )
        try FileSystem.writeAtomically(quiet.log, to: training)
        let faulty = try SimulatedLog(
            system: configuration.system,
            configuration: LogSimulator.Configuration(
                length: .lines(configuration.testLines), anomalyRate: configuration.anomalyRate, seed: configuration.seed &+ 1))
        try FileSystem.writeAtomically(faulty.log, to: test)
        return Dictionary(faulty.sessionLabels.map { ($0.session, $0.kind) }) { first, _ in first }
    }

    /// Trains on the first log, judges the second, compares with the truth.
    public func run(
        training: String, test: String, truth: [String: FaultKind?], progress: RunProgress.Handler = { _ in },
        meter: () -> (seconds: Double, peakMemory: Int)
    ) throws -> Outcome {
        let trained = try TrainingRun(input: TrainingRun.Input(inputs: [training]), plan: plan).run(progress: progress)
        let start = meter().seconds
        let result = try DetectionRun(model: trained.model, options: .init(inputs: [test], keepsAll: true)).run(progress: progress)
        let end = meter()
        var planted: [FaultKind: Int] = [:], found: [FaultKind: Int] = [:]
        var falseAlarms = 0, normal = 0
        let labels = result.all.map { session -> Bool in
            let kind = truth[session.verdict.session] ?? nil
            if let kind {
                planted[kind, default: 0] += 1
                if session.verdict.isAnomalous { found[kind, default: 0] += 1 }
            } else {
                normal += 1
                if session.verdict.isAnomalous { falseAlarms += 1 }
            }
            return kind != nil
        }
        let report = EvaluationReport(
            verdicts: result.all.map(\.verdict), test: LabelledSessions(sessions: result.all.map(\.sequence), labels: labels),
            summary: trained.model.detector.summary,
            run: EvaluationReport.Run(
                seconds: end.seconds - start, peakMemory: end.peakMemory, dataHash: result.input.dataHash, seed: plan.seed,
                granularity: result.unit.rawValue, split: "separate files"))
        let kinds = FaultKind.allCases.compactMap { kind in planted[kind].map { (kind: kind, planted: $0, found: found[kind] ?? 0) } }
        return Outcome(
            training: trained, result: result, truth: truth, report: report, kinds: kinds, falseAlarms: falseAlarms, normalSessions: normal)
    }
}
