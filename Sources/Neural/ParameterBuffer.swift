/// Where one parameter of a model lies in its ``ParameterBuffer``.
public struct ParameterSlice: Sendable, Equatable {
    /// Name in files, such as `lstm0.recurrent`.
    public let name: String
    /// Shape, rows first.
    public let shape: [Int]
    /// Index of the first number.
    public let offset: Int

    /// Number of numbers.
    public var count: Int { shape.reduce(1, *) }
    /// Indices in the buffer.
    public var range: Range<Int> { offset..<offset + count }
}

/// All parameters of a model in one flat array with named slices: the optimiser, clipping, averaging and files see one array.
///
/// Gradients are a second array of the same layout.
public struct ParameterBuffer: Sendable, Equatable {
    /// The numbers of all slices, one after the other.
    public var values: [Float] = []
    /// The slices, in order.
    public private(set) var slices: [ParameterSlice] = []

    /// Creates an empty buffer.
    public init() {}

    /// Adds a parameter of zeros at the end.
    ///
    /// - Precondition: the name is new.
    public mutating func add(_ name: String, shape: [Int]) -> ParameterSlice {
        precondition(!slices.contains { $0.name == name }, "parameter \(name) exists")
        let slice = ParameterSlice(name: name, shape: shape, offset: values.count)
        slices.append(slice)
        values.append(contentsOf: repeatElement(0, count: slice.count))
        return slice
    }

    /// The numbers of one slice, copied.
    public subscript(slice: ParameterSlice) -> Tensor {
        get { Tensor(shape: slice.shape, values: Array(values[slice.range])) }
        set {
            precondition(newValue.shape == slice.shape, "\(slice.name) has shape \(slice.shape), not \(newValue.shape)")
            values.replaceSubrange(slice.range, with: newValue.values)
        }
    }

    /// All parameters by name, in order: what a file holds.
    public var tensors: [NamedTensor] {
        slices.map { NamedTensor(name: $0.name, tensor: self[$0]) }
    }

    /// Replaces all parameters by these.
    ///
    /// - Throws: ``NeuralError`` when one is missing, superfluous, of another shape or not finite; then nothing has changed.
    public mutating func load(_ tensors: [NamedTensor]) throws(NeuralError) {
        var copy = self
        var missing = Set(slices.map(\.name))
        for named in tensors {
            guard let slice = slices.first(where: { $0.name == named.name }) else {
                throw NeuralError("tensor \(named.name) is not part of this model")
            }
            guard missing.remove(named.name) != nil else { throw NeuralError("tensor \(named.name) occurs twice") }
            guard named.tensor.shape == slice.shape else {
                throw NeuralError("tensor \(named.name) has shape \(named.tensor.shape); the model needs \(slice.shape)")
            }
            guard named.tensor.values.allSatisfy(\.isFinite) else {
                throw NeuralError("tensor \(named.name) holds a number that is not finite")
            }
            copy[slice] = named.tensor
        }
        if let name = missing.min() { throw NeuralError("tensor \(name) is missing") }
        self = copy
    }
}
