/// What a detector holds against a session, for learning that it is normal.
public struct Objections: Sendable {
    /// Places whose event the next-event model was wrong about; the number of events stands for the end.
    public var wrong: [Int] = []
    /// Places that added anything to the score: what the memory of feedback confirms.
    public var surprising: [Int] = []
    /// Whether anything else than the next-event model objected.
    public var othersObject = false
    /// Whether a prediction of an event is good enough.
    public var isSatisfied: @Sendable (EventPrediction) -> Bool = { _ in true }

    /// Creates objections; none unless given.
    public init(
        wrong: [Int] = [], surprising: [Int] = [], othersObject: Bool = false,
        isSatisfied: @escaping @Sendable (EventPrediction) -> Bool = { _ in true }
    ) {
        self.wrong = wrong
        self.surprising = surprising
        self.othersObject = othersObject
        self.isSatisfied = isSatisfied
    }

    /// Places of one session that are confirmed at most, the most surprising first.
    static let confirmedLimit = 256
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
