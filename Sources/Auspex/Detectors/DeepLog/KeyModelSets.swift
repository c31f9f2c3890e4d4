import Synchronization

/// The key models of a cross-fit: one for each fold, which has not seen what the fold holds out, and one of everything.
///
/// The first fold finds out how long training takes: until the loss on what it holds out no longer falls. The other folds make as many steps.
/// The model of everything goes on from where the first fold's step size began to fall, with all sessions: most of what it has to learn is
/// learnt. It has no held-out score to spoil; the folds, which do, share nothing with what they hold out but the number of steps.
struct KeyModelSets {
    /// The sessions each model learns from; the last set is everything.
    let sets: [[EventSequence]]
    /// One session of each distinct sequence the first fold does not learn from.
    let heldOut: [EventSequence]
    /// Settings of all models.
    let configuration: KeyModel.Configuration
    /// Models trained side by side; results do not depend on it.
    let threads: Int

    /// Prepares trainings on these sets, of which the last is everything.
    init(sets: [[EventSequence]], configuration: KeyModel.Configuration, threads: Int = 1) {
        self.sets = sets
        self.configuration = configuration
        self.threads = threads
        heldOut = sets.count > 1 ? DistinctSessions.notAmong(sets[0], in: sets[sets.count - 1]) : []
    }

    /// The first fold's training.
    struct Trial {
        var outcome: KeyModelTraining.Outcome
        /// Distinct contexts it learnt from.
        var contexts: Int
    }

    /// Trains the first fold (the only model, where there is no fold).
    func trial(progress: (FittingProgress) throws -> Void) throws -> Trial {
        let training = try KeyModelTraining(on: sets[0], configuration: configuration)
        let outcome = try training.run(.untilItStops(heldOut: heldOut)) { try progress(FittingProgress(model: 1, $0)) }
        return Trial(outcome: outcome, contexts: training.contextCount)
    }

    /// Trains the others and gives all, in the order of the sets.
    func models(after trial: Trial, progress: (FittingProgress) throws -> Void) throws -> [KeyModel] {
        let board = Mutex<[Int: FittingProgress]>([:]), configuration = configuration, sets = sets
        let (held, falling) = trial.outcome.steps, contexts = trial.contexts, start = trial.outcome.uncooled
        let others = try ParallelJobs.run(sets.count - 1, threads: threads) { _ in
            // The furthest that has not ended.
            let known = board.withLock { $0.values.sorted { $0.model < $1.model } }
            if let state = known.first(where: { $0.epoch < $0.epochs }) ?? known.last { try progress(state) }
        } job: { place in
            let number = place + 1, isEverything = number == sets.count - 1
            let goesOn = isEverything && falling > 0
            let training = try KeyModelTraining(on: sets[number], from: goesOn ? start : nil, configuration: configuration)
            let steps = goesOn ? (falling * training.contextCount + contexts - 1) / max(1, contexts) : held + falling
            let length: KeyModelTraining.Length = configuration.patience > 0 ? .steps(steps) : .untilItStops(heldOut: [])
            return try training.run(length) { state in
                board.withLock { $0[number] = FittingProgress(model: number + 1, state) }
            }.model
        }
        return [trial.outcome.model] + others
    }
}

extension DistinctSessions {
    /// One session of each distinct sequence that does not occur in `training`, in order of first appearance.
    static func notAmong(_ training: [EventSequence], in all: [EventSequence]) -> [EventSequence] {
        let known = DistinctSessions(training + all)
        // Groups are numbered in order of first appearance: those of the training sessions come first.
        let seen = (known.groups.prefix(training.count).max() ?? -1) + 1
        return Array(known.sessions[seen...])
    }
}

extension FittingProgress {
    /// Where one of several models is.
    fileprivate init(model: Int, _ state: KeyModel.Progress) {
        self.init(model: model, epoch: state.epoch, epochs: state.epochs, loss: state.loss)
    }
}
