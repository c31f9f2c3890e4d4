/// Capability of a fitted method: it can learn that a session it objected to is normal.
///
/// A method without it is still never wrong twice about the same session: what was said is remembered apart from detectors.
public protocol LearnsFromFeedback: FittedMethod {
    /// What it holds against a session that is normal.
    ///
    /// - Parameter margin: an event is unexpected beyond this share of the usual bound: below 1 for sessions that were not reported.
    func objections(to session: EventSequence, margin: Double) -> Objections

    /// The detector after it was told that a session is normal; only what objected learns.
    ///
    /// - Parameter replay: windows of normal operation, asked for where they are needed.
    func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate

    /// The same detector with another threshold.
    func withThreshold(_ threshold: Threshold) -> Self
}

/// How hard a model may learn one session.
public struct LearningSettings: Sendable, Equatable {
    /// Adam's step size.
    public var learningRate: Double
    /// Optimiser steps at most.
    public var stepLimit: Int
    /// Old windows drawn for each new one.
    public var replayRatio: Int
    /// New windows learnt from one session at most: the wrong ones first, then those that follow.
    public var exampleLimit: Int

    /// Creates settings.
    public init(learningRate: Double = 1e-4, stepLimit: Int = 50, replayRatio: Int = 8, exampleLimit: Int = 16) {
        self.learningRate = learningRate
        self.stepLimit = stepLimit
        self.replayRatio = replayRatio
        self.exampleLimit = exampleLimit
    }
}

/// A detector after it learnt a session, and the same without the next-event model's part of it.
public struct DetectorUpdate: Sendable {
    /// With everything learnt.
    public var whole: any FittedMethod
    /// With what was learnt beside the next-event model.
    public var withoutModel: any FittedMethod
    /// Whether the next-event model changed.
    public var changesModel = false
    /// Whether anything else did.
    public var changesOthers = false
    /// Optimiser steps made.
    public var steps = 0
    /// Templates that got a place in the model's vocabulary.
    public var newTemplates = 0

    /// An update that changed nothing.
    public init(unchanged detector: any FittedMethod) {
        whole = detector
        withoutModel = detector
    }
}
