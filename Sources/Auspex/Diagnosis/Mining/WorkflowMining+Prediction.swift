extension WorkflowMining {
    /// The tasks a model of next events has learnt.
    ///
    /// Of a stream the model learns windows of neighbouring events. Where executions run at the same time every prediction mixes them: then
    /// the tasks are told apart first, as the density method does it, and a model learns their executions. Which of the two comes first is
    /// density's word, because it costs so much less than a model; the other is tried where the first explains too little of the stream.
    ///
    /// - Parameters:
    ///   - trained: a model that knows such sequences already; it is asked instead of one trained here.
    ///   - train: makes a model of sequences.
    /// - Throws: what `train` throws.
    public func prediction(
        _ sample: WorkflowSample, trained: (any NextEventModel)? = nil, train: ([EventSequence]) throws -> any NextEventModel
    ) throws -> Mined {
        let miner = PredictionWorkflowMiner(configuration.prediction)
        let sequences = sample.sequences()
        func mine(_ training: [EventSequence], _ scope: WorkflowModel.Scope, isSeparated: Bool = false) throws -> Mined {
            let whole = sample.scope == .session ? training : sequences
            guard !training.isEmpty else { return finding(.prediction, [], sample.scope, whole) }
            let model = try isSeparated ? train(training) : trained ?? train(training)
            let found = miner.mine(model, training: training, scope: scope)
            return finding(.prediction, found.workflows, sample.scope, whole) {
                $0.divergences = found.divergences
                $0.isSeparated = isSeparated
            }
        }
        if sample.scope == .session {
            return try mine(sequences.filter { !$0.events.isEmpty && $0.events.count <= configuration.longestSession }, .session)
        }
        let keys = sequences.map { $0.events.filter { $0 != .none } }
        let density = DensityWorkflowMiner(configuration.density)
        let isMixed = density.mine(keys).isSeparated
        var best: Mined?
        for isSeparated in [isMixed, !isMixed] {
            let found =
                isSeparated
                ? try mine(
                    density.executions(of: keys).flatMap { $0 }.enumerated().map { EventSequence(id: "\($0)", events: $1) }, .session,
                    isSeparated: true)
                : try mine(windows(of: sequences), .stream)
            if best.map({ found.fit > $0.fit }) ?? true { best = found }
            if found.fit >= 0.95 { break }
        }
        return best ?? finding(.prediction, [], .stream, sequences)
    }

    /// Every stretch of one event more than the miner shows the model, so that it has seen histories of every length begin anywhere.
    private func windows(of sequences: [EventSequence]) -> [EventSequence] {
        let width = configuration.prediction.history + 1
        return sequences.flatMap { sequence in
            stride(from: 0, through: max(0, sequence.events.count - width), by: 1).map { start in
                EventSequence(
                    id: "\(start)", events: Array(sequence.events[start..<min(start + width, sequence.events.count)]), isComplete: false)
            }
        }
    }
}
