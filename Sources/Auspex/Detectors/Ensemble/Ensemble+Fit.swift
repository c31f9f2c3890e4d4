extension Ensemble {
    /// Fits rules, model, calibrations and threshold on normal sessions. No label is used.
    ///
    /// - Parameters:
    ///   - label: name of the next-event model told in findings.
    ///   - seed: for the cut into folds.
    ///   - model: fits a next-event model on sessions; called ``Configuration/folds`` + 1 times, last on everything.
    /// - Throws: ``InputError`` when there is nothing to learn from, and what `model` throws.
    public static func fit(
        on sessions: [EventSequence], configuration: Configuration = Configuration(), label: String, seed: UInt64 = 1,
        model: ([EventSequence]) throws -> any NextEventModel
    ) throws -> Ensemble {
        try fit(on: sessions, configuration: configuration, label: label, seed: seed, models: { try $0.map(model) })
    }

    /// Fits as above, with all next-event models asked for at once, so that they can be trained side by side.
    ///
    /// - Parameter models: fits a next-event model on each of several sets of sessions; the last set is everything.
    public static func fit(
        on sessions: [EventSequence], configuration: Configuration = Configuration(), label: String, seed: UInt64 = 1,
        models: ([[EventSequence]]) throws -> [any NextEventModel]
    ) throws -> Ensemble {
        try configuration.validate()
        let rules = try TrainingSummary.fit(on: sessions, countVector: configuration.countVector)
        var raw: [EvidenceScores] = []
        var weights: [Int] = []
        let crossFit = CrossFit(sessions, folds: configuration.folds, heldOutLimit: configuration.heldOutLimit, seed: seed)
        let folds = crossFit.folds.filter { fold in fold.training.contains { !$0.events.isEmpty } }
        let fitted = try models(folds.map(\.training) + [sessions])
        for (fold, model) in zip(folds, fitted) {
            let rules = try TrainingSummary.fit(on: fold.training, countVector: configuration.countVector)
            raw += rawScores(of: fold.heldOut, rules: rules, model: model).scores
            weights += fold.weights
        }
        let state = State.calibrated(configuration: configuration, label: label, rules: rules, raw: raw, weights: weights)
        return Ensemble(model: fitted[folds.count], state: state)
    }
}
