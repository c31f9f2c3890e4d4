/// Parts of an ONNX file, with the field numbers of its published format (https://onnx.ai/onnx/repo-docs/IR.html).
enum ONNXMessages {
    /// Types of numbers.
    enum DataType: Int {
        case float = 1
        case int32 = 6
        case int64 = 7
    }

    /// Numbers in a box.
    struct Tensor {
        var name = ""
        var type: DataType
        var shape: [Int]
        var data: [UInt8]

        func write(to writer: inout ProtobufWriter) {
            for size in shape { writer.integer(1, size) }
            writer.integer(2, type.rawValue)
            if !name.isEmpty { writer.text(8, name) }
            writer.data(9, data)
        }
    }

    /// What an operator is told beside its inputs.
    enum Attribute {
        case integer(Int)
        case integers([Int])
        case number(Float)
        case text(String)
        case tensor(Tensor)

        func write(named name: String, to writer: inout ProtobufWriter) {
            writer.text(1, name)
            switch self {
            case .number(let value):
                writer.number(2, value)
                writer.integer(20, 1)
            case .integer(let value):
                writer.integer(3, value)
                writer.integer(20, 2)
            case .text(let value):
                writer.text(4, value)
                writer.integer(20, 3)
            case .tensor(let value):
                writer.message(5) { value.write(to: &$0) }
                writer.integer(20, 4)
            case .integers(let values):
                for value in values { writer.integer(8, value) }
                writer.integer(20, 7)
            }
        }
    }

    /// An operator: which one, what it reads, what it makes.
    struct Node {
        var operation: String
        var inputs: [String]
        var output: String
        var attributes: [(name: String, value: Attribute)] = []

        func write(to writer: inout ProtobufWriter) {
            for input in inputs { writer.text(1, input) }
            writer.text(2, output)
            writer.text(3, output)
            writer.text(4, operation)
            for (name, value) in attributes { writer.message(5) { value.write(named: name, to: &$0) } }
        }
    }

    /// A size of a tensor.
    enum Size {
        case fixed(Int)
        case named(String)
    }

    /// An input or output of a graph.
    struct Value {
        var name: String
        var type: DataType
        var sizes: [Size]
        var words: String

        func write(to writer: inout ProtobufWriter) {
            writer.text(1, name)
            writer.message(2) { type in
                type.message(1) { tensor in
                    tensor.integer(1, self.type.rawValue)
                    tensor.message(2) { shape in
                        for size in sizes {
                            shape.message(1) {
                                switch size {
                                case .fixed(let count): $0.integer(1, count)
                                case .named(let name): $0.text(2, name)
                                }
                            }
                        }
                    }
                }
            }
            writer.text(3, words)
        }
    }
}
