/// A dictionary that is coded as its sorted keys and their values: equal dictionaries are equal bytes, whatever the order they were filled in.
@propertyWrapper
struct SortedKeys<Key: Hashable & Comparable & Codable & Sendable, Value: Codable & Sendable>: Codable, Sendable {
    /// The dictionary.
    var wrappedValue: [Key: Value]

    private enum CodingKeys: String, CodingKey { case keys, values }

    init(wrappedValue: [Key: Value]) { self.wrappedValue = wrappedValue }

    /// Reads what ``encode(to:)`` wrote; as many values as keys, each key once.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let keys = try container.decode([Key].self, forKey: .keys), values = try container.decode([Value].self, forKey: .values)
        guard keys.count == values.count, Set(keys).count == keys.count else {
            throw DecodingError.dataCorruptedError(forKey: .keys, in: container, debugDescription: "keys and values do not match")
        }
        wrappedValue = Dictionary(uniqueKeysWithValues: zip(keys, values))
    }

    /// Writes keys in order, then their values.
    func encode(to encoder: any Encoder) throws {
        let sorted = wrappedValue.sorted { $0.key < $1.key }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sorted.map(\.key), forKey: .keys)
        try container.encode(sorted.map(\.value), forKey: .values)
    }
}

/// A set that is coded as its sorted members.
@propertyWrapper
struct SortedMembers<Member: Hashable & Comparable & Codable & Sendable>: Codable, Sendable {
    /// The set.
    var wrappedValue: Set<Member>

    init(wrappedValue: Set<Member>) { self.wrappedValue = wrappedValue }

    /// Reads the members in any order.
    init(from decoder: any Decoder) throws {
        wrappedValue = Set(try decoder.singleValueContainer().decode([Member].self))
    }

    /// Writes the members in order.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue.sorted())
    }
}
