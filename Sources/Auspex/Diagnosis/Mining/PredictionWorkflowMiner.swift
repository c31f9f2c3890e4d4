/// Reads the tasks out of a model that predicts next events: DeepLog's separation of log keys from the LSTM's predictions.
///
/// ```swift
/// let model = try KeyModel.train(on: sessions)
/// let workflows = PredictionWorkflowMiner().mine(model, training: sessions).workflows
/// ```
///
/// Source: DeepLog (CCS 2017) section 4.2. From each start key the model is asked what comes next.
/// One likely key continues the task; several are a divergence point: concurrency (all of them arrive, whatever the order, and the orders
/// meet again), the start of another task (they are start keys), or a branch. Start keys are those by which sessions begin, or, in
/// windows of one stream, those that follow the last keys of at least two tasks: the keys the model expects alike after different keys.
/// It does badly with a model that saw too little (a key predicted below `p_min` does not exist), with more than ``Configuration/maximumBranches``
/// concurrent keys, and with interleaved executions: predictions then mix tasks; use ``DensityWorkflowMiner``.
///
/// - Complexity: one prediction for each step of each path, at most ``Configuration/maximumQuestions``.
public struct PredictionWorkflowMiner: Sendable {
    /// How the miner is set.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Probability from which a next key counts (p_min).
        public var minimum: Double
        /// Probability that the counted keys must have together (p_cover).
        public var cover: Double
        /// Events of history the model is shown in a stream: long enough to tell tasks apart that share a stretch. In sessions it is
        /// shown everything since their start, because it never saw a session begin in the middle.
        public var history: Int
        /// Most concurrent keys of one fork.
        public var maximumBranches: Int
        /// Longest path that is followed, in events.
        public var longestPath: Int
        /// Longest loop body, in keys.
        public var longestLoop: Int
        /// Most predictions asked for.
        public var maximumQuestions: Int

        /// Creates a configuration.
        public init(
            minimum: Double = 0.05, cover: Double = 0.9, history: Int = 6, maximumBranches: Int = 4, longestPath: Int = 64,
            longestLoop: Int = 4, maximumQuestions: Int = 20_000
        ) {
            self.minimum = minimum
            self.cover = cover
            self.history = history
            self.maximumBranches = maximumBranches
            self.longestPath = longestPath
            self.longestLoop = longestLoop
            self.maximumQuestions = maximumQuestions
        }
    }

    /// Why a task did not go on in a straight line, with the predictions that decided it.
    public struct Divergence: Sendable, Equatable, Codable {
        /// What was concluded.
        public enum Conclusion: String, Sendable, Codable {
            /// All candidates come, in any order.
            case fork
            /// One of the candidates comes.
            case branch
            /// The candidates start other tasks.
            case newTask
        }
        /// The events before.
        public var after: [TemplateID]
        /// What was concluded.
        public var conclusion: Conclusion
        /// The likely next events.
        public var candidates: [Candidate]
    }

    /// What was found.
    public struct Result: Sendable, Equatable {
        /// One workflow a task, ordered by their smallest template.
        public var workflows: [TaskWorkflow]
        /// Every divergence point.
        public var divergences: [Divergence]
        /// Share of the training events that replay in the workflows, 0…1.
        public var explained: Double
    }

    /// The settings.
    public let configuration: Configuration

    /// Creates a miner.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Finds the tasks a model has learnt.
    ///
    /// - Parameters:
    ///   - model: the trained model.
    ///   - training: the sequences it was trained on, for start keys and counts.
    ///   - scope: whether the sequences are executions or windows of a stream.
    public func mine(_ model: some NextEventModel, training: [EventSequence], scope: WorkflowModel.Scope) -> Result {
        var explorer = PredictionExplorer(model: model, configuration: configuration, scope: scope)
        let starts: Set<TemplateID>
        switch scope {
        case .session:
            var first: [TemplateID: Int] = [:]
            for sequence in training { if let key = sequence.events.first { first[key, default: 0] += 1 } }
            let total = Double(max(1, first.values.reduce(0, +)))
            starts = Set(first.filter { Double($0.value) / total >= min(0.01, configuration.minimum) }.keys)
            explorer.starts = []
        case .stream:
            starts = startKeys(of: training, &explorer)
            explorer.starts = starts
        }
        var roots: [WorkflowBlock] = []
        for start in starts.sorted() {
            let paths = explorer.paths(from: start)
            if let block = VariantMerging.merge(paths, longestLoop: configuration.longestLoop) { roots.append(block) }
        }
        // In sessions, several first keys may open one and the same task.
        let ordered = unique(roots.map(\.canonical)).sorted {
            ($0.templates.first ?? .none, $0.notation) < ($1.templates.first ?? .none, $1.notation)
        }
        var found = WorkflowModel(
            workflows: ordered.map { TaskWorkflow(name: "task \($0.templates.first ?? .none)", root: $0) }, scope: scope)
        let explained = found.count(training)
        return Result(workflows: found.workflows, divergences: explorer.divergences, explained: explained)
    }

    /// The keys expected alike after different keys: those that start tasks in a stream.
    private func startKeys(of training: [EventSequence], _ explorer: inout PredictionExplorer<some NextEventModel>) -> Set<TemplateID> {
        // Ends of tasks: keys whose usual continuation, seen in context, is a set of several keys.
        var contexts: [TemplateID: [[TemplateID]: Int]] = [:]
        for sequence in training {
            for place in sequence.events.indices.dropFirst() where place >= 2 {
                contexts[sequence.events[place], default: [:]][Array(sequence.events[max(0, place - 2)...place]), default: 0] += 1
            }
        }
        var groups: [(keys: Set<TemplateID>, ends: Set<TemplateID>, weight: Int)] = []
        for (end, seen) in contexts.sorted(by: { $0.key < $1.key }) {
            guard let context = seen.max(by: { ($0.value, $1.key.map(\.rawValue)).0 < ($1.value, $0.key.map(\.rawValue)).0 })?.key else {
                continue
            }
            let candidates = explorer.candidates(after: context).compactMap(\.template)
            guard candidates.count > 1 else { continue }
            let keys = Set(candidates)
            let weight = seen.values.reduce(0, +)
            if let place = groups.firstIndex(where: { 2 * $0.keys.intersection(keys).count > max($0.keys.count, keys.count) }) {
                groups[place].ends.insert(end)
                groups[place].weight += weight
                if weight > groups[place].weight - weight { groups[place].keys = groups[place].keys.union(keys) }
            } else {
                groups.append((keys, [end], weight))
            }
        }
        let opening = training.first?.events.first
        let best = groups.filter { $0.ends.count > 1 }.max { left, right in
            let leftOpens = opening.map(left.keys.contains) == true ? 1 : 0, rightOpens = opening.map(right.keys.contains) == true ? 1 : 0
            return (left.ends.count, leftOpens, left.weight) < (right.ends.count, rightOpens, right.weight)
        }
        return best?.keys ?? Set([opening].compactMap { $0 })
    }
}
