import Neural

/// How the networks over texts are trained: the settings all of them have.
public struct TextTraining: Codable, Sendable, Equatable {
    /// Passes over the texts at most. Default 100 (Farzad, Gulliver, section 2.5); of the Auto- methods 1,000, because with few texts a pass is a step or two,
    /// and the paper's were seventeen.
    public var epochs: Int
    /// Distinct texts of a step. Default 128 (the same).
    public var batchSize: Int
    /// Adam's step size. Default 0.001 (the optimiser's paper).
    public var learningRate: Double
    /// Largest Euclidean norm of a gradient. Default 5.
    public var clip: Double
    /// Share of the distinct texts of each class that is put aside to end training in time. Default 0.15 (the paper's, for OpenStack and IMDB).
    public var heldOutShare: Double
    /// Passes without a smaller loss on them after which training ends. Default 3.
    public var patience: Int
    /// Steps without a smaller loss that training goes on for at least. Default 100; of the Auto- methods 500, because what is left of a text by a dropout
    /// of 0.8 is learnt from slowly.
    public var leastSteps: Int
    /// A text whose probability of not being normal is above this is reported. Default 0.5.
    public var threshold: Double
    /// Words that have a number of their own, the most frequent ones; the others share one. Default 20,000.
    public var vocabularyLimit: Int
    /// Seed of initial weights, order, dropout, noise and what is put aside.
    public var seed: UInt64

    /// Creates settings.
    public init(
        epochs: Int = 100, batchSize: Int = 128, learningRate: Double = 0.001, clip: Double = 5, heldOutShare: Double = 0.15,
        patience: Int = 3, leastSteps: Int = 100, threshold: Double = 0.5, vocabularyLimit: Int = 20_000, seed: UInt64 = 1
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.clip = clip
        self.heldOutShare = heldOutShare
        self.patience = patience
        self.leastSteps = leastSteps
        self.threshold = threshold
        self.vocabularyLimit = vocabularyLimit
        self.seed = seed
    }

    /// Checks every value against its bounds.
    ///
    /// - Throws: ``InputError`` that names the value and what is allowed.
    func validate() throws(InputError) {
        try SettingBounds.check("epochs", epochs, 1...1_000_000)
        try SettingBounds.check("batchSize", batchSize, 1...1 << 20)
        try SettingBounds.check("learningRate", learningRate, 0...10)
        try SettingBounds.check("clip", clip, 1e-6...1e9)
        try SettingBounds.check("heldOutShare", heldOutShare, 0...0.9)
        try SettingBounds.check("patience", patience, 1...1_000_000)
        try SettingBounds.check("leastSteps", leastSteps, 0...1_000_000_000)
        try SettingBounds.check("threshold", threshold, 0...1)
        try SettingBounds.check("vocabularyLimit", vocabularyLimit, 1...1_000_000)
    }

    /// What a training reached.
    struct Reached: Codable, Sendable, Equatable {
        /// Optimiser steps.
        var steps = 0
        /// Loss of the last step, nats a text.
        var loss = 0.0
        /// Smallest loss on what was put aside; `nil` where nothing was.
        var heldOutLoss: Double?
    }

    /// Trains a network until the loss on what was put aside no longer falls.
    ///
    /// - Throws: ``InputError`` when the training diverges; whatever `progress` throws.
    func train(
        _ shape: SequenceNetwork.Configuration, on examples: SequenceExamples, heldOut: SequenceExamples?, named stream: String,
        model: Int, threads: Int, progress: (FittingProgress) throws -> Void
    ) throws -> (network: SequenceNetwork, reached: Reached) {
        let seed = RandomSource(seed: seed)
        var weights = seed.stream("\(stream) weights")
        var network = SequenceNetwork(shape, using: &weights)
        let task = SequenceNetworkTask(
            network, examples: examples, heldOut: heldOut, batchSize: batchSize, using: seed.stream("\(stream) order"))
        let interval = max(task.stepsPerEpoch, 20)
        var trainer = Trainer(
            task, parameters: network.parameters,
            configuration: .init(
                steps: epochs * task.stepsPerEpoch,
                rate: .warmUpThenHold(highest: learningRate, warmUp: Double(min(100, task.stepsPerEpoch))), clip: clip,
                stopping: task.heldOut == nil
                    ? nil : EarlyStopping(every: interval, patience: max(patience, (leastSteps + interval - 1) / interval))))
        trainer.threads = threads
        while trainer.end == nil {
            do {
                _ = try trainer.step()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            if trainer.steps.isMultiple(of: task.stepsPerEpoch) {
                try progress(
                    FittingProgress(
                        model: model, epoch: trainer.steps / task.stepsPerEpoch, epochs: epochs, loss: trainer.heldOutLoss ?? trainer.loss))
            }
        }
        network.parameters = trainer.result
        return (network, Reached(steps: trainer.steps, loss: trainer.loss, heldOutLoss: trainer.bestHeldOutLoss))
    }

    /// Examples that teach and those put aside, by number; nothing is put aside where a class has fewer than there are parts.
    func cut(_ classes: [Int], named stream: String) -> (teaching: [Int], aside: [Int]) {
        let all = Array(classes.indices)
        guard heldOutShare > 0 else { return (all, []) }
        let count = max(2, Int((1 / heldOutShare).rounded()))
        var counts: [Int: Int] = [:]
        for own in classes { counts[own, default: 0] += 1 }
        guard !counts.isEmpty, counts.values.allSatisfy({ $0 >= count }) else { return (all, []) }
        var source = RandomSource(seed: seed).stream("\(stream) held out")
        let aside = Set(Folds(labels: classes, count: count, using: &source).parts[0])
        return (all.filter { !aside.contains($0) }, all.filter { aside.contains($0) })
    }
}
