import Neural
import TestSupport
import Testing

@testable import Auspex

/// What is written is a graph in which every value is made before it is read. That it computes the same scores is seen with onnxruntime
/// (`Tools/reference/check_onnx.py`), run by hand.
@Suite struct ONNXFileTests {
    private static let names = [
        "deeplog", "loggan", "loggan-session", "nlsalog", "loganomaly", "merged-deeplog", "cnn", "mlp", "attention-blstm", "logtransfer",
        "auto-lstm",
        "auto-blstm", "auto-gru", "text-blstm",
    ]
    /// Methods that keep weights.
    static let networks: [MethodCase] = MethodCase.all.filter { names.contains($0.method.name) }

    @Test func `every method with weights can be exported, and no other`() throws {
        for method in MethodCase.all where !Self.networks.contains(where: { $0.method == method.method }) {
            // The ensemble has what its members have, and what PCA keeps is no network.
            guard method.method != EnsembleMethod.self, method.method != PCAMethod.self else { continue }
            let fitted = try method.fitted(seed: 5)
            var components = BundleComponents()
            try fitted.add(to: &components)
            #expect(!components.files.keys.contains { $0.hasSuffix(".safetensors") }, "\(method.method.name) has weights and no export")
            #expect((fitted as? any HoldsNetworks)?.networks.isEmpty ?? true)
        }
    }

    @Test(arguments: networks) func `a network is a graph whose values are made before they are read`(_ method: MethodCase) throws {
        let fitted = try method.fitted(seed: 5), program = try #require((fitted as? any HoldsNetworks)?.networks.first)
        #expect(program.name == method.method.name && !program.meaning.isEmpty)
        let bytes = try ONNXFile(program, templates: []).bytes
        #expect(bytes == (try ONNXFile(program, templates: []).bytes), "equal networks, equal bytes")
        let model = try ProtobufFields(bytes)
        #expect(model.integers(1) == [8] && model.texts(2) == ["auspex"] && model.messages(8).flatMap { $0.integers(2) } == [17])
        let graph = try #require(model.messages(7).first)
        Self.expectSound(graph)
        let weights = graph.messages(5).filter { $0.integers(2) == [1] }.reduce(0) { $0 + $1.data(9).reduce(0) { $0 + $1.count } / 4 }
        let all = program.network.parameters.values.count + (program.encoders?.networks.reduce(0) { $0 + $1.parameters.values.count } ?? 0)
        // LogGAN's generator reads noise in training alone: its rows of the first layer are left out.
        let noise = program.numbers == [.zeros] ? 8 * 4 * 8 : 0
        #expect(weights >= all - noise, "\(weights) numbers in the file, \(all) in the network")
    }

