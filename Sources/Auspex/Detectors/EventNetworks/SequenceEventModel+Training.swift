import Neural

extension SequenceEventModel {
    /// How long a training goes on.
    enum Length {
        /// Until the loss on these sessions no longer falls (on what is learnt from, where they hold no window); the steps of the settings at most.
        case untilItStops(heldOut: [EventSequence])
        /// So many steps.
        case steps(Int)
    }

    /// Contexts the loss is measured on at most, evenly drawn: a measurement should cost no more than a step or two.
    private static let measuredContexts = 512

    /// Trains a network on the windows of some sessions.
    ///
    /// - Parameters:
    ///   - length: how long; fewer steps than ``EventNetworkTraining/steps`` where the loss no longer falls.
    ///   - label: the method's name.
    ///   - prepare: sets given vectors before training.
    /// - Throws: ``InputError`` when there is no window or training diverges; whatever `progress` throws.
    static func train<Shape: EventNetworkShape>(
        on sessions: [EventSequence], settings: EventNetworkSettings<Shape>, length: Length, label: String, threads: Int,
        prepare: (inout SequenceNetwork, TemplateVocabulary) -> Void = { _, _ in }, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceEventModel {
        let training = settings.training
        try training.validate()
        try settings.shape.validate()
        let vocabulary = TemplateVocabulary(sessions.lazy.flatMap(\.events))
        let windows = TrainingWindows(sessions, vocabulary: vocabulary, window: settings.shape.window, windows: .padded)
        guard windows.contextCount > 0, vocabulary.count > 0 else {
            throw InputError("nothing to learn: \(sessions.count) sessions hold no event; give more normal sessions")
        }
        let seed = RandomSource(seed: training.seed), classes = vocabulary.count + 1
        var weights = seed.stream("event network weights")
        let shape = settings.shape.network(tokens: EventNetwork.tokenCount(vocabulary), classes: classes)
        var network = SequenceNetwork(shape, using: &weights)
        prepare(&network, vocabulary)
        let smoothing = LabelSmoothing(share: Float(training.smoothing), prior: windows.continuation(classes: classes))
        func examples(_ windows: TrainingWindows, _ smoothing: LabelSmoothing) -> SequenceExamples {
            EventNetwork.examples(
                windows.tokens, window: windows.length, dropsPadding: true, network: shape, answer: .oneOf,
                truth: .classes(windows.classes, weights: windows.counts, starts: windows.starts.map(Int.init), smoothing: smoothing))
        }
        var measured: SequenceExamples?
        if case .untilItStops(let heldOut) = length, training.patience > 0 {
            let apart = TrainingWindows(heldOut, vocabulary: vocabulary, window: settings.shape.window, windows: .padded)
            measured = examples((apart.windowCount > 0 ? apart : windows).thinned(to: Self.measuredContexts), .none)
        }
        let task = SequenceNetworkTask(
            network, examples: examples(windows, smoothing), heldOut: measured, batchSize: training.batchContexts,
            using: seed.stream("event network order"))
        var trainer = Trainer(
            task, parameters: network.parameters, configuration: training.trainer(length, measures: measured != nil))
        trainer.threads = threads
        while trainer.end == nil {
            do {
                _ = try trainer.step()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            if trainer.steps.isMultiple(of: task.stepsPerEpoch) {
                try progress(
                    FittingProgress(
                        model: 1, epoch: trainer.steps / task.stepsPerEpoch,
                        epochs: (training.steps + task.stepsPerEpoch - 1) / task.stepsPerEpoch, loss: trainer.loss))
            }
        }
        network.parameters = trainer.result
        var summary = Training()
        (summary.contexts, summary.steps, summary.loss, summary.lossFloor) = (
            windows.contextCount, trainer.steps, trainer.loss, windows.lossFloor
        )
        return SequenceEventModel(
            metadata: Metadata(
                label: label, window: settings.shape.window, vocabulary: vocabulary, network: shape, clip: training.clip, training: summary),
            network: EventNetwork(
                window: settings.shape.window, vocabulary: vocabulary, answer: .oneOf, dropsPadding: true, network: network))
    }
}

extension EventNetworkTraining {
    /// The share of the highest step size that the last step has.
    private static let lastRate = 0.02

    /// Steps and their sizes: with a measured loss the size is held until that stops falling; otherwise it falls along a half cosine.
    fileprivate func trainer<Task: TrainingTask>(_ length: SequenceEventModel.Length, measures: Bool) -> Trainer<Task>.Configuration {
        var steps = steps
        if case .steps(let given) = length { steps = given }
        let warmUp = 0.05 * Double(steps)
        guard measures else {
            return .init(
                steps: steps,
                rate: .warmUpThenCosine(highest: learningRate, warmUp: warmUp, total: Double(max(1, steps)), last: Self.lastRate),
                clip: clip)
        }
        return .init(
            steps: steps, rate: .warmUpThenHold(highest: learningRate, warmUp: warmUp), clip: clip,
            stopping: EarlyStopping(
                every: measureEvery, patience: patience, leastImprovement: leastImprovement,
                coolDown: .init(share: coolDown, last: Self.lastRate)))
    }
}
