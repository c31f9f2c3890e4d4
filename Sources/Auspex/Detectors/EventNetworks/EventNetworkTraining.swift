public import Neural

/// How a next-event network is trained: the settings nLSALog and LogAnomaly share.
public struct EventNetworkTraining: Codable, Sendable, Equatable {
    /// Optimiser steps at most; with a ``patience`` of 0 exactly so many. Default 600.
    public var steps: Int
    /// Measurements of the loss on sessions put aside in which it must fall; else the step size falls and training ends. Default 3. Cross-fitting puts
    /// sessions aside; where nothing is, the loss is measured on what is learnt from.
    public var patience: Int
    /// Steps from one such measurement to the next. Default 20.
    public var measureEvery: Int
    /// What counts as falling, as a share of the loss. Default 0.02.
    public var leastImprovement: Double
    /// Steps in which the step size falls, as a share of those before. Default 0.5.
    public var coolDown: Double
    /// Distinct contexts of a step; each stands for as many windows as it occurred. Default 128.
    public var batchContexts: Int
    /// Adam's step size at its highest; it rises over a twentieth of the steps and falls along a half cosine. Default 0.005.
    public var learningRate: Double
    /// Largest Euclidean norm of a gradient. Default 5.
    public var clip: Double
    /// Share of every training target that goes to the events' continuation frequencies, as in the key model. Default 0.01; 0 gives the papers' loss.
    public var smoothing: Double
    /// Seed of initial weights and of the order of batches.
    public var seed: UInt64

    /// Creates settings.
    public init(
        steps: Int = 600, patience: Int = 3, measureEvery: Int = 20, leastImprovement: Double = 0.02, coolDown: Double = 0.5,
        batchContexts: Int = 128, learningRate: Double = 0.005, clip: Double = 5, smoothing: Double = 0.01, seed: UInt64 = 1
    ) {
        self.steps = steps
        self.patience = patience
        self.measureEvery = measureEvery
        self.leastImprovement = leastImprovement
        self.coolDown = coolDown
        self.batchContexts = batchContexts
        self.learningRate = learningRate
        self.clip = clip
        self.smoothing = smoothing
        self.seed = seed
    }

    /// Checks every value against its bounds.
    ///
    /// - Throws: ``InputError`` that names the value and what is allowed.
    func validate() throws(InputError) {
        try SettingBounds.check("steps", steps, 0...1_000_000_000)
        try SettingBounds.check("patience", patience, 0...1_000_000)
        try SettingBounds.check("measureEvery", measureEvery, 1...1_000_000)
        try SettingBounds.check("leastImprovement", leastImprovement, 0...1)
        try SettingBounds.check("coolDown", coolDown, 0...10)
        try SettingBounds.check("batchContexts", batchContexts, 1...1 << 20)
        try SettingBounds.check("learningRate", learningRate, 0...10)
        try SettingBounds.check("clip", clip, 1e-6...1e9)
        try SettingBounds.check("smoothing", smoothing, 0...0.5)
    }
}

/// Sizes of a next-event network.
public protocol EventNetworkShape: Codable, Sendable, Equatable {
    /// Events of history.
    var window: Int { get }
    /// Width of a template's vector.
    var embedding: Int { get }
    /// LSTM layers.
    var layers: Int { get }
    /// Units of a layer.
    var units: Int { get }

    /// The network's sizes for a number of tokens (padding, templates, unknown ones) and of classes (templates and the end).
    func network(tokens: Int, classes: Int) -> SequenceNetwork.Configuration
}

extension EventNetworkShape {
    /// Checks every size against its bounds.
    public func validate() throws {
        try SettingBounds.check("window", window, 1...1_000)
        try SettingBounds.check("embedding", embedding, 1...4_096)
        try SettingBounds.check("layers", layers, 1...16)
        try SettingBounds.check("units", units, 1...4_096)
    }
}

/// Settings of a next-event network, in one namespace.
public struct EventNetworkSettings<Shape: EventNetworkShape>: Codable, Sendable, Equatable {
    /// Of training.
    public var training: EventNetworkTraining
    /// Of the network.
    public var shape: Shape

    /// Creates settings.
    public init(training: EventNetworkTraining, shape: Shape) {
        self.training = training
        self.shape = shape
    }

    /// Reads both from one object.
    public init(from decoder: any Decoder) throws {
        training = try EventNetworkTraining(from: decoder)
        shape = try Shape(from: decoder)
    }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try training.encode(to: encoder)
        try shape.encode(to: encoder)
    }
}
