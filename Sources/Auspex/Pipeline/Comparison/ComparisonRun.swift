/// Fits many methods on the same divisions of the same sessions, with several seeds each, and puts what they decided side by side.
///
/// ```swift
/// let data = try ComparisonSource(baseline: ["normal.txt"], data: ["test.csv"]).read()
/// let comparison = try ComparisonRun(data: data, methods: ComparisonRun.allMethods, seeds: [1, 2, 3]).run()
/// ```
/// Methods are given the sessions of the training part and nothing else; labels go to those that need them. A method that cannot learn from the data
/// says why in its row. The evidence about single lines, delays and values, which stands beside a method in a model, is not part of this: all
/// methods look at the same sequences.
public struct ComparisonRun {
    /// A method with settings.
    public struct Method: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// As `--set` takes them.
        public var settings: [String]

        /// Creates a choice.
        public init(_ name: String, settings: [String] = []) {
            self.name = name
            self.settings = settings
        }

        /// What the row is called.
        public var title: String { ([name] + settings).joined(separator: ", ") }
    }

    /// A trial that was done or found in the file.
    public typealias Done = (_ trial: MethodTrial, _ wasThere: Bool) -> Void

    /// The sessions.
    public var data: ComparisonData
    /// The methods.
    public var methods: [Method]
    /// Seeds of every method.
    public var seeds: [UInt64]
    /// Share of anomalies in real operation.
    public var prior: Double?
    /// The method the others are compared with; the first by default.
    public var reference: String?
    /// Where trials are kept, so that a run can go on; `nil` keeps them nowhere.
    public var trialFile: String?
    /// Models trained side by side within a fit.
    public var threads: Int
    /// What time and memory are measured with.
    public var clocks: CostClocks

    /// Creates a run.
    public init(
        data: ComparisonData, methods: [Method] = Self.allMethods, seeds: [UInt64] = [1], prior: Double? = nil, reference: String? = nil,
        trialFile: String? = nil, threads: Int = 1, clocks: CostClocks = CostClocks()
    ) {
        self.data = data
        self.methods = methods
        self.seeds = seeds
        self.prior = prior
        self.reference = reference
        self.trialFile = trialFile
        self.threads = threads
        self.clocks = clocks
    }

    /// Every method of the registry.
    public static var allMethods: [Method] { MethodRegistry.names.map { Method($0) } }

    /// Checks the data, fits what is not in the file yet, and compares.
    ///
    /// - Throws: ``InputError`` for data with a leak, an unknown method, a wrong setting or a file that cannot be used; whatever `progress` throws.
    public func run(progress: RunProgress.Handler = { _ in }, done: Done = { _, _ in }) throws -> MethodComparison {
        guard !methods.isEmpty, !seeds.isEmpty else { throw InputError("a comparison needs a method and a seed", remedy: .detector) }
        if let prior, !(prior > 0 && prior < 1) {
            throw InputError("prior \(prior): give the share of anomalies, between 0 and 1", remedy: .prior)
        }
        if let reference, !methods.contains(where: { $0.title == reference }) {
            throw InputError("'\(reference)' is not among the methods that are compared", remedy: .detector)
        }
        try data.checkForLeaks()
        // All names and settings are checked before the first fit.
        let plans = try methods.map { method in
            try seeds.map { seed in
                var plan = try DetectorPlan(detector: method.name, settings: method.settings, seed: seed)
                plan.threads = threads
                plan.words = TemplateWords(data.templates)
                return plan
            }
        }
        let fingerprint = data.fingerprint
        var file = try TrialFile(path: trialFile)
        let trials = try methods.indices.map { number in
            var own: [MethodTrial] = []
            for (seed, plan) in zip(seeds, plans[number]) {
                for fold in data.folds.indices {
                    let key = MethodTrial.Key(
                        data: fingerprint, method: methods[number].title, seed: seed, fold: fold, version: auspexVersion)
                    let known = file[key]
                    let trial = try known ?? self.trial(key, plan, progress)
                    if known == nil { try file.add(trial) }
                    done(trial, known != nil)
                    own.append(trial)
                    // What cannot learn from these sessions can with no seed.
                    if trial.failure != nil { return own }
                }
            }
            return own
        }
        return MethodComparison(
            data: data,
            methods: methods.indices.map { (methods[$0].title, plans[$0][0].needsLabels, trials[$0]) },
            prior: prior, reference: reference)
    }

    private func trial(_ key: MethodTrial.Key, _ plan: DetectorPlan, _ progress: RunProgress.Handler) throws -> MethodTrial {
        let fold = data.folds[key.fold]
        let place = data.folds.count > 1 ? ", fold \(key.fold + 1)" : ""
        let stage = "\(key.method), seed \(key.seed)\(place)"
        try progress(RunProgress(stage: stage, detail: "fitting"))
        if let reason = unfit(plan) { return MethodTrial(key, failure: reason) }
        let normal = fold.training.filter { !data.labels[$0] }.map { data.sessions[$0] }
        let test = data.labelled(fold.test)
        clocks.forgetPeak()
        let start = clocks.wall()
        do {
            let report = { (state: FittingProgress) in
                try progress(RunProgress(stage: stage, detail: "model \(state.model), epoch \(state.epoch) of \(state.epochs)"))
            }
            let detector =
                plan.needsLabels
                ? try plan.fit(on: data.labelled(fold.training + fold.examples), progress: report)
                : try plan.fit(on: normal, progress: report)
            let fitted = clocks.wall()
            try progress(RunProgress(stage: stage, detail: "judging \(test.sessions.count) sessions"))
            let scores = detector.detector.scores(of: test.sessions)
            var trial = MethodTrial(key, scores: scores, threshold: detector.detector.threshold, labels: test.labels)
            trial.fitSeconds = fitted - start
            trial.judgeSeconds = clocks.wall() - fitted
            trial.peakMemory = clocks.peakMemory()
            return trial
        } catch let error as InputError {
            return MethodTrial(key, failure: error.message)
        }
    }

    /// Why a method cannot judge these sessions at all; `nil` where it can.
    private func unfit(_ plan: DetectorPlan) -> String? {
        let isOfMessages = data.sessions.first?.kind == .message
        let judgesMessages = type(of: plan.method).description.judges.contains(.message)
        if judgesMessages, !isOfMessages { return "judges messages by their words, and these are \(data.granularity)s of events" }
        if isOfMessages, !judgesMessages { return "judges sessions of events, and these are messages" }
        if plan.readsText, !isOfMessages, TemplateWords(data.templates).isEmpty {
            return "reads the words of templates, and none are known"
        }
        return nil
    }
}
