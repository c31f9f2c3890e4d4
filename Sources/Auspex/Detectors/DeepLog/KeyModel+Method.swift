extension KeyModel: BundleComponent {
    private static var metadataFile: String { "model.json" }
    private static var weightsFile: String { "weights.safetensors" }

    /// Name in a model.
    public static var componentName: String { "model" }
    /// Metadata and weights.
    public static var componentFiles: [String] { [metadataFile, weightsFile] }

    /// Writes metadata and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(metadata, to: Self.metadataFile)
        contents.write(tensors(), to: Self.weightsFile)
    }

    /// Reads metadata and weights.
    public static func read(from contents: ComponentContents) throws -> KeyModel {
        let tensors = try contents.tensors(in: weightsFile)
        return try KeyModel(metadata: contents.read(Metadata.self, from: metadataFile), tensors: tensors)
    }
}

extension KeyModel {
    /// Events of history looked at.
    public var historyLength: Int { configuration.window }

    /// What training measured.
    public var trainingFigures: [TrainingFigure: Double] {
        var figures: [TrainingFigure: Double] = [
            .lossFloor: training.lossFloor, "steps": Double(training.steps), "contexts": Double(training.contexts),
            "prefixNodes": Double(training.nodes),
        ]
        figures[.loss] = training.losses.last
        return figures
    }

    /// Adds the model.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }

    /// The model after some steps on what was wrong and on normal windows.
    public func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate {
        let update = learning(session, wrong: wrong, replay: replay(), settings: settings, using: &source, isSatisfied: isSatisfied)
        let newTemplates = update.model.vocabulary.count - vocabulary.count
        return NextEventModelUpdate(
            model: update.model, hasChanged: update.steps > 0 || newTemplates > 0, steps: update.steps, newTemplates: newTemplates)
    }
}
