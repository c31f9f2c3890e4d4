/// Everything detection needs: how lines are read, parsed and tied together, and the detector fitted on what came out.
public struct TrainedModel: Sendable {
    /// How lines become sessions.
    public typealias Preparation = Auspex.Preparation

    /// How lines become sessions.
    public var preparation: Preparation
    /// The templates, with what parsing needs to find them again.
    public var parser: TrainedParser
    /// The detector that decides: ``trained``, or what it became by learning unasked; ``memory`` is applied.
    public let detector: FittedDetector
    /// The detector as it was trained and answered, alone.
    public let trained: FittedDetector
    /// What the detector became by learning unasked; `nil` when it did not.
    public let adapted: AdaptedDetector?
    /// What the model is and where it came from.
    public var manifest: BundleManifest
    /// What was said about the model's reports.
    public let memory: FeedbackMemory
    /// Normal operation put aside for updates; `nil` when nothing was.
    public let basis: HeldOutNormal?
    /// What usual delays and parameter values are; `nil` when the input has none or they were not asked for.
    public var values: ValueModels?
    /// The tasks the sessions carry out; `nil` when none was mined.
    public var workflow: WorkflowModel?
    /// What is usual line by line and second by second; `nil` for sequences, or when it was not asked for.
    public var lines: LineModels?
    /// What was said about incidents.
    public var incidentAnswers: IncidentAnswers

    /// Puts the parts together.
    public init(
        preparation: Preparation, parser: TrainedParser, detector: FittedDetector, manifest: BundleManifest,
        memory: FeedbackMemory = FeedbackMemory(), basis: HeldOutNormal? = nil, values: ValueModels? = nil, workflow: WorkflowModel? = nil,
        lines: LineModels? = nil, incidentAnswers: IncidentAnswers = IncidentAnswers(), adapted: AdaptedDetector? = nil
    ) {
        self.preparation = preparation
        self.parser = parser
        trained = detector.withoutFeedback
        self.adapted = adapted
        self.detector = detector.withoutFeedback.applying(memory, adapted: adapted)
        self.manifest = manifest
        self.memory = memory
        self.basis = basis
        self.values = values
        self.workflow = workflow
        self.lines = lines
        self.incidentAnswers = incidentAnswers
    }

    /// The model with what answers or learning unasked change; everything else stays as it is.
    func changed(
        detector: FittedDetector, manifest: BundleManifest, memory: FeedbackMemory, values: ValueModels?, adapted: AdaptedDetector?
    ) -> TrainedModel {
        TrainedModel(
            preparation: preparation, parser: parser, detector: detector, manifest: manifest, memory: memory, basis: basis, values: values,
            workflow: workflow, lines: lines, incidentAnswers: incidentAnswers, adapted: adapted)
    }

    /// Which parameter values must travel with the events; `nil` for none.
    var valueSchema: ValueSchema? {
        if preparation.readsMessages { return .words }
        return values?.schema ?? (detector.readsValues ? .everything : nil)
    }

    /// The model as a bundle.
    public func bundle() throws -> ModelBundle {
        var components = BundleComponents()
        try trained.add(to: &components)
        try adapted?.add(to: &components)
        try components.add(preparation)
        try components.add(parser)
        if !memory.isEmpty { try components.add(memory) }
        if let basis { try components.add(basis) }
        if let values { try components.add(values) }
        if let workflow { try components.add(workflow) }
        if let lines { try components.add(lines) }
        if !incidentAnswers.isEmpty { try components.add(incidentAnswers) }
        return ModelBundle(manifest: manifest, components: components)
    }

    /// Saves the model, replacing an older one as a whole.
    public func save(to path: String) throws {
        try bundle().write(to: path)
    }

    /// Loads a model; every part is checked before it is believed.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    public init(path: String) throws {
        try self.init(bundle: ModelBundle.read(from: path), path: path)
    }

    /// Restores a model from a bundle that was read; `path` is named in errors.
    public init(bundle: ModelBundle, path: String) throws {
        guard let method = MethodRegistry.method(named: bundle.manifest.detector) else {
            throw InputError("\(path): unknown detector '\(bundle.manifest.detector)'; the model is from another version of Auspex")
        }
        let components = bundle.components
        self.init(
            preparation: try components.read(Preparation.self), parser: try components.read(TrainedParser.self),
            detector: try FittedDetector(method: method, components: components), manifest: bundle.manifest,
            memory: try components.readIfPresent(FeedbackMemory.self) ?? FeedbackMemory(),
            basis: try components.readIfPresent(HeldOutNormal.self), values: try components.readIfPresent(ValueModels.self),
            workflow: try components.readIfPresent(WorkflowModel.self), lines: try components.readIfPresent(LineModels.self),
            incidentAnswers: try components.readIfPresent(IncidentAnswers.self) ?? IncidentAnswers(),
            adapted: try AdaptedDetector(method: method, components: components))
    }
}

extension Preparation: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "preparation" }
}
