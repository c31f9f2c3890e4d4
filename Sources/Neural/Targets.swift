/// What should follow which node: any number of weighted classes a node. Weights are usually counts of equal windows.
public struct ClassTargets: Sendable, Equatable {
    /// The nodes with targets, each once.
    public let nodes: [Int32]
    /// `starts[i]..<starts[i + 1]` are the targets of `nodes[i]`.
    public let starts: [Int32]
    /// Classes.
    public let classes: [Int32]
    /// Their weights.
    public let weights: [Float]
    /// One more than the largest class.
    let classLimit: Int

    /// Creates targets.
    ///
    /// - Precondition: offsets ascend and cover all classes, one weight for each, nothing negative.
    public init(nodes: [Int32], starts: [Int32], classes: [Int32], weights: [Float]) {
        precondition(
            starts.count == nodes.count + 1 && starts.first == 0 && starts.last == Int32(classes.count), "offsets cover all classes")
        precondition(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }, "offsets ascend")
        precondition(classes.count == weights.count, "one weight for each class")
        precondition((nodes.min() ?? 0) >= 0 && (classes.min() ?? 0) >= 0, "nodes and classes are not negative")
        self.nodes = nodes
        self.starts = starts
        self.classes = classes
        self.weights = weights
        classLimit = Int(classes.max() ?? -1) + 1
    }

    /// Sum of all weights.
    public var totalWeight: Double {
        weights.reduce(0) { $0 + Double($1) }
    }
}

/// Which numbers should follow which node, for squared error.
public struct ValueTargets: Sendable, Equatable {
    /// The nodes with targets.
    public let nodes: [Int32]
    /// `nodes.count × width` wanted numbers, row by row.
    public let values: [Float]
    /// One weight for each node.
    public let weights: [Float]

    /// Creates targets.
    ///
    /// - Precondition: one weight and one row of numbers for each node.
    public init(nodes: [Int32], values: [Float], weights: [Float]) {
        precondition(nodes.count == weights.count, "one weight for each node")
        precondition(nodes.isEmpty || values.count.isMultiple(of: nodes.count), "one row of numbers for each node")
        precondition((nodes.min() ?? 0) >= 0, "nodes are not negative")
        self.nodes = nodes
        self.values = values
        self.weights = weights
    }
}

/// What is true of each output at which node, for binary cross-entropy.
public struct BinaryTargets: Sendable, Equatable {
    /// The nodes with targets.
    public let nodes: [Int32]
    /// `nodes.count × width` truths, 0…1.
    public let values: [Float]
    /// Weight of each; 0 masks an answer.
    public let weights: [Float]

    /// Creates targets.
    ///
    /// - Parameter weights: one for each truth; `nil` weighs all alike.
    /// - Precondition: truths lie in 0…1, weights are not negative, as many of each for every node.
    public init(nodes: [Int32], values: [Float], weights: [Float]? = nil) {
        let weights = weights ?? [Float](repeating: 1, count: values.count)
        precondition(values.count == weights.count, "one weight for each truth")
        precondition(nodes.isEmpty ? values.isEmpty : values.count.isMultiple(of: nodes.count), "one row of truths for each node")
        precondition(values.allSatisfy { (0...1).contains($0) } && weights.allSatisfy { $0 >= 0 }, "truths lie in 0…1")
        precondition((nodes.min() ?? 0) >= 0, "nodes are not negative")
        self.nodes = nodes
        self.values = values
        self.weights = weights
    }

    /// Sum of all weights.
    public var totalWeight: Double { weights.reduce(0) { $0 + Double($1) } }
}

/// Label smoothing (Szegedy et al. 2016, section 7): a share of every target's weight goes to a fixed distribution over classes.
///
/// With the classes' own frequencies as that distribution, what was never seen after a context is ranked by how common it is in
/// general instead of by the noise of extrapolated weights.
public struct LabelSmoothing: Sendable, Equatable {
    /// The share, 0…1.
    public let share: Float
    /// The distribution, one number a class; empty when the share is 0.
    public let prior: [Float]

    /// No smoothing.
    public static let none = LabelSmoothing(share: 0, prior: [])

    /// Creates a smoothing.
    ///
    /// - Precondition: the share lies in 0…1.
    public init(share: Float, prior: [Float]) {
        precondition((0...1).contains(share), "smoothing \(share) lies outside 0…1")
        self.share = share
        self.prior = prior
    }
}
