public import Neural

/// The files of one ``BundleComponent`` while it is written or read.
public struct ComponentContents: Sendable {
    /// Name of the component.
    public let name: String
    /// Version of what is in the files.
    public let version: Int
    /// The files by name.
    public private(set) var files: [String: [UInt8]]

    init(name: String, version: Int, files: [String: [UInt8]] = [:]) {
        self.name = name
        self.version = version
        self.files = files
    }

    /// Writes a value as JSON.
    ///
    /// - Parameter file: its file; `NAME.json` unless given.
    public mutating func write(_ value: some Encodable, to file: String? = nil) throws {
        files[file ?? name + ".json"] = try JSON.encode(value)
    }

    /// Reads a value from JSON.
    public func read<Value: Decodable>(_ type: Value.Type, from file: String? = nil) throws -> Value {
        let file = file ?? name + ".json"
        return try JSON.decode(type, from: bytes(of: file), source: file)
    }

    /// Writes weights.
    public mutating func write(_ tensors: [NamedTensor], to file: String) {
        files[file] = Safetensors(tensors: tensors).bytes
    }

    /// Reads weights.
    ///
    /// - Throws: ``InputError`` when the file is damaged or a weight is not finite: such a model would call everything normal, or nothing.
    public func tensors(in file: String) throws -> [NamedTensor] {
        do {
            let tensors = try Safetensors(bytes: bytes(of: file)).tensors
            if let bad = tensors.first(where: { !$0.tensor.values.allSatisfy(\.isFinite) }) {
                throw InputError("\(file): tensor \(bad.name) holds a number that is not finite; the model is unusable, train again")
            }
            return tensors
        } catch let error as NeuralError {
            throw InputError("\(file): \(error.message)")
        }
    }

    private func bytes(of file: String) throws(InputError) -> [UInt8] {
        guard let bytes = files[file] else { throw BundleComponents.missing(file) }
        return bytes
    }
}
