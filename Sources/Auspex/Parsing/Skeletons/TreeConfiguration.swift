/// A template tree by name, with its settings: the one list of trees there are.
public enum TreeConfiguration: Sendable, Equatable {
    /// Fixed-depth tree; see ``Drain``.
    case drain(Drain.Configuration)
    /// Longest common subsequences; see ``Spell``.
    case spell(Spell.Configuration)
    /// Tree of frequent words; see ``FTTree``.
    case ftTree(FTTree.Configuration)

    /// Every tree with its defaults, the default first.
    public static let all: [TreeConfiguration] = [
        .drain(Drain.Configuration()), .spell(Spell.Configuration()), .ftTree(FTTree.Configuration()),
    ]

    /// A tree with its defaults, by name; `nil` where there is none of that name.
    public init?(name: String) {
        guard let found = Self.all.first(where: { $0.name == name.lowercased() }) else { return nil }
        self = found
    }

    /// The tree's name.
    public var name: String {
        switch self {
        case .drain: "drain"
        case .spell: "spell"
        case .ftTree: "ft-tree"
        }
    }

    /// Settings inside their bounds.
    var bounded: TreeConfiguration {
        switch self {
        case .drain(let settings): .drain(settings.bounded)
        case .spell(let settings): .spell(settings.bounded)
        case .ftTree(let settings): .ftTree(settings.bounded)
        }
    }

    /// An empty tree.
    func makeTree(head: SkeletonHead, isMasked: Bool) -> any TemplateTree {
        switch self {
        case .drain(let settings): Drain(settings, head: head, isMasked: isMasked)
        case .spell(let settings): Spell(settings, head: head)
        case .ftTree(let settings): FTTree(settings, head: head)
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
        case .spell: self = .spell(try Spell.Configuration(from: decoder))
        case .ftTree: self = .ftTree(try FTTree.Configuration(from: decoder))
        case nil: throw InputError("parser '\(name)' is not known; the model is damaged or from another version")
        }
    }

    /// Writes the settings and the name.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .drain(let settings): try settings.encode(to: encoder)
        case .spell(let settings): try settings.encode(to: encoder)
        case .ftTree(let settings): try settings.encode(to: encoder)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .parser)
    }
}
