import Foundation
import Neural

extension KeyModel {
    /// What training measured.
    public struct TrainingSummary: Codable, Sendable, Equatable {
        /// Sessions learnt from.
        public var sessions = 0
        /// Windows, with repetition.
        public var windows = 0
        /// Distinct contexts among them.
        public var contexts = 0
        /// Nodes of their prefix tree.
        public var nodes = 0
        /// The smallest mean loss a model of this history length can reach, nats a window.
        public var lossFloor = 0.0
        /// Mean loss of each epoch, measured while the weights changed, nats a window.
        public var losses: [Double] = []
        /// Optimiser steps.
        public var steps = 0

        /// Creates an empty summary.
        public init() {}
    }

    /// Where training is.
    public struct Progress: Sendable {
        /// Epochs done.
        public var epoch: Int
        /// Epochs in all.
        public var epochs: Int
        /// Mean loss of the last epoch, nats a window.
        public var loss: Double
        /// Windows seen an epoch.
        public var windows: Int
    }

    /// Learns from normal sessions. Equal sessions, configuration and machine give equal weights, bit for bit.
    ///
    /// Each distinct window counts as often as it occurred: the loss is the plain mean over all windows, not over distinct ones.
    /// Templates seen in these sessions become the vocabulary.
    ///
    /// - Parameter progress: called after each epoch; what it throws ends training and is thrown on.
    /// - Throws: ``InputError`` when the configuration is out of bounds or the sessions hold no window.
    /// - Complexity: epochs × prefix nodes × layers × units² · 48 operations.
    public static func train(
        on sessions: [EventSequence], configuration: Configuration = Configuration(), progress: (Progress) throws -> Void = { _ in }
    ) throws -> KeyModel {
        try configuration.validate()
        let vocabulary = TemplateVocabulary(sessions.lazy.flatMap(\.events))
        let windows = TrainingWindows(sessions, vocabulary: vocabulary, window: configuration.window, windows: configuration.windows)
        guard windows.windowCount > 0, vocabulary.count > 0 else {
            throw InputError(
                "nothing to learn: \(sessions.count) sessions hold no window of \(configuration.window) events; give more normal sessions")
        }
        let random = RandomSource(seed: configuration.seed)
        var weights = random.stream("weights")
        var network = RecurrentNetwork(networkConfiguration(configuration, vocabulary), using: &weights)
        var summary = TrainingSummary()
        summary.sessions = sessions.count
        summary.windows = windows.windowCount
        summary.contexts = windows.contextCount
        summary.nodes = windows.batch(Array(0..<windows.contextCount)).tree.levels.nodeCount
        summary.lossFloor = windows.lossFloor

        var trainer = KeyModelTrainer(windows: windows, configuration: configuration, network: network)
        for epoch in 0..<trainer.epochs {
            let loss = trainer.epoch(&network)
            guard loss.isFinite else { throw InputError("training diverged in epoch \(epoch + 1); use a smaller learningRate") }
            summary.losses.append(loss)
            try progress(Progress(epoch: epoch + 1, epochs: trainer.epochs, loss: loss, windows: windows.windowCount))
        }
        summary.steps = trainer.steps
        setUnknownRow(of: &network, vocabulary)
        return KeyModel(configuration: configuration, vocabulary: vocabulary, network: network, training: summary)
    }

    /// A template outside the vocabulary, inside a context, looks like the mean of the known ones: it was never trained, and its random
    /// initial row would say something arbitrary.
    private static func setUnknownRow(of network: inout RecurrentNetwork, _ vocabulary: TemplateVocabulary) {
        let table = network.layers[0].inputWeights
        let width = table.shape[1]
        for column in 0..<width {
            var sum = 0.0
            for row in 1..<vocabulary.count + 1 { sum += Double(network.parameters.values[table.offset + row * width + column]) }
            network.parameters.values[table.offset + Int(vocabulary.unknown) * width + column] = Float(
                sum / Double(max(1, vocabulary.count)))
        }
    }
}

/// Runs epochs: batches of neighbouring contexts in random order, Adam with warm-up and cosine decay.
struct KeyModelTrainer {
    private let windows: TrainingWindows
    private let configuration: KeyModel.Configuration
    private var optimiser: Adam
    private var workspace = RecurrentNetwork.Workspace()
    private var order: RandomSource
    private let batchesPerEpoch: Int
    /// Passes to make.
    let epochs: Int
    private let smoothing: LabelSmoothing

    init(windows: TrainingWindows, configuration: KeyModel.Configuration, network: RecurrentNetwork) {
        self.windows = windows
        self.configuration = configuration
        optimiser = Adam(count: network.parameters.values.count)
        smoothing = LabelSmoothing(
            share: Float(configuration.smoothing), prior: windows.continuation(classes: network.configuration.outputs))
        order = RandomSource(seed: configuration.seed).stream("order")
        let groups = (windows.contextCount + configuration.groupContexts - 1) / configuration.groupContexts
        // Small training sets are cut finer, so that an epoch has several steps.
        let size = max(1, min(configuration.batchContexts, windows.contextCount / 8))
        batchesPerEpoch = max(1, min(groups, (windows.contextCount + size / 2) / size))
        epochs = max(configuration.epochs, (configuration.steps + batchesPerEpoch - 1) / batchesPerEpoch)
    }

    /// Optimiser steps made.
    var steps: Int { optimiser.steps }

    /// One pass over all windows; returns their mean loss.
    mutating func epoch(_ network: inout RecurrentNetwork) -> Double {
        var groups = Array(stride(from: 0, to: windows.contextCount, by: configuration.groupContexts))
        groups.shuffle(using: &order)
        var loss = 0.0
        for batch in 0..<batchesPerEpoch {
            let members = groups[batch * groups.count / batchesPerEpoch..<(batch + 1) * groups.count / batchesPerEpoch].sorted()
            let selected = members.flatMap { $0..<min($0 + configuration.groupContexts, windows.contextCount) }
            if selected.isEmpty { continue }
            let (tree, targets) = windows.batch(selected)
            // The sum over the batches of an epoch is the gradient of the mean loss, so a batch is weighed by all windows.
            let scale = Double(batchesPerEpoch) / Double(windows.windowCount)
            loss += network.crossEntropyGradient(
                tree.levels, targets: targets, scale: Float(scale), smoothing: smoothing, workspace: &workspace)
            var gradient = workspace.gradient
            Gradient.clip(&gradient, norm: configuration.clip)
            optimiser.update(&network.parameters.values, gradient: gradient, rate: Float(rate))
        }
        return loss / Double(windows.windowCount)
    }

    private var rate: Double {
        let total = Double(epochs * batchesPerEpoch), step = Double(optimiser.steps)
        let warmup = configuration.warmup * total
        if step < warmup { return configuration.learningRate * (step + 1) / (warmup + 1) }
        let way = (step - warmup) / max(1, total - warmup)
        let fall = 0.5 * (1 + cos(Double.pi * min(1, way)))
        return configuration.learningRate * (configuration.finalRate + (1 - configuration.finalRate) * fall)
    }
}

extension KeyModel {
    func meanLoss(on windows: TrainingWindows) -> Double {
        guard windows.windowCount > 0, vocabulary.count > 0 else { return 0 }
        var workspace = RecurrentNetwork.Workspace()
        var loss = 0.0
        for start in stride(from: 0, to: windows.contextCount, by: 2_048) {
            let (tree, targets) = windows.batch(Array(start..<min(start + 2_048, windows.contextCount)))
            loss += network.crossEntropy(tree.levels, targets: targets, workspace: &workspace)
        }
        return loss / Double(windows.windowCount)
    }
}
