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
