/// Numbers in a box: contiguous `Float`s, last dimension fastest, with a shape. A value; copies share storage until one changes.
public struct Tensor: Sendable, Equatable {
    /// Sizes of the dimensions; empty for a single number.
    public let shape: [Int]
    /// The numbers, row by row.
    public var values: [Float] {
        didSet { precondition(values.count == oldValue.count, "a tensor keeps its \(oldValue.count) numbers, got \(values.count)") }
    }

    /// Creates a tensor.
    ///
    /// - Precondition: `values.count` is the product of `shape`.
    public init(shape: [Int], values: [Float]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && values.count == shape.reduce(1, *), "\(values.count) numbers do not fill shape \(shape)")
        self.shape = shape
        self.values = values
    }

    /// Creates a tensor of zeros.
    public init(zeros shape: [Int]) {
        self.init(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
    }
}

/// A tensor and the name it is stored under.
public struct NamedTensor: Sendable, Equatable {
    /// The name, unique within a file.
    public var name: String
    /// The numbers.
    public var tensor: Tensor

    /// Creates a named tensor.
    public init(name: String, tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}
