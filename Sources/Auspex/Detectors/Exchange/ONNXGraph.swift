/// A graph of ONNX operators that grows node by node. A value is told by its name; every value is made before it is read.
///
/// Operator set 17. What an operator computes stands in https://onnx.ai/onnx/operators.
struct ONNXGraph {
    /// The operators' version.
    static let operatorSet = 17

    /// Its name.
    let name: String
    private(set) var nodes: [ONNXMessages.Node] = []
    private(set) var constants: [ONNXMessages.Tensor] = []
    private(set) var inputs: [ONNXMessages.Value] = []
    private(set) var outputs: [ONNXMessages.Value] = []
    private var count = 0

    init(name: String) { self.name = name }

    // MARK: Ends

    /// Adds an input.
    mutating func input(_ name: String, _ type: ONNXMessages.DataType, _ sizes: [ONNXMessages.Size], _ words: String) -> String {
        inputs.append(.init(name: name, type: type, sizes: sizes, words: words))
        return name
    }

    /// Makes a value the output.
    mutating func output(_ name: String, from value: String, _ sizes: [ONNXMessages.Size], _ words: String) {
        nodes.append(.init(operation: "Identity", inputs: [value], output: name))
        outputs.append(.init(name: name, type: .float, sizes: sizes, words: words))
    }

    /// The graph as a message.
    func write(to writer: inout ProtobufWriter) {
        for node in nodes { writer.message(1) { node.write(to: &$0) } }
        writer.text(2, name)
        for tensor in constants { writer.message(5) { tensor.write(to: &$0) } }
        for value in inputs { writer.message(11) { value.write(to: &$0) } }
        for value in outputs { writer.message(12) { value.write(to: &$0) } }
    }

    // MARK: Numbers

    /// Adds numbers that are part of the graph.
    mutating func constant(_ shape: [Int], _ values: [Float], _ name: String = "constant") -> String {
        precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers do not fill shape \(shape)")
        return added(.init(name: name, type: .float, shape: shape, data: ProtobufWriter.littleEndian(values.map(\.bitPattern))))
    }

    /// Adds a number.
    mutating func constant(_ value: Float) -> String { constant([], [value]) }

    /// Adds whole numbers, such as axes and sizes.
    mutating func integers(_ values: [Int]) -> String { integers([values.count], values) }

    /// Adds a whole number.
    mutating func integer(_ value: Int) -> String { integers([], [value]) }

    private mutating func integers(_ shape: [Int], _ values: [Int]) -> String {
        added(.init(name: "constant", type: .int64, shape: shape, data: ProtobufWriter.littleEndian(values.map { Int64($0) })))
    }

    private mutating func added(_ tensor: ONNXMessages.Tensor) -> String {
        var tensor = tensor
        tensor.name = unique(tensor.name)
        constants.append(tensor)
        return tensor.name
    }

    // MARK: Nodes

    /// Adds an operator with one output that is used; an empty input is one left out.
    mutating func add(_ operation: String, _ inputs: String..., attributes: KeyValuePairs<String, ONNXMessages.Attribute> = [:]) -> String {
        add(operation, inputs, attributes: attributes)
    }

    /// Adds an operator with one output that is used.
    mutating func add(
        _ operation: String, _ inputs: [String], attributes: KeyValuePairs<String, ONNXMessages.Attribute> = [:]
    ) -> String {
        let output = unique(operation)
        nodes.append(
            .init(operation: operation, inputs: inputs, output: output, attributes: attributes.map { (name: $0.key, value: $0.value) }))
        return output
    }

    /// Changes the order of axes.
    mutating func transposed(_ value: String, _ order: [Int]) -> String {
        add("Transpose", value, attributes: ["perm": .integers(order)])
    }

    /// Adds an axis of one.
    mutating func widened(_ value: String, at axis: Int) -> String { add("Unsqueeze", value, integers([axis])) }

    /// The sum over an axis.
    mutating func sum(_ value: String, over axis: Int) -> String {
        add("ReduceSum", value, integers([axis]), attributes: ["keepdims": .integer(0)])
    }

    /// Part of an axis.
    mutating func slice(_ value: String, axis: Int, _ range: Range<Int>) -> String {
        add("Slice", value, integers([range.lowerBound]), integers([range.upperBound]), integers([axis]))
    }

    /// The same numbers of another type.
    mutating func cast(_ value: String, _ type: ONNXMessages.DataType) -> String {
        add("Cast", value, attributes: ["to": .integer(type.rawValue)])
    }

    /// `value · W + b`.
    mutating func dense(_ value: String, _ parameters: NetworkParameters, _ name: String) -> String {
        let product = matrixProduct(value, parameters, "\(name).weights")
        return add("Add", product, constant(parameters.shape("\(name).bias"), parameters["\(name).bias"], "\(name).bias"))
    }

    /// `value · W`.
    mutating func matrixProduct(_ value: String, _ parameters: NetworkParameters, _ name: String) -> String {
        add("MatMul", value, constant(parameters.shape(name), parameters[name], name))
    }

    private mutating func unique(_ name: String) -> String {
        count += 1
        return "\(name)_\(count)"
    }
}
