import Foundation

/// How well a model foresaw one event from the events before it.
public struct EventPrediction: Sendable, Equatable, Codable {
    /// Rank of the observed event among all possible ones, 1 = most probable. Ties share the best rank.
    /// An event outside the model's vocabulary has rank `Int.max`.
    public var rank: Int
    /// Probability the model gave it, 0…1.
    public var probability: Double

    /// Creates a prediction.
    public init(rank: Int, probability: Double) {
        self.rank = rank
        self.probability = probability
    }

    /// -ln of the probability, in nats, at most ``highestSurprisal``.
    var surprisal: Double {
        probability > 0 ? min(Self.highestSurprisal, -log(probability)) : Self.highestSurprisal
    }

    /// Surprisal of what the model gives no probability: about that of a double's rounding error.
    private static let highestSurprisal = 36.0
}

/// A model of what comes next in a session: DeepLog's key LSTM, the n-gram model.
///
/// Contexts are cut inside one session and padded on the left, so the first event is predicted too; the end of a complete session
/// is an event of its own. Scoring never learns.
public protocol NextEventModel: Sendable {
    /// Events of history it looks at.
    var historyLength: Int { get }

    /// For each session one prediction per event, and one more for its end when the session is complete.
    ///
    /// Equal contexts are computed once; cost grows with *distinct* contexts.
    func predictions(for sessions: [EventSequence]) -> [[EventPrediction]]

    /// The most probable next events after these (only the model's history length counts), best first.
    func candidates(after context: [TemplateID], limit: Int) -> [Candidate]

    /// What training reached, for the manifest (`loss`, `steps`, …).
    var trainingFigures: [TrainingFigure: Double] { get }

    /// Adds the model to the components of a bundle.
    func add(to components: inout BundleComponents) throws

    /// The model after it was told that a session is normal.
    ///
    /// - Parameters:
    ///   - wrong: places of the session the model was wrong about; the end counts as a place.
    ///   - replay: windows of normal operation, asked for where they are needed.
    ///   - isSatisfied: whether a prediction is good enough now.
    func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate
}

/// A next-event model after it learnt a session.
public struct NextEventModelUpdate: Sendable {
    /// The model.
    public var model: any NextEventModel
    /// Whether it differs from the one before.
    public var hasChanged: Bool
    /// Optimiser steps made; 0 for models that count.
    public var steps: Int
    /// Templates that got a place in the vocabulary.
    public var newTemplates: Int

    /// Creates an update.
    public init(model: any NextEventModel, hasChanged: Bool, steps: Int, newTemplates: Int) {
        self.model = model
        self.hasChanged = hasChanged
        self.steps = steps
        self.newTemplates = newTemplates
    }
}
