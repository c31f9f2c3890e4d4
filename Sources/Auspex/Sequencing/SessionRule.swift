/// How records are tied together into sessions.
public enum SessionRule: Sendable, Equatable, Codable {
    /// A regular expression searched in the whole raw record: the identifier is its first capture group, else the whole match.
    /// Every match of a record counts (a line may name several identifiers).
    case pattern(Pattern)
    /// A header field of the log format, by name.
    case field(String)
    /// An identifier among the parameters, found automatically.
    case identifier(IdentifierShape)
    /// No identifier: the log is cut into windows.
    case none

    /// Understands a session rule in words (except `auto`): `none`, the name of a header field, else a regular expression.
    ///
    /// - Parameter fieldNames: the header fields of the log format; compared without regard to case.
    /// - Throws: ``InputError`` when it is neither a field nor a valid expression.
    public init(argument: String, fieldNames: [String]) throws(InputError) {
        let wanted = argument.lowercased()
        if wanted == "none" {
            self = .none
        } else if let name = fieldNames.first(where: { $0.lowercased() == wanted }) {
            self = .field(name)
        } else {
            let isWord = argument.utf8.allSatisfy { Self.isWordByte($0) }
            guard !argument.isEmpty, !isWord else {
                let names = fieldNames.isEmpty ? "this log has none" : fieldNames.joined(separator: ", ")
                throw InputError(
                    "session '\(argument)': no header field of that name (\(names)); give one of them, a regular expression, auto or none",
                    remedy: .session
                )
            }
            self = .pattern(try Pattern(argument))
        }
    }

    /// The regular expression it is; `nil` for a rule that looks at header fields or at values, which are masked anyway.
    var expression: String? {
        if case .pattern(let pattern) = self { pattern.expression } else { nil }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    /// For people: what ties the records, and how one would ask for it by hand.
    public var description: String {
        switch self {
        case .pattern(let pattern): "the regular expression \(pattern.expression)"
        case .field(let name): "the header field <\(name)>"
        case .identifier(let shape): "\(shape) (as a regular expression: \(shape.expression))"
        case .none: "no identifier (windows)"
        }
    }

    /// The words that give (about) the same sessions.
    public var argument: String {
        switch self {
        case .pattern(let pattern): pattern.expression
        case .field(let name): name
        case .identifier(let shape): shape.expression
        case .none: "none"
        }
    }

    /// Equal rules find the same identifiers.
    public static func == (left: SessionRule, right: SessionRule) -> Bool {
        switch (left, right) {
        case (.pattern(let a), .pattern(let b)): a.expression == b.expression
        case (.field(let a), .field(let b)): a == b
        case (.identifier(let a), .identifier(let b)): a == b
        case (.none, .none): true
        default: false
        }
    }

    private enum CodingKeys: String, CodingKey { case pattern, field, identifier, windows }

    /// Reads what ``encode(to:)`` wrote; an expression that no longer compiles is an ``InputError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let expression = try container.decodeIfPresent(String.self, forKey: .pattern) {
            self = .pattern(try Pattern(expression))
        } else if let name = try container.decodeIfPresent(String.self, forKey: .field) {
            self = .field(name)
        } else if let shape = try container.decodeIfPresent(IdentifierShape.self, forKey: .identifier) {
            self = .identifier(shape)
        } else if try container.decodeIfPresent(Bool.self, forKey: .windows) == true {
            self = .none
        } else {
            throw InputError(
                "session rule: expected one of pattern, field, identifier, windows; the model is damaged or from another version")
        }
    }

    /// Writes an object with one member: `pattern`, `field`, `identifier` or `windows`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .pattern(let pattern): try container.encode(pattern.expression, forKey: .pattern)
        case .field(let name): try container.encode(name, forKey: .field)
        case .identifier(let shape): try container.encode(shape, forKey: .identifier)
        case .none: try container.encode(true, forKey: .windows)
        }
    }
}
