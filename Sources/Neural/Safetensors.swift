import FoundationEssentials

/// Files of named tensors in the *safetensors* layout: eight bytes with the header's length, a JSON header, the numbers.
///
/// Only 32-bit floats. Written bytes depend on the content alone: names in order, header padded with spaces to eight bytes.
public struct Safetensors: Sendable, Equatable {
    /// Longest header that is read, 16 MiB.
    public static let headerLimit = 1 << 24

    /// The tensors, ordered by name after reading.
    public var tensors: [NamedTensor]
    /// Free text by name, stored with them.
    public var metadata: [String: String]

    /// Creates a file's content.
    public init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The file's bytes; equal contents give equal bytes, in whatever order the tensors stand.
    ///
    /// - Precondition: names are different, and none is `__metadata__`.
    public var bytes: [UInt8] {
        let sorted = tensors.sorted { $0.name < $1.name }
        precondition(Set(sorted.map(\.name)).count == sorted.count && !sorted.contains { $0.name == "__metadata__" }, "tensor names differ")
        var members: [String] = []
        if !metadata.isEmpty {
            let entries = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            members.append("\"__metadata__\":{\(entries.joined(separator: ","))}")
        }
        var offset = 0
        for named in sorted {
            let end = offset + 4 * named.tensor.values.count
            let shape = named.tensor.shape.map(String.init).joined(separator: ",")
            members.append("\(Self.quoted(named.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        while !header.count.isMultiple(of: 8) { header.append(0x20) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + offset)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
        bytes += header
        for named in sorted {
            for value in named.tensor.values {
                for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32(shift)))) }
            }
        }
        return bytes
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
