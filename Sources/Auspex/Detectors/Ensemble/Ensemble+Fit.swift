extension Ensemble {
    /// Fits members, calibrations and threshold on normal sessions. No label is used.
    ///
    /// All models of a member are asked for at once, so that they can be trained side by side.
    ///
    /// - Parameters:
    ///   - members: the methods that are weighed, in the order their evidence is summed.
    ///   - context: its seed cuts the sessions into folds.
    /// - Throws: ``InputError`` when there is nothing to learn from, and what the members and `progress` throw.
    static func fit(
        on sessions: [EventSequence], configuration: Configuration, members methods: [any DetectionMethod], context: FittingContext,
        progress: (FittingProgress) throws -> Void
    ) throws -> Ensemble {
        try configuration.validate()
        let crossFit = CrossFit(sessions, folds: configuration.folds, heldOutLimit: configuration.heldOutLimit, seed: context.seed)
        let folds = crossFit.folds.filter { fold in fold.training.contains { !$0.events.isEmpty } }
        let sets = folds.map(\.training) + [sessions]
        let fitted = try methods.map { try $0.fitMembers(on: sets, context: context, progress: progress) }
        var raw: [[Double]] = []
        var weights: [Int] = []
        for (number, fold) in folds.enumerated() {
            raw += evidence(of: fold.heldOut, by: fitted.map { $0[number] }).scores
            weights += fold.weights
        }
        let members = fitted.map { $0[folds.count] }
        return Ensemble(
            members: members, state: State.calibrated(configuration: configuration, members: members, raw: raw, weights: weights))
    }
}
