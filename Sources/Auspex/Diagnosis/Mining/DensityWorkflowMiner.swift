/// Finds the tasks of a log without sessions by how often keys occur near each other: DeepLog's density-based clustering.
///
/// ```swift
/// let result = DensityWorkflowMiner().mine([keys])
/// for workflow in result.workflows { print(workflow.root.notation) }
/// ```
///
/// Source: DeepLog (CCS 2017) section 4.3. Executions may follow each other or, see
/// ``Configuration/interleaving``, run at the same time. It does badly where a key belongs to several tasks or occurs twice in one task
/// (keys are nodes here), where one branch of a fork comes first in more than 80 % of the executions, with branches of more than one
/// key in parallel, and where tasks always run in the same order, which makes them one.
///
/// - Complexity: O(N·D) for N keys, plus O(K³·D) for K keys in the growing of tasks.
public struct DensityWorkflowMiner: Sendable {
    /// How the miner is set.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Whether executions of different tasks are expected to run at the same time.
        public enum Interleaving: String, Sendable, Equatable, Codable, CaseIterable {
            /// The paper's case: executions one after another.
            case none
            /// Tasks are separated first, see ``TaskSeparation``.
            case separate
            /// Both are tried; the one that explains more of the log is taken.
            case automatic
        }

        /// τ: chance above which a key counts as always following. .9 is the paper's value for clean logs; .85 is robust at 2 % noise.
        public var threshold: Double
        /// D: longest distance looked at, in keys.
        public var maximumDistance: Int
        /// How much the chance of a key must grow with distance for it to count as concurrent.
        public var forkFactor: Double
        /// Most branches of a fork.
        public var maximumBranches: Int
        /// Smallest chance of an alternative.
        public var branchMinimum: Double
        /// Longest loop body that is folded, in keys.
        public var longestLoop: Int
        /// Fewest times a loop must have been seen.
        public var minimumLoops: Int
        /// Fewest repeats per occurrence of the body: below, they are noise (replaced keys make repeats by chance).
        public var loopShare: Double
        /// The same for tasks separated from an interleaved log, where a task that overlaps itself makes repeats by chance.
        public var separatedLoopShare: Double
        /// Fewest occurrences of a key; rarer ones belong to no task.
        public var minimumCount: Int
        /// Executions at the same time.
        public var interleaving: Interleaving
        /// How tasks are separated when they are interleaved.
        public var separation: TaskSeparation.Configuration

