/// Dropout (Srivastava et al. 2014), inverted: in training each number becomes 0 with probability ``rate`` and else `1 / (1 − rate)` times itself; in
/// use nothing happens.
///
/// Which numbers fall is a hash of a seed, a row's key and the column, so nothing is remembered: the gradient is taken through the same mask by the
/// same call, and the same seed gives the same mask whatever thread computes it. Rows with equal keys lose equal columns: with the
/// sequence's number as the key of all its elements that is the dropout of recurrent layers (Gal, Ghahramani 2016).
public struct Dropout: Sendable, Equatable {
    /// Probability that a number falls, 0 up to but not 1.
    public let rate: Double

    /// Creates a dropout.
    ///
    /// - Precondition: the rate lies in 0..<1.
    public init(_ rate: Double) {
        precondition((0..<1).contains(rate), "dropout \(rate) lies outside 0..<1")
        self.rate = rate
    }

    /// Applies a seed's mask to rows, or to their gradient.
    ///
    /// - Parameters:
    ///   - rows: `[keys.count × columns]`; may be longer.
    ///   - keys: a number for each row.
    ///   - seed: of the mask.
    public func apply(to rows: inout [Float], columns: Int, keys: [Int32], seed: UInt64) {
        guard rate > 0 else { return }
        Kernels.dropout(
            &rows, columns: columns, keys: keys, seed: seed, dropBelow: UInt32(rate * 4_294_967_296), scale: Float(1 / (1 - rate)))
    }
}

/// A penalty on how much a layer says: `weight` times the sum of absolute outputs (an L1 activity regulariser).
public struct ActivityPenalty: Sendable, Equatable {
    /// Weight of the sum.
    public let weight: Double

    /// Creates a penalty.
    ///
    /// - Precondition: the weight is not negative.
    public init(_ weight: Double) {
        precondition(weight >= 0, "a penalty of \(weight)")
        self.weight = weight
    }

    /// The penalty of some outputs; its derivative times `scale` is added to their gradient.
    public func differentiate(_ outputs: [Float], count: Int, scale: Float, addingTo dOutputs: inout [Float]) -> Double {
        guard weight > 0 else { return 0 }
        return weight * Kernels.absoluteSum(outputs, count: count, weight: Float(weight) * scale, addingGradientTo: &dOutputs)
    }
}
