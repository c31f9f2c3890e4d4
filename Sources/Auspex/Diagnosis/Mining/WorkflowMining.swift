/// The workflows of a log: the right miner for what its sequences are, and a look at whether the result is worth keeping.
///
/// Sessions by identifier give one workflow (``SessionWorkflowMiner``), a stream without identifiers one a task (``DensityWorkflowMiner``);
/// with a model of next events the tasks can be read out of its predictions instead (``PredictionWorkflowMiner``).
///
/// - Complexity: that of the miners, for at most ``Configuration/eventLimit`` events.
public struct WorkflowMining: Sendable {
    /// How workflows are found.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// From the order of events in sessions.
        case sessions
        /// From which events occur near each other in a stream.
        case density
        /// From what a model of next events expects.
        case prediction
    }

    /// How mining is set.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Most events of sessions mined from; a longer log gives an evenly spread part, see ``WorkflowSample``.
        public var eventLimit = 200_000
        /// The same for a stream, whose tasks cost more to find.
        public var streamLimit = 50_000
        /// Longest session mined from, in events.
        public var longestSession = 2_000
        /// Fewest whole sessions worth a model.
        public var minimumSessions = 10
        /// Fewest events of a stream worth a model.
        public var minimumEvents = 100
        /// Smallest share of the sessions that must fit, or of the stream's events that must be explained, to be worth a model.
        public var minimumFit = 0.5
        /// Largest share of the events that may lie in loops where everything follows everything.
        public var maximumDisorder = 0.5
        /// The session miner's settings.
        public var sessions = SessionWorkflowMiner.Configuration()
        /// The density miner's settings: robust, because logs are noisy.
        public var density = DensityWorkflowMiner.Configuration(threshold: 0.85)
        /// The prediction miner's settings.
        public var prediction = PredictionWorkflowMiner.Configuration()

        /// Creates the usual settings.
        public init() {}
    }

    /// What was found, good or bad.
    public struct Mined: Sendable, Equatable {
        /// How.
        public var method: Method
        /// The workflows, counted on the whole sample, with the durations of steps where it has times.
        public var model: WorkflowModel
        /// Share of the whole sessions that fit, or of the stream's events that belong to whole executions, 0…1.
        public var fit: Double
        /// Sequences looked at: whole sessions, or stretches of the stream.
        public var sequences: Int
        /// Events in them.
        public var events: Int
        /// Rare templates that were left out, ascending (sessions).
        public var leftOut: [TemplateID] = []
        /// Places where a task does not go straight on, with the numbers that decided (density).
        public var decisions: [DensityWorkflowMiner.Decision] = []
        /// The same for predictions.
        public var divergences: [PredictionWorkflowMiner.Divergence] = []
        /// Whether tasks that run at the same time were told apart first.
        public var isSeparated = false
    }

    /// What training keeps.
    public struct Outcome: Sendable, Equatable {
        /// The workflows; `nil` when what was found is not worth keeping.
        public var model: WorkflowModel?
        /// Share of the sessions that fit (of the events that are explained), 0…1.
        public var fit: Double
        /// What was found, or why nothing was.
        public var note: Note
    }

    /// The settings.
    public let configuration: Configuration

    /// Creates a mining.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// An empty sample of what comes in windows, or (`nil`) in sessions.
    public func sample(of windows: Windowizer.Configuration?) -> WorkflowSample {
        windows.map { WorkflowSample(stream: configuration.streamLimit, windows: $0) }
            ?? WorkflowSample(sessions: configuration.eventLimit)
    }

    /// A sample of sequence input: one session a line, and one line alone is a stream.
    public func sample(of sequences: [EventSequence]) -> WorkflowSample {
        if sequences.count == 1 { return WorkflowSample(stream: sequences[0], limit: configuration.streamLimit) }
        var sample = WorkflowSample(sessions: configuration.eventLimit)
        for sequence in sequences { sample.add(sequence) }
        return sample
    }

    /// Mines what a sample holds, and keeps it if it is worth it.
    ///
    /// - Parameter excluded: identifiers of sequences to leave out.
    public func mine(_ sample: WorkflowSample, excluding excluded: Set<String> = []) -> Outcome {
        let finding = sample.scope == .session ? sessions(sample, excluding: excluded) : density(sample, excluding: excluded)
        if let reason = objection(to: finding) { return Outcome(model: nil, fit: finding.fit, note: Note(.noWorkflow, reason)) }
        let part = sample.share < 1 ? "; mined from \(TaskWorkflow.percent(sample.share)) of the log" : ""
        return Outcome(model: finding.model, fit: finding.fit, note: Note(.workflow, finding.description + part))
    }

    /// One workflow of sessions. The end of a session that was cut off is no end, so only whole ones count.
    public func sessions(_ sample: WorkflowSample, excluding excluded: Set<String> = []) -> Mined {
        let whole = sample.sequences(excluding: excluded).filter {
            $0.isComplete && !$0.events.isEmpty && $0.events.count <= configuration.longestSession
        }
        let found = SessionWorkflowMiner(configuration.sessions).mine(whole)
        let roots = whole.isEmpty ? [] : [found.workflow]
        return finding(.sessions, roots, .session, whole) { $0.leftOut = found.leftOut }
    }

    /// The tasks of a stream by density.
    public func density(_ sample: WorkflowSample, excluding excluded: Set<String> = []) -> Mined {
        let stream = sample.sequences(excluding: excluded)
        let found = DensityWorkflowMiner(configuration.density).mine(stream.map(\.events))
        return finding(.density, found.workflows, .stream, stream) {
            $0.decisions = found.decisions
            $0.isSeparated = found.isSeparated
        }
    }

    func finding(
        _ method: Method, _ workflows: [TaskWorkflow], _ scope: WorkflowModel.Scope, _ sequences: [EventSequence],
        _ more: (inout Mined) -> Void = { _ in }
    ) -> Mined {
        func counted(_ roots: [(name: String, root: WorkflowBlock)]) -> (model: WorkflowModel, explained: Double) {
            var model = WorkflowModel(workflows: roots.map { TaskWorkflow(name: $0.name, root: $0.root) }, scope: scope)
            let explained = model.count(sequences)
            return (model, explained)
        }
        var (model, explained) = counted(workflows.map { ($0.name, $0.root) })
        if model.workflows.count > 1, model.workflows.contains(where: { $0.executions == 0 }) {
            // A task that never runs to its end is left out: it would take events away from the others.
            (model, explained) = counted(model.workflows.filter { $0.executions > 0 }.map { ($0.name, $0.root) })
        }
        if method == .prediction {
            // A model gives small probabilities to ways that never occur; edges without an execution are removed.
            let lean = counted(model.workflows.map { ($0.name, $0.pruned()) })
            if lean.explained >= explained { (model, explained) = lean }
        }
        let executions = model.workflows.reduce(0) { $0 + $1.executions }
        let fit = scope == .stream ? explained : sequences.isEmpty ? 0 : Double(executions) / Double(sequences.count)
        var finding = Mined(
            method: method, model: model, fit: fit, sequences: sequences.count, events: sequences.reduce(0) { $0 + $1.events.count })
        more(&finding)
        return finding
    }

    /// Why a finding is not worth keeping: a diagnosis from it would be wrong more often than right. `nil` when it is.
    public func objection(to finding: Mined) -> String? {
        let isStream = finding.model.scope == .stream
        if isStream, finding.events < configuration.minimumEvents { return "\(finding.events) events are too few" }
        if !isStream, finding.sequences < configuration.minimumSessions {
            return "\(finding.sequences) whole sessions of at most \(configuration.longestSession) events are too few"
        }
        if let large = finding.model.workflows.first(where: { $0.root.size > TaskWorkflow.maximumSize }) {
            return "\(large.name) has \(large.root.size) parts, more than \(TaskWorkflow.maximumSize)"
        }
        if isStream, finding.model.tasks.isEmpty { return "no two events follow each other regularly" }
        if finding.fit < configuration.minimumFit {
            let share = TaskWorkflow.percent(finding.fit)
            return isStream ? "regular tasks make up only \(share) of the events" : "the best one fits only \(share) of the sessions"
        }
        let disorder = finding.model.disorder
        return disorder > configuration.maximumDisorder ? "\(TaskWorkflow.percent(disorder)) of the events keep no order" : nil
    }
}

extension WorkflowMining.Mined: CustomStringConvertible {
    /// What was found, in a sentence without beginning and end.
    public var description: String {
        let tasks = model.tasks
        let templates = Set(tasks.flatMap(\.templates)).count
        let rare = leftOut.isEmpty ? "" : " (\(leftOut.count) rare ones left out)"
        let share = TaskWorkflow.percent(fit)
        return "\(tasks.count == 1 ? "one task" : "\(tasks.count) tasks") of \(templates) kinds of line\(rare); "
            + (model.scope == .session ? "\(share) of the sessions fit" : "\(share) of the events belong to whole executions")
    }
}
