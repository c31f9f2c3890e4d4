/// Adam (Kingma, Ba 2015, algorithm 1) over one flat array.
public struct Adam: Sendable, Equatable {
    /// Decay of the running mean. Default 0.9 (the paper's).
    public let beta1: Double
    /// Decay of the running square. Default 0.999 (the paper's).
    public let beta2: Double
    /// Added to the root of the square. Default 1e-8 (the paper's).
    public let epsilon: Double
    /// Steps made.
    public private(set) var steps = 0
    /// Running mean of the gradient.
    private(set) var mean: [Float]
    /// Running mean of its square.
    private(set) var variance: [Float]

    /// Creates an optimiser for this many parameters.
    public init(count: Int, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        mean = [Float](repeating: 0, count: count)
        variance = mean
    }

    /// Goes on from stored moments.
    mutating func resume(mean: [Float], variance: [Float], steps: Int) {
        precondition(
            mean.count == self.mean.count && variance.count == mean.count && steps >= 0, "one mean and one variance for each parameter")
        self.mean = mean
        self.variance = variance
        self.steps = steps
    }

    /// One step against the gradient.
    ///
    /// - Precondition: both arrays have the optimiser's count; the rate is not negative.
    public mutating func update(_ parameters: inout [Float], gradient: [Float], rate: Float) {
        precondition(rate >= 0, "learning rate \(rate) is negative")
        steps += 1
        let mode = DenormalMode.flush()
        defer { mode.restore() }
        Kernels.adam(
            &parameters, gradient: gradient, mean: &mean, variance: &variance, rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            correction1: 1 - power(beta1), correction2: 1 - power(beta2))
    }

    /// `beta` to the number of steps.
    private func power(_ beta: Double) -> Double {
        var result = 1.0, base = beta, exponent = steps
        while exponent > 0 {
            if exponent & 1 == 1 { result *= base }
            base *= base
            exponent >>= 1
        }
        return result
    }
}

/// Bounds on gradients.
public enum Gradient {
    /// Scales the gradient so that its Euclidean norm is at most `limit` (Pascanu, Mikolov, Bengio 2013); returns the norm before.
    @discardableResult
    public static func clip(_ gradient: inout [Float], norm limit: Double) -> Double {
        let norm = Kernels.squaredNorm(gradient).squareRoot()
        if norm > limit { Kernels.scale(&gradient, by: Float(limit / norm)) }
        return norm
    }
}
