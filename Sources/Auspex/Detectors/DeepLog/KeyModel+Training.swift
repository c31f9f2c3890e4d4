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
        summary.nodes = windows.batch(Array(0..<windows.contextCount)).sequences.nodeCount
        summary.lossFloor = windows.lossFloor

        let task = KeyModelTask(windows: windows, configuration: configuration, network: network)
        var trainer = Trainer(task, parameters: network.parameters, configuration: task.trainerConfiguration)
        for epoch in 0..<task.epochs {
            var loss = 0.0
            for _ in 0..<task.batchesPerEpoch {
                do {
                    _ = try trainer.step()
                } catch {
                    throw InputError("\(error); use a smaller learningRate")
                }
                loss += trainer.loss
            }
            loss /= Double(windows.windowCount)
            summary.losses.append(loss)
            try progress(Progress(epoch: epoch + 1, epochs: task.epochs, loss: loss, windows: windows.windowCount))
        }
        summary.steps = trainer.steps
        network.parameters = trainer.result
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

extension KeyModel {
    func meanLoss(on windows: TrainingWindows) -> Double {
        guard windows.windowCount > 0, vocabulary.count > 0 else { return 0 }
        var workspace = RecurrentNetwork.Workspace()
        var loss = 0.0
        for start in stride(from: 0, to: windows.contextCount, by: 2_048) {
            let (sequences, targets) = windows.batch(Array(start..<min(start + 2_048, windows.contextCount)))
            loss += network.value(of: SoftmaxCrossEntropy(targets), on: sequences, workspace: &workspace)
        }
        return loss / Double(windows.windowCount)
    }
}
