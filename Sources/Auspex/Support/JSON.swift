import FoundationEssentials

/// The one way values become JSON and back: sorted keys, so that equal values are equal bytes.
public enum JSON {
    /// Encodes a value. Numbers that JSON cannot write become the strings `inf`, `-inf`, `nan`.
    public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try [UInt8](encoder.encode(value))
    }

    /// Encodes a value as text.
    public static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
        try String(decoding: encode(value, pretty: pretty), as: UTF8.self)
    }

    /// Decodes a value; what is wrong with the bytes is said in one line that names `source`.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], source: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw InputError("\(source) is not what Auspex writes: \(describe(error))")
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
            return keys.isEmpty ? "" : " at '\(keys)'"
        }
        return switch error {
        case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(path(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "a value of another kind was expected\(path(context))"
        case .dataCorrupted(let context): "damaged\(path(context)): \(context.debugDescription)"
        @unknown default: "damaged"
        }
    }
}
