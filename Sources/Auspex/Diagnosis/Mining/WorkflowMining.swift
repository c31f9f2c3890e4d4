/// The workflows of a log, mined while a model is trained: the right miner for what the sequences are, and a look at whether the result is
/// worth showing to anyone.
///
/// Sessions by identifier give one workflow (``SessionWorkflowMiner``), a stream without identifiers one a task (``DensityWorkflowMiner``
/// at its robust threshold). What explains too little of the log it was mined from, or is one loop in which everything may follow everything,
/// is not kept: a diagnosis from it would be wrong more often than right.
///
/// - Complexity: that of the miners, for at most ``Configuration/eventLimit`` events.
public struct WorkflowMining: Sendable {
    /// How mining is set.
    public struct Configuration: Sendable, Equatable {
        /// Most events mined from; a longer log gives an evenly spread part, see ``WorkflowSample``.
        public var eventLimit = 200_000
        /// Longest session mined from, in events.
        public var longestSession = 2_000
        /// Fewest whole sessions.
        public var minimumSessions = 10
        /// Fewest events of a stream.
        public var minimumEvents = 100
        /// Smallest share of the sessions that must fit, or of the stream's events that must be explained.
        public var minimumFit = 0.5
        /// Largest share of the events that may lie in loops where everything follows everything.
        public var maximumDisorder = 0.5
        /// The session miner's settings.
        public var sessions = SessionWorkflowMiner.Configuration()
        /// The density miner's settings: robust, because logs are noisy.
        public var density = DensityWorkflowMiner.Configuration(threshold: 0.85)

        /// Creates the usual settings.
        public init() {}
    }

    /// What came out.
    public struct Outcome: Sendable, Equatable {
        /// The workflows; `nil` when what was found is not worth keeping.
        public var model: WorkflowModel?
        /// Share of the sessions that fit (of the events that are explained), 0…1.
        public var fit: Double
        /// What was found or why nothing was, in one sentence.
        public var note: String
    }

    /// The settings.
    public let configuration: Configuration

    /// Creates a mining.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Mines what a sample holds.
    ///
    /// - Parameter excluded: identifiers of sequences to leave out.
    public func mine(_ sample: WorkflowSample, excluding excluded: Set<String> = []) -> Outcome {
        let sequences = sample.sequences(excluding: excluded)
        let part = sample.share < 1 ? ", mined from \(TaskWorkflow.percent(sample.share)) of the log" : ""
        return sample.scope == .session ? mine(sessions: sequences, part) : mine(stream: sequences, part)
    }

    private func mine(sessions: [EventSequence], _ part: String) -> Outcome {
        // The end of a session that was cut off is no end.
        let whole = sessions.filter { $0.isComplete && !$0.events.isEmpty && $0.events.count <= configuration.longestSession }
        guard whole.count >= configuration.minimumSessions else {
            return nothing("\(whole.count) whole sessions of at most \(configuration.longestSession) events are too few")
        }
        let found = SessionWorkflowMiner(configuration.sessions).mine(whole)
        let model = WorkflowModel(workflows: [found.workflow], scope: .session).recounted(on: whole)
        let templates = found.workflow.templates.count
        guard found.fitted >= configuration.minimumFit else {
            return nothing("the best one fits only \(TaskWorkflow.percent(found.fitted)) of the sessions", fit: found.fitted)
        }
        if let reason = illegible(model) { return nothing(reason, fit: found.fitted) }
        let leftOut = found.leftOut.isEmpty ? "" : " (\(found.leftOut.count) rare ones left out)"
        return Outcome(
            model: model, fit: found.fitted,
            note: "workflow: one task of \(templates) templates\(leftOut); \(TaskWorkflow.percent(found.fitted)) of the sessions fit it"
                + part)
    }

    private func mine(stream: [EventSequence], _ part: String) -> Outcome {
        let events = stream.reduce(0) { $0 + $1.events.count }
        guard events >= configuration.minimumEvents else { return nothing("\(events) events are too few") }
        let found = DensityWorkflowMiner(configuration.density).mine(stream.map(\.events))
        let model = WorkflowModel(workflows: found.workflows, scope: .stream).recounted(on: stream)
        let tasks = found.workflows.filter { $0.templates.count > 1 }
        guard !tasks.isEmpty else { return nothing("no two events follow each other regularly") }
        guard found.explained >= configuration.minimumFit else {
            return nothing("regular tasks make up only \(TaskWorkflow.percent(found.explained)) of the events", fit: found.explained)
        }
        if let reason = illegible(model) { return nothing(reason, fit: found.explained) }
        let templates = Set(tasks.flatMap(\.templates)).count
        return Outcome(
            model: model, fit: found.explained,
            note: "workflow: \(tasks.count == 1 ? "one task" : "\(tasks.count) tasks") of \(templates) templates; "
                + "\(TaskWorkflow.percent(found.explained)) of the events belong to whole executions" + part)
    }

    private func illegible(_ model: WorkflowModel) -> String? {
        if let large = model.workflows.first(where: { $0.root.size > TaskWorkflow.maximumSize }) {
            return "\(large.name) has \(large.root.size) parts, more than \(TaskWorkflow.maximumSize)"
        }
        let disorder = model.workflows.map(\.disorder).reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        let share = disorder.1 == 0 ? 0 : Double(disorder.0) / Double(disorder.1)
        return share > configuration.maximumDisorder ? "\(TaskWorkflow.percent(share)) of the events keep no order" : nil
    }

    private func nothing(_ reason: String, fit: Double = 0) -> Outcome {
        Outcome(model: nil, fit: fit, note: "workflow: none, " + reason)
    }
}

extension WorkflowModel {
    /// The same workflows with the counts, and the durations of steps, of some sequences.
    func recounted(on sequences: [EventSequence]) -> WorkflowModel {
        var fresh = WorkflowModel(workflows: workflows.map { TaskWorkflow(name: $0.name, root: $0.root) }, scope: scope)
        fresh.count(sequences)
        return fresh
    }
}

extension TaskWorkflow {
    /// Events counted inside loops over a choice of three or more single events, where everything follows everything, and all events counted.
    var disorder: (inside: Int, all: Int) {
        func events(_ nodes: Range<Int>) -> Int {
            nodes.reduce(0) { if case .event = graph.nodes[$1].kind { $0 + graph.nodes[$1].count } else { $0 } }
        }
        let free = tree.blocks.filter { block in
            guard case .loop(let bounds, _, _) = block.kind, bounds.maximum == nil, let body = block.children.first else { return false }
            guard case .choice = tree.blocks[body].kind, tree.blocks[body].children.count > 2 else { return false }
            return tree.blocks[body].children.allSatisfy { if case .event = tree.blocks[$0].kind { true } else { false } }
        }
        return (free.reduce(0) { $0 + events($1.nodes) }, events(graph.nodes.indices))
    }
}
