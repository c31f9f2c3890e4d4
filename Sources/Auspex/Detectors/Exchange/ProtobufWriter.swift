/// Bytes of messages in the encoding of Protocol Buffers: as much of it as an ONNX file needs (https://protobuf.dev/programming-guides/encoding).
///
/// Fields are written in the order of their calls; equal calls give equal bytes.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A whole number.
    mutating func integer(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// A 32-bit floating-point number.
    mutating func number(_ field: Int, _ value: Float) {
        varint(UInt64(field) << 3 | 5)
        bytes += Self.littleEndian([value.bitPattern])
    }

    /// Bytes.
    mutating func data(_ field: Int, _ value: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    /// Text.
    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    /// A message inside this one.
    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        data(field, inner.bytes)
    }

    /// Numbers as they lie in a file, the smallest byte first.
    static func littleEndian(_ words: [some FixedWidthInteger]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * (words.first.map { $0.bitWidth / 8 } ?? 0))
        for word in words {
            for shift in stride(from: 0, to: word.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }
}
