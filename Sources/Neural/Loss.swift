/// How wrong a network's outputs are at some nodes: what stands on top of the layers.
public protocol Loss: Sendable {
    /// The nodes outputs are wanted at; row `i` of the outputs belongs to `nodes[i]`.
    var nodes: [Int32] { get }

    /// The loss; the outputs become `scale` times its derivative by them. A scale of 0 gives the loss alone.
    ///
    /// - Parameter outputs: `[nodes.count × columns]`; may be longer.
    func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double
}

/// Sum over all targets of weight · −ln softmax.
///
/// With smoothing the derivative is that of the smoothed sum, the value returned that of the plain one.
public struct SoftmaxCrossEntropy: Loss {
    /// What should follow which node.
    public let targets: ClassTargets
    /// Where a share of the targets' weight goes.
    public let smoothing: LabelSmoothing

    /// Creates the loss.
    public init(_ targets: ClassTargets, smoothing: LabelSmoothing = .none) {
        self.targets = targets
        self.smoothing = smoothing
    }

    /// The nodes with targets.
    public var nodes: [Int32] { targets.nodes }

    /// The loss; the outputs become `scale` times its derivative.
    public func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double {
        Kernels.softmaxCrossEntropy(&outputs, columns: columns, targets: targets, scale: scale, smoothing: smoothing)
    }
}

/// Sum over all targets of weight · squared difference.
public struct SquaredError: Loss {
    /// Which numbers should follow which node.
    public let targets: ValueTargets

    /// Creates the loss.
    public init(_ targets: ValueTargets) {
        self.targets = targets
    }

    /// The nodes with targets.
    public var nodes: [Int32] { targets.nodes }

    /// The loss; the outputs become `scale` times its derivative.
    public func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double {
        Kernels.squaredError(&outputs, columns: columns, targets: targets, scale: scale)
    }
}

/// Sum over all outputs of weight · binary cross-entropy of the logistic function of the output: each output is the logit of a yes-or-no
/// question of its own.
///
/// The sigmoid is part of the loss; outputs must not have passed one already.
public struct BinaryCrossEntropy: Loss {
    /// What is true, 0…1 for each output of each node, and what each answer weighs.
    public let targets: BinaryTargets
    /// Weight of the part −y ln p: above 1, a missed positive costs more than a false alarm (an imbalance constant). Default 1.
    public let positiveWeight: Float

    /// Creates the loss.
    public init(_ targets: BinaryTargets, positiveWeight: Float = 1) {
        self.targets = targets
        self.positiveWeight = positiveWeight
    }

    /// The nodes with targets.
    public var nodes: [Int32] { targets.nodes }

    /// The loss; the outputs become `scale` times its derivative.
    public func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double {
        precondition(targets.values.count == targets.nodes.count * columns, "\(columns) answers for each node")
        return Kernels.binaryCrossEntropy(
            &outputs, targets: targets.values, weights: targets.weights, positiveWeight: positiveWeight, scale: scale)
    }
}
