/// The workflows of a log or of a model: what `auspex workflow` shows.
///
/// A model alone shows what it keeps; a model and a log, the log's workflows in the model's templates; a log alone, the workflows of templates
/// learnt on the way.
public struct WorkflowRun {
    /// What is mined, and how.
    public struct Options {
        /// Where the events come from; empty: what the model keeps is shown.
        public var input: TrainingRun.Input
        /// A model's path.
        public var model: String?
        /// How workflows are found; `nil`: by sessions where there are any, else by density.
        public var method: WorkflowMining.Method?
        /// The miners' settings.
        public var mining: WorkflowMining.Configuration
        /// The key model the prediction method trains when the model has none.
        public var keyModel: KeyModel.Configuration

        /// Creates options.
        public init(
            input: TrainingRun.Input, model: String? = nil, method: WorkflowMining.Method? = nil,
            mining: WorkflowMining.Configuration = .init(), keyModel: KeyModel.Configuration = WorkflowRun.keyModel
        ) {
            self.input = input
            self.model = model
            self.method = method
            self.mining = mining
            self.keyModel = keyModel
        }
    }

    /// What there is to show.
    public struct Outcome: Sendable {
        /// The workflows and what they are worth; of a stored model without decisions.
        public var finding: WorkflowMining.Mined
        /// What the templates are.
        public var templates: [LogTemplate]
        /// Choices made on the way.
        public var notes: [Note]
        /// What deserves attention.
        public var warnings: [String]
        /// Names the data; empty for a stored model.
        public var dataHash: String
    }

    /// A key model that learns a few tasks well: one small layer, and steps enough for some 400 passes over few contexts, fewer over many.
    public static let keyModel = KeyModel.Configuration(layers: 1, units: 32, steps: 3_200, batchContexts: 64, groupContexts: 4)

    /// What is mined, and how.
    public let options: Options

    /// Creates a run.
    public init(_ options: Options) {
        self.options = options
    }

    /// Reads and mines.
    ///
    /// - Throws: ``InputError`` for unusable input or model, and for a model that keeps no workflow.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        let model = try options.model.map { try TrainedModel(path: $0) }
        if let model, options.input.inputs.isEmpty { return try stored(model) }
        var input = options.input
        // The density method gets the log as one stream: it finds by itself which events belong together.
        if options.method == .density, input.session == "auto" { input.session = "none" }
        let material =
            try model.map { model in
                try model.preparation.withClock { try WorkflowMaterial(input, model: model, mining: options.mining, progress) }
            }
            ?? WorkflowMaterial(input, mining: options.mining, progress)
        try progress(RunProgress(stage: "mining", records: UInt64(material.sample.offered)))
        let finding = try mine(material.sample, model, progress)
        var notes = material.notes
        if material.sample.share < 1 {
            let share = TaskWorkflow.percent(material.sample.share)
            notes.append(Note(.sample, "mined from an evenly spread \(share) of the log, at most \(material.sample.limit) events"))
        }
        return Outcome(
            finding: finding, templates: material.templates, notes: notes, warnings: material.warnings, dataHash: material.dataHash)
    }

    private func mine(_ sample: WorkflowSample, _ model: TrainedModel?, _ progress: RunProgress.Handler) throws -> WorkflowMining.Mined {
        let mining = WorkflowMining(options.mining)
        switch options.method ?? (sample.scope == .session ? .sessions : .density) {
        case .sessions:
            guard sample.scope == .session else {
                throw InputError(
                    "method sessions: the input has no sessions; name what ties its lines together, or use density", remedy: .session)
            }
            return mining.sessions(sample)
        case .density: return mining.density(sample)
        case .prediction:
            return try mining.prediction(sample, trained: model?.detector.model) { training in
                try KeyModel.train(on: training, configuration: options.keyModel) { state in
                    try progress(RunProgress(stage: "training", detail: "epoch \(state.epoch) of \(state.epochs)"))
                }
            }
        }
    }

    private func stored(_ model: TrainedModel) throws -> Outcome {
        guard options.method == nil else {
            throw InputError(
                "a method mines a log; name one beside the model, or leave the method out to see what the model keeps", remedy: .method)
        }
        guard let workflow = model.workflow else {
            let reason = model.manifest.notes.first { $0.kind == .noWorkflow || $0.kind == .workflow }?.text
            throw InputError(
                "\(options.model ?? "the model") keeps no workflow: \(reason ?? "it was trained without"); name a log beside it to mine one"
            )
        }
        let training = model.manifest.training
        let fit = training[.workflowFit].flatMap { (0...1).contains($0) ? $0 : nil } ?? 0
        let finding = WorkflowMining.Mined(
            method: workflow.scope == .session ? .sessions : .density, model: workflow, fit: fit,
            sequences: Int(exactly: training[.sessions] ?? 0) ?? 0, events: Int(exactly: training[.events] ?? 0) ?? 0)
        return Outcome(
            finding: finding, templates: model.parser.templates, notes: model.manifest.notes, warnings: [],
            dataHash: model.manifest.dataHash)
    }
}
