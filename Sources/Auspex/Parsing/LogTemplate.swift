/// The stable number of a template. Never reused, equal across restarts.
public struct TemplateID: Sendable, Hashable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
    /// The number; 0 is ``none``.
    public var rawValue: UInt32

    /// Creates an id from its number.
    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No template: in *match* mode, a record that fits none that was learnt.
    public static let none = TemplateID(rawValue: 0)

    /// Orders by number, which is the order of first sight.
    @inlinable
    public static func < (left: TemplateID, right: TemplateID) -> Bool { left.rawValue < right.rawValue }

    /// `E17`, the way the field's tools write event ids.
    public var description: String { "E\(rawValue)" }

    /// Codes as the bare number.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(UInt32.self)
    }

    /// Codes as the bare number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// A template (log key, event type): the constant text of a kind of record with `<*>` at its variable places.
public struct LogTemplate: Sendable, Hashable, Codable, Identifiable {
    /// The stable id.
    public var id: TemplateID
    /// The text, wildcards as `<*>`.
    public var text: String
    /// How many records it matched while learning.
    public var count: Int

    /// Creates a template.
    public init(id: TemplateID, text: String, count: Int) {
        self.id = id
        self.text = text
        self.count = count
    }
}
