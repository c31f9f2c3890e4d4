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
        let members = fitted.map { $0[folds.count] }
        var raw: [[Double]] = []
        var weights: [Int] = []
        for (number, fold) in folds.enumerated() {
            // A session whose copies teach is no news to the model, as the next copy will be none: only a sequence that came once is judged by a model
            // that never saw it.
            let isCopied = fold.weights.map { $0 > 1 }
            func scores(_ chosen: Bool, by members: [any EnsembleMember]) -> [[Double]] {
                evidence(of: zip(fold.heldOut, isCopied).filter { $0.1 == chosen }.map(\.0), by: members).scores
            }
            var known = scores(true, by: members)[...], new = scores(false, by: fitted.map { $0[number] })[...]
            raw += isCopied.map { $0 ? known.removeFirst() : new.removeFirst() }
            weights += fold.weights
        }
        return Ensemble(
            members: members,
            state: State.calibrated(
                configuration: configuration, members: members, raw: raw, weights: weights, leftOut: context.leftOut))
    }
}
