/// A template tree by name, with its settings: the one list of trees there are.
public enum TreeConfiguration: Sendable, Equatable {
    /// Fixed-depth tree; see ``Drain``.
    case drain(Drain.Configuration)

    /// Every tree with its defaults, the default first.
    public static let all: [TreeConfiguration] = [.drain(Drain.Configuration())]

    /// A tree with its defaults, by name; `nil` where there is none of that name.
    public init?(name: String) {
        guard let found = Self.all.first(where: { $0.name == name.lowercased() }) else { return nil }
        self = found
    }

    /// The tree's name.
    public var name: String {
        switch self {
        case .drain: "drain"
        }
    }

    /// Settings inside their bounds.
    var bounded: TreeConfiguration {
        switch self {
        case .drain(let settings): .drain(settings.bounded)
        }
    }

    /// An empty tree.
    func makeTree(head: SkeletonHead, isMasked: Bool) -> any TemplateTree {
        switch self {
        case .drain(let settings): Drain(settings, head: head, isMasked: isMasked)
        }
    }
}

extension TreeConfiguration: Codable {
    private enum CodingKeys: String, CodingKey { case parser }

    /// Reads the settings of the tree that is named; Drain where none is, as in models from before there were others.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .parser) ?? "drain"
        switch TreeConfiguration(name: name) {
        case .drain: self = .drain(try Drain.Configuration(from: decoder))
        case nil: throw InputError("parser '\(name)' is not known; the model is damaged or from another version")
        }
    }

    /// Writes the settings and the name.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .drain(let settings): try settings.encode(to: encoder)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .parser)
    }
}
