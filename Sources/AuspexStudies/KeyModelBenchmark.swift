public import Auspex

/// Measures training of the key model: how far the loss falls in how much processor time.
public struct KeyModelBenchmark: Sendable, Equatable, Codable {
    /// Windows of the training sessions, with repetition.
    public var windows: Int
    /// Distinct contexts.
    public var contexts: Int
    /// Nodes of their prefix tree: LSTM steps of one pass.
    public var nodes: Int
    /// LSTM steps of one pass without sharing.
    public var unsharedSteps: Int
    /// The smallest reachable mean loss, nats a window.
    public var lossFloor: Double
    /// Mean loss after each epoch, nats a window.
    public var losses: [Double]
    /// Processor seconds from the start to the end of each epoch.
    public var seconds: [Double]
    /// Optimiser steps in all.
    public var steps: Int
    /// Mean loss of the finished model over all windows, nats a window.
    public var finalLoss: Double

    /// Processor seconds until the mean loss of an epoch was at most this; `nil` if it never was.
    public func seconds(toReach loss: Double) -> Double? {
        zip(losses, seconds).first { $0.0 <= loss }?.1
    }

    /// Trains and measures.
    ///
    /// - Parameter clock: processor seconds so far.
    /// - Throws: ``InputError`` as ``KeyModel/train(on:configuration:progress:)`` does.
    public static func run(
        on sessions: [EventSequence], configuration: KeyModel.Configuration, clock: () -> Double
    ) throws -> (benchmark: KeyModelBenchmark, model: KeyModel) {
        let start = clock()
        var seconds: [Double] = []
        let model = try KeyModel.train(on: sessions, configuration: configuration) { _ in seconds.append(clock() - start) }
        let benchmark = KeyModelBenchmark(
            windows: model.training.windows, contexts: model.training.contexts, nodes: model.training.nodes,
            unsharedSteps: model.training.windows * configuration.window, lossFloor: model.training.lossFloor,
            losses: model.training.losses, seconds: seconds, steps: model.training.steps, finalLoss: model.meanLoss(on: sessions))
        return (benchmark, model)
    }
}
