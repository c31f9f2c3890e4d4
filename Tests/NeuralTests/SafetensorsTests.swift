import Neural
import Testing

@Suite struct SafetensorsTests {
    static let content = Safetensors(
        tensors: [
            NamedTensor(name: "b", tensor: Tensor(shape: [2, 3], values: [1, -2, 3.5, .infinity, 0, -0.0])),
            NamedTensor(name: "a \"quoted\" \\ ü\n", tensor: Tensor(shape: [], values: [42])),
            NamedTensor(name: "empty", tensor: Tensor(shape: [0, 4], values: [])),
        ], metadata: ["made by": "a test", "tab": "\t"])

    static func file(_ header: String, data: Int = 0) -> [UInt8] {
        let bytes = Array(header.utf8)
        return (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes + [UInt8](repeating: 0, count: data)
    }

    @Test func `what is written is read again, and written alike`() throws {
        let bytes = Self.content.bytes
        let read = try Safetensors(bytes: bytes)
        #expect(read.metadata == Self.content.metadata)
        #expect(read.tensors == Self.content.tensors.sorted { $0.name < $1.name })
        #expect(read.bytes == bytes)
        var turned = Self.content
        turned.tensors.reverse()
        #expect(turned.bytes == bytes)
        #expect(bytes[8] == UInt8(ascii: "{") && (8 + Int(bytes[0]) + Int(bytes[1]) << 8).isMultiple(of: 8))
    }

    @Test(arguments: [
        ("{}", 4), ("{", 0), ("[]", 0), ("null", 0), ("", 0),
        (#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}"#, 0),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, 4),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, 12),
        (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4),
        (#"{"a":7}"#, 0), (#"{"__metadata__":{"a":1}}"#, 0),
        (#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#, 4),
    ]) func `a header that lies is refused`(header: String, data: Int) {
        #expect(throws: NeuralError.self) { try Safetensors(bytes: Self.file(header, data: data)) }
    }

    @Test func `a file cut short or lengthened anywhere is refused`() {
        let bytes = Self.content.bytes
        for count in 0..<bytes.count { #expect(throws: NeuralError.self) { try Safetensors(bytes: Array(bytes[..<count])) } }
        #expect(throws: NeuralError.self) { try Safetensors(bytes: bytes + [0]) }
        #expect(throws: NeuralError.self) { try Safetensors(bytes: [UInt8](repeating: 0xFF, count: 64)) }
        let deep = Self.file(String(repeating: "[", count: 100_000))
        #expect(throws: NeuralError.self) { try Safetensors(bytes: deep) }
    }

    @Test func `no flipped bit crashes the reader`() {
        let bytes = Self.content.bytes
        var refused = 0
        for index in bytes.indices {
            for bit in [0, 3, 7] {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                if (try? Safetensors(bytes: changed)) == nil { refused += 1 }
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func `weights are loaded whole or not at all`() throws {
        var generator = TestGenerator(1)
        let network = RecurrentNetwork(.init(input: .tokens(3), layers: 1, units: 2, outputs: 2), using: &generator)
        let tensors = network.parameters.tensors
        #expect(try RecurrentNetwork(network.configuration, tensors: tensors.reversed()) == network)
        var wrongShape = tensors, notFinite = tensors
        wrongShape[0].tensor = Tensor(shape: [8, 3], values: tensors[0].tensor.values)
        notFinite[1].tensor.values[0] = .nan
        for bad in [
            Array(tensors.dropLast()), tensors + [tensors[0]], wrongShape, notFinite,
            tensors + [NamedTensor(name: "x", tensor: Tensor(zeros: [1]))],
        ] {
            #expect(throws: NeuralError.self) { try RecurrentNetwork(network.configuration, tensors: bad) }
        }
    }
}
