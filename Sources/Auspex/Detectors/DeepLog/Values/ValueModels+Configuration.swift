extension ValueModels {
    /// What an LSTM remembers of a key.
    public enum History: String, Sendable, Codable, CaseIterable {
        /// The key's earlier events of the same session. Judgements do not depend on other sessions.
        case session
        /// The key's earlier events of all sessions given in one call, in order of time: the paper's. A
        /// judgement then depends on which other sessions are in the call.
        case stream
    }

    /// Hyper-parameters of the value models.
    public struct Configuration: Codable, Sendable, Equatable {
        /// How surprise is estimated. Default tail; the paper's is gaussian.
        public var interval: ValueInterval.Rule
        /// Confidence of the interval, 0.5…0.999999; the threshold never lies below it. Default 0.999 (the paper tries .98, .99, .999).
        public var confidence: Double
        /// Tolerated share of flagged normal sessions, over all keys and parameters together. Default 0.002.
        public var falseAlarmTarget: Double
        /// Share of the sessions, the last in time, held out to measure errors and to set the threshold. Default 0.25.
        public var validation: Double
        /// Rows below which a key gets no LSTM. Default 200.
        public var minRows: Int
        /// Rows below which a step is judged by its key alone. Default 20.
        public var minStepRows: Int
        /// Judge a delay by the previous key too. Default true; false is the paper's.
        public var stepDelays: Bool
        /// ln(1 + x) before normalising delays, sizes and durations for the LSTM. Default false, as in the paper.
        public var logScale: Bool
        /// Try LSTMs; without them every key has static intervals, which take seconds to learn. Default true (false beside an n-gram model).
        public var networks: Bool
        /// Give every key with enough rows an LSTM, whether or not it foretells better, and whatever ``networks`` says. Default false; true is the paper's.
        public var always: Bool
        /// By how much the LSTM's squared error must be smaller to be kept, as a share of the static interval's. Default 0.05.
        public var margin: Double
        /// What an LSTM remembers. Default session.
        public var history: History
        /// Rows of history, `h_v`. Default 10.
        public var window: Int
        /// LSTM layers. Default 2 (the paper's).
        public var layers: Int
        /// Units of a layer. Default 64 (the paper's).
        public var units: Int
        /// Optimiser steps for a key at most. Default 80.
        public var steps: Int
        /// Rows of a training step. Default 512.
        public var batchRows: Int
        /// Adam's highest step size; falls along a half cosine. Default 0.005.
        public var learningRate: Double
        /// Events used for training, evenly drawn by whole sessions when there are more. Default 2,000,000.
        public var eventLimit: Int
        /// Seed of initial weights and of the order of batches.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            interval: ValueInterval.Rule = .tail, confidence: Double = 0.999, falseAlarmTarget: Double = 0.002, validation: Double = 0.25,
            minRows: Int = 200, minStepRows: Int = 20, stepDelays: Bool = true, logScale: Bool = false, networks: Bool = true,
            always: Bool = false,
            margin: Double = 0.05, history: History = .session, window: Int = 10, layers: Int = 2, units: Int = 64, steps: Int = 80,
            batchRows: Int = 512, learningRate: Double = 0.005, eventLimit: Int = 2_000_000, seed: UInt64 = 1
        ) {
            self.interval = interval
            self.confidence = confidence
            self.falseAlarmTarget = falseAlarmTarget
            self.validation = validation
            self.minRows = minRows
            self.minStepRows = minStepRows
            self.stepDelays = stepDelays
            self.logScale = logScale
            self.networks = networks
            self.always = always
            self.margin = margin
            self.history = history
            self.window = window
            self.layers = layers
            self.units = units
            self.steps = steps
            self.batchRows = batchRows
            self.learningRate = learningRate
            self.eventLimit = eventLimit
            self.seed = seed
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        public func validate() throws(InputError) {
            func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(InputError) {
                guard range.contains(value) else {
                    throw InputError("values.\(name) = \(value) is out of bounds: use \(range.lowerBound)…\(range.upperBound)")
                }
            }
            try check("confidence", confidence, 0.5...0.999999)
            try check("falseAlarmTarget", falseAlarmTarget, 0...0.5)
            try check("validation", validation, 0.01...0.9)
            try check("minRows", Double(minRows), 2...1e9)
            try check("minStepRows", Double(minStepRows), 2...1e9)
            try check("margin", margin, 0...1)
            try check("window", Double(window), 1...1_000)
            try check("layers", Double(layers), 1...16)
            try check("units", Double(units), 1...1_024)
            try check("steps", Double(steps), 1...1e6)
            try check("batchRows", Double(batchRows), 1...1e6)
            try check("learningRate", learningRate, 0...10)
            try check("eventLimit", Double(eventLimit), 1_000...1e9)
        }
    }
}
