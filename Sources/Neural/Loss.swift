import Foundation

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

/// Sum over all nodes of weight · categorical cross-entropy with what the outputs above 0 have of their sum: the outputs are rectified and divided by it.
///
/// What a framework computes for this loss where the last layer has rectifiers and no softmax. Shares are kept between 10⁻⁷ and 1 − 10⁻⁷, so that an output
/// that is silent costs much and not everything; one that is silent has no gradient.
public struct ShareCrossEntropy: Loss {
    /// Which shares each node should have: not negative, their sum 1.
    public let targets: ValueTargets

    /// Creates the loss.
    public init(_ targets: ValueTargets) {
        self.targets = targets
    }

    /// The nodes with targets.
    public var nodes: [Int32] { targets.nodes }

    private static let least: Float = 1e-7

    /// The loss; the outputs become `scale` times its derivative.
    public func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double {
        precondition(targets.values.count == targets.nodes.count * columns, "\(columns) shares for each node")
        var loss = 0.0
        for node in targets.nodes.indices {
            let row = node * columns..<(node + 1) * columns, weight = targets.weights[node]
            let sum = max(Self.least, row.reduce(0) { $0 + max(0, outputs[$1]) })
            var own = 0.0, inside: Float = 0
            for place in row {
                let share = max(0, outputs[place]) / sum, bounded = min(max(share, Self.least), 1 - Self.least)
                own -= Double(targets.values[place]) * Double(logf(bounded))
                if share == bounded { inside += targets.values[place] }
            }
            loss += Double(weight) * own
            guard scale != 0 else { continue }
            for place in row {
                let output = max(0, outputs[place]), share = output / sum
                guard output > 0 else {
                    outputs[place] = 0
                    continue
                }
                let slope = inside / sum - (share >= Self.least && share <= 1 - Self.least ? targets.values[place] / output : 0)
                outputs[place] = scale * weight * slope
            }
        }
        return loss
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
