extension EventValues: Codable {
    /// Reads stored rows; what is no number, word or absence any more becomes absent.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        while !container.isAtEnd { append(try container.decode([EventValue].self)) }
    }

    /// Stores one list an event.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for row in 0..<count { try container.encode(Array(self[row])) }
    }
}

extension EventValue: Codable {
    /// Reads a number, a word's hash as text, or null.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let number = try? container.decode(Double.self) {
            self.init(number: number)
        } else {
            let text = try container.decode(String.self)
            self = UInt32(text).map { EventValue(symbol: $0) } ?? .absent
        }
    }

    /// Stores a number as itself, a word's hash as text, nothing as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let number {
            try container.encode(number)
        } else if let symbol {
            try container.encode(String(symbol))
        } else {
            try container.encodeNil()
        }
    }
}
