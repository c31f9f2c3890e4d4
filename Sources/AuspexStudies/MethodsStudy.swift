public import Auspex

/// All methods on all sets, each set divided into a half to choose by and a half to publish.
public struct MethodsStudy {
    /// How much is done.
    public struct Options: Sendable, Encodable {
        /// Which half of the public test parts is judged.
        public var part: PublicPart
        /// Seeds of each method: 1 to this.
        public var seeds: Int
        /// Sessions of each kind that teach or test at most, evenly drawn; `nil` takes all.
        public var sessionLimit: Int?
        /// Where trials are kept, so that a run can go on.
        public var trialFile: String?

        /// Creates options.
        public init(part: PublicPart = .choosing, seeds: Int = 5, sessionLimit: Int? = nil, trialFile: String? = nil) {
            self.part = part
            self.seeds = seeds
            self.sessionLimit = sessionLimit
            self.trialFile = trialFile
        }

        /// What `--quick` takes of each kind.
        public static let quickLimit = 300
    }

    /// One set.
    public struct SetOutcome: Sendable, Encodable {
        /// Its name.
        public var name: String
        /// Whether it was written by the simulator.
        public var isSimulated: Bool
        /// The methods; `nil` where the set could not be used.
        public var comparison: MethodComparison?
        /// Why not.
        public var failure: String?
    }

    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// How much was done.
        public var options: Options
        /// The sets.
        public var sets: [SetOutcome]
    }

    /// A set, divided by ``names``.
    struct Labelled {
        var data: ComparisonData
        /// What each session is divided by.
        var names: [String]
        /// Share of anomalies in real operation, where it is known.
        var prior: Double?
    }

    let folder: String
    let temporaryFolder: String
    private let options: Options
    private let threads: Int
    private let clocks: CostClocks

    init(folder: String, temporaryFolder: String, options: Options, threads: Int = 1, clocks: CostClocks = CostClocks()) {
        self.folder = folder
        self.temporaryFolder = temporaryFolder
        self.options = options
        self.threads = threads
        self.clocks = clocks
    }

    func run(
        methods: [ComparisonRun.Method] = ComparisonRun.allMethods, sets: [Set] = Set.all, progress: RunProgress.Handler
    ) throws -> Outcome {
        var outcomes: [SetOutcome] = []
        for set in sets {
            try progress(RunProgress(stage: set.name, detail: "reading"))
            let labelled = try set.read(self)
            var data = options.part.divide(labelled.data, by: labelled.names)
            if let limit = options.sessionLimit { data = Self.thinned(data, to: limit) }
            let run = ComparisonRun(
                data: data, methods: methods, seeds: (1...UInt64(max(1, options.seeds))).map { $0 }, prior: labelled.prior,
                trialFile: options.trialFile, threads: threads, clocks: clocks)
            var outcome = SetOutcome(name: set.name, isSimulated: set.isSimulated)
            do {
                outcome.comparison = try run.run(progress: { state in
                    try progress(RunProgress(stage: set.name, detail: "\(state.stage), \(state.detail)"))
                })
            } catch let error as InputError where error.message.contains("part has no session") {
                outcome.failure = error.message
            }
            outcomes.append(outcome)
        }
        return Outcome(options: options, sets: outcomes)
    }

    /// At most so many sessions of each kind in each part, evenly drawn from the order they stand in.
    static func thinned(_ data: ComparisonData, to limit: Int) -> ComparisonData {
        func thin(_ part: [Int]) -> [Int] {
            [false, true].flatMap { label in
                let own = part.filter { data.labels[$0] == label }
                return own.count <= limit ? own : (0..<limit).map { own[$0 * own.count / limit] }
            }.sorted()
        }
        var data = data
        for place in data.folds.indices {
            data.folds[place].training = thin(data.folds[place].training)
            data.folds[place].examples = thin(data.folds[place].examples)
            data.folds[place].test = thin(data.folds[place].test)
        }
        return data
    }
}
