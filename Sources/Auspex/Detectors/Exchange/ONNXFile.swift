import Neural

/// A network of a model as a file in the ONNX format, which other programs compute.
///
/// ```swift
/// let file = try ONNXFile(program, model: model)
/// try FileSystem.writeAtomically(file.bytes, to: "network.onnx")
/// ```
/// Inputs are the tokens of sequences and, where these may differ in length, their lengths; the output has a row for each sequence. What the tokens are
/// stands in the file: templates by number.
public struct ONNXFile {
    /// The file.
    public let bytes: [UInt8]

    /// Describes a network.
    ///
    /// - Parameter templates: texts of the model's templates, for the file's words.
    public init(_ program: NetworkProgram, templates: [LogTemplate]) throws {
        let graph = Self.graph(program), words = try Self.words(program, templates)
        var model = ProtobufWriter()
        model.integer(1, Self.formatVersion)
        model.text(2, "auspex")
        model.text(3, auspexVersion)
        model.text(6, "Network of the method \(program.name)")
        model.message(7) { graph.write(to: &$0) }
        model.message(8) {
            $0.text(1, "")
            $0.integer(2, ONNXGraph.operatorSet)
        }
        for (key, value) in words {
            model.message(14) {
                $0.text(1, key)
                $0.text(2, value)
            }
        }
        bytes = model.bytes
    }

    /// Version of the file format; 8 belongs to operator set 17.
    private static let formatVersion = 8

    private static func graph(_ program: NetworkProgram) -> ONNXGraph {
        var graph = ONNXGraph(name: program.name)
        let time = program.hasFixedLength ? ONNXMessages.Size.fixed(program.length) : .named("time"),
            batch = ONNXMessages.Size.named("batch")
        var tokens = "", values = "", elements: String
        if let encoders = program.encoders {
            let words = graph.input(
                "words", .int64, [batch, .fixed(encoders.length)], "numbers of words by frequency, from 1 on; 0 behind the last")
            tokens = graph.tokens(ofWords: words, by: encoders)
            elements = tokens
        } else if program.tokenCount > 0 {
            let isSet = program.tokensPerElement > 1
            tokens = graph.input(
                "tokens", .int64, [batch, time] + (isSet ? [.fixed(program.tokensPerElement)] : []),
                isSet ? "an event's template and values; −1 for a value it has not; anything behind the end" : "tokens; 0 behind the end")
            elements = tokens
        } else {
            values = graph.input("values", .float, [batch, time, .fixed(program.valueWidth)], "rows of numbers; 0 behind the end")
            elements = values
        }
        let lengths: String
        if program.hasFixedLength {
            let count = graph.slice(graph.add("Shape", elements), axis: 0, 0..<1)
            lengths = graph.add(
                "ConstantOfShape", count,
                attributes: [
                    "value": .tensor(.init(type: .int32, shape: [1], data: ProtobufWriter.littleEndian([Int32(program.sequenceLength)])))
                ])
        } else {
            lengths = graph.input("lengths", .int32, [batch], "elements of each sequence, at least 1")
        }
        var answers = graph.network(program, tokens: tokens, values: values, lengths: lengths)
        switch program.answer {
        case .oneOf: answers = graph.add("Softmax", answers, attributes: ["axis": .integer(-1)])
        case .independent: answers = graph.add("Sigmoid", answers)
        case .numbers: break
        }
        graph.output("scores", from: answers, [batch, .fixed(program.network.configuration.outputs)], program.meaning)
        return graph
    }

    private static func words(_ program: NetworkProgram, _ templates: [LogTemplate]) throws -> [(key: String, value: String)] {
        let texts = Dictionary(templates.map { ($0.id, $0.text) }) { first, _ in first }
        var words = [("auspex.method", program.name), ("auspex.scores", program.meaning)]
        if let threshold = program.threshold { words.append(("auspex.threshold", "\(threshold)")) }
        if !program.templates.isEmpty {
            // Token 0 is padding, one more than the last template any other.
            words.append(("auspex.templates", try JSON.text(program.templates.map { texts[$0] ?? $0.description })))
        }
        if !program.words.isEmpty { words.append(("auspex.words", try JSON.text(program.words))) }
        return words.map { (key: $0.0, value: $0.1) }
    }
}
