import FoundationEssentials

extension Safetensors {
    /// Reads a file's bytes. Nothing is believed before it is checked: lengths, kinds, shapes, that the ranges neither overlap nor leave
    /// holes, and that every one has the size of its shape. A hostile file costs no more memory than its own size.
    ///
    /// - Throws: ``NeuralError`` that names the tensor and what is wrong with it.
    public init(bytes: [UInt8]) throws(NeuralError) {
        guard bytes.count >= 8 else { throw NeuralError("tensor file of \(bytes.count) bytes is too short for a header") }
        var length: UInt64 = 0
        for index in (0..<8).reversed() { length = length << 8 | UInt64(bytes[index]) }
        guard length <= UInt64(Self.headerLimit), Int(length) <= bytes.count - 8 else {
            throw NeuralError("tensor file of \(bytes.count) bytes claims a header of \(length) bytes")
        }
        let start = 8 + Int(length)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
        } catch let error as NeuralError {
            throw error
        } catch {
            throw NeuralError("the header of the tensor file is not the JSON it should be")
        }
        metadata = header.metadata
        tensors = []
        var position = 0
        for (name, entry) in header.entries.sorted(by: { ($0.value.start, $0.value.end, $0.key) < ($1.value.start, $1.value.end, $1.key) })
        {
            guard entry.dtype == "F32" else { throw NeuralError("tensor \(name) is of type \(entry.dtype); only F32 is read") }
            guard entry.start == position, entry.end >= entry.start else {
                throw NeuralError("tensor \(name) lies at \(entry.start)..<\(entry.end), expected from \(position) on")
            }
            guard entry.end <= bytes.count - start else {
                throw NeuralError("tensor \(name) ends at \(entry.end), behind the \(bytes.count - start) bytes of data")
            }
            var count = 1
            for size in entry.shape {
                let (product, overflow) = count.multipliedReportingOverflow(by: size)
                guard size >= 0, !overflow else { throw NeuralError("tensor \(name) has the impossible shape \(entry.shape)") }
                count = product
            }
            guard (entry.end - entry.start).isMultiple(of: 4), count == (entry.end - entry.start) / 4 else {
                throw NeuralError("tensor \(name) of shape \(entry.shape) has \(entry.end - entry.start) bytes")
            }
            var values: [Float] = []
            values.reserveCapacity(count)
            for index in stride(from: start + entry.start, to: start + entry.end, by: 4) {
                let word =
                    UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
                values.append(Float(bitPattern: word))
            }
            tensors.append(NamedTensor(name: name, tensor: Tensor(shape: entry.shape, values: values)))
            position = entry.end
        }
        guard position == bytes.count - start else {
            throw NeuralError("\(bytes.count - start - position) bytes of the tensor file belong to no tensor")
        }
        tensors.sort { $0.name < $1.name }
    }
}

/// The JSON header as it stands, before any check.
private struct Header: Decodable {
    struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let start: Int
        let end: Int

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            dtype = try container.decode(String.self, forKey: .dtype)
            shape = try container.decode([Int].self, forKey: .shape)
            let offsets = try container.decode([Int].self, forKey: .offsets)
            guard offsets.count == 2, offsets[0] >= 0 else {
                throw NeuralError("data_offsets of a tensor are \(offsets), expected two numbers")
            }
            guard shape.count <= 16 else { throw NeuralError("a tensor has \(shape.count) dimensions") }
            (start, end) = (offsets[0], offsets[1])
        }
    }

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for key in container.allKeys {
            if key.stringValue == "__metadata__" {
                metadata = try container.decode([String: String].self, forKey: key)
            } else {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
        }
    }
}
