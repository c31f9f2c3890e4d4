public import Auspex

/// Whether the miners find four small tasks again, exactly, in streams without identifiers: one after another and interleaved.
public struct WorkflowStudy {
    /// How tasks are looked for in what.
    public enum Trial: String, Sendable, Codable, CaseIterable {
        /// By density, 400 executions, τ .9.
        case densityClean
        /// By density, 2,000 executions with 2 % of the events replaced, τ .85.
        case densityNoisy
        /// By the predictions of a key model trained on the stream, 400 executions.
        case prediction
    }

    /// One way of writing the log.
    public struct Row: Sendable, Encodable {
        /// How executions follow each other.
        public var writing: SimulatedTasks.Writing
        /// Seeds tried.
        public var seeds: Int
        /// Seeds on which all four task graphs came out exactly, and nothing else, by trial.
        public var recovered: [String: Int]
        /// What came out instead where it was not exact: trial, seed, notations.
        public var failures: [String]
    }

    /// The ways of writing.
    static let writings: [SimulatedTasks.Writing] = [.distinct(1), .distinct(2), .distinct(3), .distinct(4), .any(2), .any(3), .any(4)]
    /// Seeds of each trial.
    static let seeds = 10

    private let threads: Int

    init(threads: Int) {
        self.threads = threads
    }

    func run(progress: RunProgress.Handler) throws -> [Row] {
        try Self.writings.map { writing in
            var row = Row(writing: writing, seeds: Self.seeds, recovered: [:], failures: [])
            for trial in Trial.allCases {
                let found = try ParallelJobs.run(Self.seeds, threads: threads) { done in
                    try progress(
                        RunProgress(stage: "workflows", detail: "\(trial.rawValue), \(Self.words(writing)), \(done) of \(Self.seeds)"))
                } job: { seed in
                    try Self.notations(trial, writing, seed: UInt64(seed + 1))
                }
                row.recovered[trial.rawValue] = found.count { $0 == SimulatedTasks.notations }
                for (seed, notations) in found.enumerated() where notations != SimulatedTasks.notations {
                    row.failures.append("\(trial.rawValue), seed \(seed + 1): \(notations.joined(separator: "; "))")
                }
            }
            return row
        }
    }

    /// What one trial finds.
    static func notations(_ trial: Trial, _ writing: SimulatedTasks.Writing, seed: UInt64) throws -> [String] {
        var configuration = WorkflowMining.Configuration()
        configuration.density.threshold = trial == .densityNoisy ? 0.85 : 0.9
        let isNoisy = trial == .densityNoisy
        let stream = SimulatedTasks.stream(isNoisy ? 2_000 : 400, writing, seed: seed, noise: isNoisy ? 0.02 : 0)
        let mining = WorkflowMining(configuration)
        let sample = mining.sample(of: [EventSequence(id: "stream", events: stream, isComplete: false)])
        let finding =
            try trial == .prediction
            ? mining.prediction(sample) { training in
                var keyModel = WorkflowRun.keyModel
                keyModel.seed = seed
                return try KeyModel.train(on: training, configuration: keyModel)
            } : mining.density(sample)
        return finding.model.workflows.map(\.root.notation)
    }

    private static func words(_ writing: SimulatedTasks.Writing) -> String {
        switch writing {
        case .distinct(1): "one after another"
        case .distinct(let degree): "\(degree) different tasks at a time"
        case .any(let degree): "any \(degree) executions at a time"
        }
    }

    /// What the table is about.
    static let text = """
        ## Workflows

        Four tasks, `1 2 3 4`, `5 {6 7 in any order} 8`, `9 10 (11 12, once to four times) 13` and `14 (15 or 16) 17`, in one stream of event ids
        without identifiers. Counted are the seeds, of ten, on which exactly these four graphs came out and nothing else. 400 executions;
        with noise, 2 % of the events replaced by others at random, 2,000.
        Of *different tasks* none overlaps itself; of *any executions* two may be of the same task, and nothing in the stream tells their events apart.

        How far to trust it: the miners' settings were chosen on this generator.


        """

    /// The rows as a table.
    public static func markdown(_ rows: [Row]) -> String {
        var lines = ["| written | density, clean, τ .9 | density, 2 % noise, τ .85 | key LSTM, clean |", "|---|---|---|---|"]
        for row in rows {
            let cells = Trial.allCases.map { "\(row.recovered[$0.rawValue] ?? 0) of \(row.seeds)" }
            lines.append("| \(words(row.writing)) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