    private static func expectSound(_ graph: ProtobufFields, sourceLocation: SourceLocation = #_sourceLocation) {
        let constants = graph.messages(5), inputs = graph.messages(11).flatMap { $0.texts(1) }, nodes = graph.messages(1)
        var known = Set(inputs + constants.flatMap { $0.texts(8) })
        #expect(known.count == inputs.count + constants.count, "names differ", sourceLocation: sourceLocation)
        for tensor in constants {
            let size = tensor.integers(2) == [7] ? 8 : 4
            #expect(
                tensor.data(9)[0].count == tensor.integers(1).reduce(1, *) * size, "\(tensor.texts(8))", sourceLocation: sourceLocation)
        }
        for node in nodes {
            for input in node.texts(1) where !input.isEmpty {
                #expect(known.contains(input), "\(node.texts(4)) reads \(input) before it is made", sourceLocation: sourceLocation)
            }
            for output in node.texts(2) {
                #expect(known.insert(output).inserted, "\(output) is made twice", sourceLocation: sourceLocation)
            }
        }
        #expect(graph.messages(12).flatMap { $0.texts(1) } == ["scores"] && known.contains("scores"), sourceLocation: sourceLocation)
        let read = Set(nodes.flatMap { $0.texts(1) })
        #expect(
            constants.allSatisfy { read.contains($0.texts(8)[0]) } && inputs.allSatisfy(read.contains),
            "nothing is written that is not used", sourceLocation: sourceLocation)
    }

    @Test func `weights stand in the order ONNX reads them in, transposed`() throws {
        // One unit that reads one number: gates are input, forget, cell, output here, and input, output, forget, cell there.
        var network = SequenceNetwork(zeros: .init(branches: [.init(values: 1, layers: [.lstm(1)])], outputs: 1))
        for (number, slice) in network.parameters.slices.enumerated() {
            network.parameters[slice] = Tensor(
                shape: slice.shape, values: (0..<slice.count).map { Float(10 * number + $0) })
        }
        let program = NetworkProgram(
            name: "one", network: network, length: 3, hasFixedLength: false, numbers: [.given], answer: .numbers, meaning: "one",
            answers: { $0.map { _ in 0 } })
        let graph = try #require(ProtobufFields(ONNXFile(program, templates: []).bytes).messages(7).first)
        func numbers(_ name: String) -> [Float] {
            let bytes = graph.messages(5).first { $0.texts(8)[0].hasPrefix(name) }?.data(9)[0] ?? []
            return stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
            }
        }
        #expect(numbers("branch0.layer0.input") == [0, 3, 1, 2])
        #expect(numbers("branch0.layer0.recurrent") == [10, 13, 11, 12])
        #expect(numbers("branch0.layer0.bias") == [20, 23, 21, 22, 0, 0, 0, 0])
        #expect(graph.messages(11).flatMap { $0.texts(1) } == ["values", "lengths"])
    }

    @Test(arguments: networks) func `examples fit the inputs and hold the scores of the method itself`(_ method: MethodCase) throws {
        let fitted = try method.fitted(seed: 5), program = try #require((fitted as? any HoldsNetworks)?.networks.first)
        let examples = NetworkExamples(program, count: 12)
        #expect(examples.scores.count == 12 && examples.scores.allSatisfy { $0.count == program.network.configuration.outputs })
        #expect(examples.scores.allSatisfy { $0.allSatisfy { (0...1.0001).contains($0) } })
        #expect(examples.lengths.map { $0.allSatisfy { $0 >= 1 && $0 <= program.length } } ?? program.hasFixedLength)
        let tokens = try #require(examples.tokens ?? examples.words)
        #expect(Set(tokens.map(\.count)).count == 1 && tokens.count == 12)
        // Sequences drawn at random are not all alike to it.
        #expect(Set(examples.scores).count > 1, "\(method.method.name)")
    }

    @Test func `an ensemble hands out the networks of its members`() throws {
        let plan = try DetectorPlan(
            detector: "ensemble", settings: ["model=deeplog", "members=loggan,countVector", "units=8", "loggan.rounds=20", "folds=2"])
        let fitted = try #require(plan.fit(on: LawSessions.normal).fitted as? any HoldsNetworks)
        #expect(fitted.networks.map(\.name).sorted() == ["deeplog", "loggan"])
        let counts = try DetectorPlan(detector: "ensemble", settings: ["model=ngram"]).fit(on: LawSessions.normal).fitted
        #expect((counts as? any HoldsNetworks)?.networks.isEmpty == true)
    }
}

/// The fields of a message in the encoding of Protocol Buffers, as far as ONNX files use it.
struct ProtobufFields {
    struct Damaged: Error {}

    private enum Value {
        case integer(Int)
        case data([UInt8])
    }

    private var fields: [(number: Int, value: Value)] = []

    init(_ bytes: [UInt8]) throws {
        var place = 0
        func varint() throws -> Int {
            var value: UInt64 = 0, shift: UInt64 = 0
            while true {
                guard place < bytes.count, shift < 64 else { throw Damaged() }
                value |= UInt64(bytes[place] & 0x7F) << shift
                shift += 7
                place += 1
                if bytes[place - 1] < 0x80 { return Int(bitPattern: UInt(value)) }
            }
        }
        func part(_ count: Int) throws -> [UInt8] {
            guard count >= 0, place + count <= bytes.count else { throw Damaged() }
            defer { place += count }
            return Array(bytes[place..<place + count])
        }
        while place < bytes.count {
            let key = try varint()
            switch key & 7 {
            case 0: fields.append((key >> 3, .integer(try varint())))
            case 2: fields.append((key >> 3, .data(try part(varint()))))
            case 5: fields.append((key >> 3, .data(try part(4))))
            default: throw Damaged()
            }
        }
    }

    func integers(_ number: Int) -> [Int] {
        fields.compactMap { field in if field.number == number, case .integer(let value) = field.value { value } else { nil } }
    }

    func data(_ number: Int) -> [[UInt8]] {
        fields.compactMap { field in if field.number == number, case .data(let value) = field.value { value } else { nil } }
    }

    func texts(_ number: Int) -> [String] { data(number).map { String(decoding: $0, as: UTF8.self) } }

    func messages(_ number: Int) -> [ProtobufFields] { data(number).compactMap { try? ProtobufFields($0) } }
}
