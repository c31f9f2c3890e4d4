import Neural

extension KeyModel {
    /// What training measured.
    public struct TrainingMeasurements: Codable, Sendable, Equatable {
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
        /// Mean loss of the finished model on sessions put aside, nats a window; `nil` where none were.
        public var heldOutLoss: Double?

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

    /// Learns from normal sessions until the loss no longer falls. Equal sessions, configuration and machine give equal weights, bit for bit.
    ///
    /// Each distinct window counts as often as it occurred: the loss is the plain mean over all windows, not over distinct ones.
    /// Templates seen in these sessions become the vocabulary.
    ///
    /// - Parameters:
    ///   - heldOut: normal sessions the loss is measured on; where there are none, on what is learnt from.
    ///   - progress: called after each epoch; what it throws ends training and is thrown on.
    /// - Throws: ``InputError`` when the configuration is out of bounds, the sessions hold no window, or training diverges.
    /// - Complexity: steps × nodes of a batch × layers × units² · 48 operations.
    public static func train(
        on sessions: [EventSequence], heldOut: [EventSequence] = [], configuration: Configuration = Configuration(),
        progress: (Progress) throws -> Void = { _ in }
    ) throws -> KeyModel {
        try KeyModelTraining(on: sessions, configuration: configuration).run(.untilItStops(heldOut: heldOut), progress: progress).model
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

extension KeyModel {
    /// Mean of −ln p over all windows of some sessions, nats a window; windows whose next event is unknown are left out.
    public func meanLoss(on sessions: [EventSequence]) -> Double {
        let windows = TrainingWindows(sessions, vocabulary: vocabulary, window: configuration.window, windows: configuration.windows)
        return meanLoss(on: windows)
    }
}