        /// Creates a configuration.
        public init(
            threshold: Double = 0.9, maximumDistance: Int = 5, forkFactor: Double = 1.25, maximumBranches: Int = 4,
            branchMinimum: Double = 0.1, longestLoop: Int = 4, minimumLoops: Int = 3, loopShare: Double = 0.1,
            separatedLoopShare: Double = 0.2,
            minimumCount: Int = 5,
            interleaving: Interleaving = .automatic, separation: TaskSeparation.Configuration = .init()
        ) {
            self.threshold = threshold
            self.maximumDistance = maximumDistance
            self.forkFactor = forkFactor
            self.maximumBranches = maximumBranches
            self.branchMinimum = branchMinimum
            self.longestLoop = longestLoop
            self.minimumLoops = minimumLoops
            self.loopShare = loopShare
            self.separatedLoopShare = separatedLoopShare
            self.minimumCount = minimumCount
            self.interleaving = interleaving
            self.separation = separation
        }
    }

    /// Why a task was not continued in a straight line after some keys, with the numbers that decided it.
    public struct Decision: Sendable, Equatable, Codable {
        /// What was concluded.
        public enum Conclusion: String, Sendable, Codable {
            /// The next keys come in any order.
            case fork
            /// One of the next keys comes.
            case branch
            /// Nothing follows regularly: the task is over.
            case end
        }

        /// A key that may follow, with its cells of the matrices.
        public struct Cell: Sendable, Equatable, Codable {
            /// The key.
            public var template: TemplateID
            /// P_1, P_2, … P_D after the task's last key.
            public var probabilities: [Double]
        }

        /// The last key (or parallel block) of the task so far.
        public var after: [TemplateID]
        /// What was concluded.
        public var conclusion: Conclusion
        /// The likeliest next keys, at most five.
        public var cells: [Cell]
    }

    /// What was found.
    public struct Result: Sendable, Equatable {
        /// One workflow a task, ordered by their smallest template.
        public var workflows: [TaskWorkflow]
        /// Every place where a task was not simply continued.
        public var decisions: [Decision]
        /// Whether the tasks were separated before mining.
        public var isSeparated: Bool
        /// Share of the keys that replay in the workflows, 0…1.
        public var explained: Double
    }

    /// The settings.
    public let configuration: Configuration

    /// Creates a miner.
    public init(_ configuration: Configuration = Configuration()) {
        precondition(configuration.maximumDistance > 0, "maximumDistance is \(configuration.maximumDistance)")
        self.configuration = configuration
    }

    /// Finds the tasks in sequences of keys (windows of one stream, or streams of several machines).
    ///
    /// Unknown keys (``TemplateID/none``) are left out.
    public func mine(_ sequences: [[TemplateID]]) -> Result {
        let sequences = sequences.map { $0.filter { $0 != .none } }
        var best: Result?
        if configuration.interleaving != .separate {
            let (roots, decisions) = roots(of: sequences, loopShare: configuration.loopShare)
            best = finish(roots, decisions, sequences, isSeparated: false)
        }
        if configuration.interleaving != .none, (best?.explained ?? 0) < 0.95 {
            var found: [WorkflowBlock] = [], decisions: [Decision] = []
            for executions in self.executions(of: sequences) {
                let (groupRoots, groupDecisions) = roots(of: executions, loopShare: configuration.separatedLoopShare)
                found += groupRoots
                decisions += groupDecisions
            }
            let separated = finish(found, decisions, sequences, isSeparated: true)
            if best.map({ separated.explained > $0.explained }) ?? true { best = separated }
        }
        return best ?? Result(workflows: [], decisions: [], isSeparated: false, explained: 0)
    }

    /// Executions of tasks that run at the same time, told apart: for each set of keys that belong together the regular ones among its
    /// executions. See ``TaskSeparation`` and ``ExecutionCutting``.
    func executions(of sequences: [[TemplateID]]) -> [[[TemplateID]]] {
        TaskSeparation(configuration.separation).groups(sequences).map { group in
            ExecutionCutting(configuration.separation.cutting, group: group, sequences: sequences).executions { executions, streams in
                let (roots, decisions) = roots(of: executions, loopShare: configuration.separatedLoopShare)
                // A group of keys should become one task; every further task costs.
                let fragments = Double(min(roots.count, 10)) - 1
                return finish(roots, decisions, streams, isSeparated: true).explained * (1 - 0.05 * fragments)
            }
        }
    }

    private func finish(_ roots: [WorkflowBlock], _ decisions: [Decision], _ sequences: [[TemplateID]], isSeparated: Bool) -> Result {
        let ordered = unique(roots.map(\.canonical)).sorted {
            ($0.templates.first ?? .none, $0.notation) < ($1.templates.first ?? .none, $1.notation)
        }
        var model = WorkflowModel(
            workflows: ordered.map { TaskWorkflow(name: "task \($0.templates.first ?? .none)", root: $0) }, scope: .stream)
        let explained = model.count(sequences.enumerated().map { EventSequence(id: "\($0.offset)", events: $0.element, isComplete: false) })
        return Result(workflows: model.workflows, decisions: decisions, isSeparated: isSeparated, explained: explained)
    }

    /// The tasks of sequences in which executions follow one another.
    func roots(of sequences: [[TemplateID]], loopShare: Double) -> ([WorkflowBlock], [Decision]) {
        var folding = LoopFolding(longestPeriod: configuration.longestLoop)
        let folded = sequences.map { folding.fold($0) }
        let matrix = CooccurrenceMatrix(folded, maximumDistance: configuration.maximumDistance)
        var growth = DensityGrowth(matrix: matrix, configuration: configuration)
        let drafts = growth.grow()
        let blocks = drafts.map { draft in
            let loops = folding.folds.compactMap { fragment, count -> ClosedRange<Int>? in
                guard let range = draft.range(of: fragment), range.count < draft.elements.count else { return nil }
                let occurrences = fragment.map(matrix.count).min() ?? 0
                guard count >= configuration.minimumLoops, Double(count) >= loopShare * Double(occurrences) else { return nil }
                return range
            }
            return draft.block(loops: unique(loops).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
        }
        return (AlternativeMerging.merge(blocks), growth.decisions)
    }
}
