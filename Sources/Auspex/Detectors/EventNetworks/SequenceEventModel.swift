import Neural

/// A next-event model made of a ``SequenceNetwork`` with softmax: nLSALog and LogAnomaly, which differ in the network alone.
///
/// Each distinct context is learnt and asked about once. A template outside the vocabulary has rank `Int.max`, and gets a place in the next
/// training only: feedback about it is remembered, not learnt.
public struct SequenceEventModel: NextEventModel {
    /// Everything but the weights.
    struct Metadata: Codable, Sendable, Equatable {
        var label: String
        var window: Int
        var vocabulary: TemplateVocabulary
        var network: SequenceNetwork.Configuration
        var clip: Double
        var training: Training
    }

    /// What training reached.
    public struct Training: Codable, Sendable, Equatable {
        /// Distinct contexts.
        public var contexts = 0
        /// Optimiser steps.
        public var steps = 0
        /// Loss of the last step, nats a window.
        public var loss = 0.0
        /// The smallest mean loss a model of this history length can reach.
        public var lossFloor = 0.0

        /// Nothing yet.
        public init() {}
    }

    let metadata: Metadata
    var network: EventNetwork

    /// Events of history looked at.
    public var historyLength: Int { metadata.window }

    /// For each session one prediction per event, and one more for its end when the session is complete.
    public func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] { network.predictions(for: sessions) }

    /// The most probable next events, best first.
    public func candidates(after context: [TemplateID], limit: Int) -> [Candidate] { network.candidates(after: context, limit: limit) }

    /// What training reached.
    public var trainingFigures: [TrainingFigure: Double] {
        [
            "contexts": Double(metadata.training.contexts), "steps": Double(metadata.training.steps), "loss": metadata.training.loss,
            "lossFloor": metadata.training.lossFloor,
        ]
    }

    /// Trains a network on the windows of some sessions.
    ///
    /// - Parameters:
    ///   - label: the method's name.
    ///   - prepare: sets given vectors before training.
    /// - Throws: ``InputError`` when there is no window or training diverges; whatever `progress` throws.
    static func train<Shape: EventNetworkShape>(
        on sessions: [EventSequence], settings: EventNetworkSettings<Shape>, label: String, threads: Int,
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
        let task = SequenceNetworkTask(
            network,
            examples: EventNetwork.examples(
                windows.tokens, window: windows.length, dropsPadding: true, network: shape, answer: .oneOf,
                truth: .classes(windows.classes, weights: windows.counts, starts: windows.starts.map(Int.init), smoothing: smoothing)),
            batchSize: training.batchContexts, using: seed.stream("event network order"))
        var trainer = Trainer(
            task, parameters: network.parameters,
            configuration: .init(
                steps: training.steps,
                rate: .warmUpThenCosine(
                    highest: training.learningRate, warmUp: 0.05 * Double(training.steps), total: Double(max(1, training.steps)), last: 0.02
                ),
                clip: training.clip))
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

    /// The model after some steps on what was wrong and on normal windows.
    public func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate {
        let unchanged = NextEventModelUpdate(model: self, hasChanged: false, steps: 0, newTemplates: 0)
        let normal = replay()
        let lesson = network.lesson(from: session, wrong: wrong, replay: normal, limit: settings.exampleLimit)
        // Without old windows to replay the weights would drift.
        guard lesson.wrong > 0, !normal.windows.isEmpty else { return unchanged }
        var learning = network.network, steps = 0, workspace = SequenceNetwork.Workspace(), asking = SequenceNetwork.Workspace()
        var optimiser = Adam(count: learning.parameters.values.count), updated = self
        while steps < settings.stepLimit, !updated.network.predictions(of: lesson, workspace: &asking).allSatisfy(isSatisfied) {
            let drawn = normal.draw(settings.replayRatio * lesson.windows.count, using: &source).map { lesson.replay[$0] }
                .filter { !$0.window.isEmpty }
            let windows = lesson.windows + drawn.map(\.window), classes = lesson.classes + drawn.map(\.next)
            let truth = SequenceExamples.Truth.classes(
                classes.map { Int32($0) }, weights: classes.map { _ in 1 }, starts: Array(0...classes.count), smoothing: .none)
            _ = learning.gradient(on: network.examples(windows.flatMap { $0 }, truth: truth), workspace: &workspace)
            var gradient = workspace.gradient
            Gradient.clip(&gradient, norm: metadata.clip)
            optimiser.update(&learning.parameters.values, gradient: gradient, rate: Float(settings.learningRate))
            steps += 1
            updated.network.network = learning
        }
        return NextEventModelUpdate(model: updated, hasChanged: steps > 0, steps: steps, newTemplates: 0)
    }
}
