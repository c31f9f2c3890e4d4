/// What one answer did to a model, in figures a person can check.
public struct FeedbackOutcome: Sendable, Codable, Equatable {
    /// What became of the next-event model.
    public enum Update: String, Sendable, Codable, CaseIterable {
        /// There was nothing to learn: a confirmed anomaly, or the model was not the one that was wrong.
        case none
        /// The new model is in force.
        case accepted
        /// The new model raised more false alarms, or lost a confirmed anomaly; the old one stays, and the session waits for the next
        /// full training (``FeedbackMemory/queue``).
        case refused
    }

    /// Whether the session was reported before the answer.
    public var wasReported: Bool
    /// What became of the value models; `nil` where they were not wrong.
    public var values: Update?
    /// What became of the next-event model.
    public var model: Update = .none
    /// What became of the rules.
    public var rules: Update = .none
    /// Events of the session the next-event model was wrong about.
    public var wrongEvents = 0
    /// Worst rank among them before; `nil` without one, `Int.max` for an event outside the vocabulary.
    public var rankBefore: Int?
    /// Worst rank among them after, by the model alone, in force or refused.
    public var rankAfter: Int?
    /// Optimiser steps made; 0 for models that count.
    public var steps = 0
    /// Templates that got a place in the vocabulary.
    public var newTemplates = 0
    /// Share of the normal hold-out that is reported, before.
    public var falseAlarmsBefore: Double
    /// The same, after.
    public var falseAlarmsAfter: Double

    /// Creates an outcome that changed nothing.
    public init(wasReported: Bool, falseAlarms: Double) {
        self.wasReported = wasReported
        falseAlarmsBefore = falseAlarms
        falseAlarmsAfter = falseAlarms
    }
}
