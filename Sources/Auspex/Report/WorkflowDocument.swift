/// Workflows as one JSON object: what `auspex workflow --json` prints.
public struct WorkflowDocument: Encodable {
    /// A template in a workflow.
    public struct Template: Encodable {
        /// The id as workflows name it.
        public var id: TemplateID
        /// The text, wildcards as `<*>`.
        public var text: String
        /// How many records it matched while learning.
        public var count: Int
    }

    /// Version of the program.
    public var version = auspexVersion
    /// How the workflows were found.
    public var method: WorkflowMining.Method
    /// What one sequence of events was.
    public var scope: WorkflowModel.Scope
    /// Share of the sessions that fit, or of the stream's events that belong to whole executions.
    public var fit: Double
    /// Sessions, or stretches of the stream.
    public var sequences: Int
    /// Events in them.
    public var events: Int
    /// Whether tasks that run at the same time were told apart first.
    public var separated: Bool
    /// The tasks: name, notation, structure, executions, graph, and how often a node came directly after another.
    public var tasks: [TaskWorkflow]
    /// Templates that come alone.
    public var alone: [TemplateID]
    /// Rare templates that were left out.
    public var leftOut: [TemplateID]
    /// Usual durations of steps; `workflow` is the place in `tasks`, from 0.
    public var durations: [StepDurations.Step]
    /// The templates named above.
    public var templates: [Template]
    /// Places where the density method did not go straight on: the likeliest next templates, each with its chance to come within 1, 2, …
    /// events.
    public var cuts: [DensityWorkflowMiner.Decision]
    /// The same for predictions.
    public var divergences: [PredictionWorkflowMiner.Divergence]
    /// Choices made on the way.
    public var notes: [Note]
    /// What deserves attention.
    public var warnings: [String]
    /// Names the data.
    public var dataHash: String

    /// Puts it together.
    public init(_ outcome: WorkflowRun.Outcome) {
        let finding = outcome.finding
        method = finding.method
        scope = finding.model.scope
        fit = finding.fit
        sequences = finding.sequences
        events = finding.events
        separated = finding.isSeparated
        let tasks = finding.model.tasks
        self.tasks = tasks
        alone = finding.model.loners.flatMap(\.templates)
        leftOut = finding.leftOut
        // Templates that come alone are left out of `tasks`, so the numbers of the workflows change.
        let places = finding.model.workflows.indices.filter { tasks.contains(finding.model.workflows[$0]) }
        durations = finding.model.durations.steps.compactMap { step in
            places.firstIndex(of: step.workflow).map { place in
                var step = step
                step.workflow = place
                return step
            }
        }
        let named = Set((tasks + finding.model.loners).flatMap(\.templates) + finding.leftOut)
        templates = outcome.templates.filter { named.contains($0.id) }.map { Template(id: $0.id, text: $0.text, count: $0.count) }
        cuts = finding.decisions
        divergences = finding.divergences
        notes = outcome.notes
        warnings = outcome.warnings
        dataHash = outcome.dataHash
    }
}
