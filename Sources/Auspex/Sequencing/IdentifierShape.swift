/// What a session identifier looks like in the records of one log: the kind of parameter and the constant text around its beginning.
///
/// Found by ``SessionDiscovery``; stored in a model so that detection looks for the same identifier training did.
public struct IdentifierShape: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The parameter kind that carries the identifier.
    public var kind: ParameterKind
    /// Constant text right before the value, the word before included where the value stands alone (`[instance: `, `(TID `).
    /// Empty: wherever it stands.
    public var prefix: String
    /// What the value itself begins with (`attempt_`). Empty: anything.
    public var stem: String

    /// Creates a shape.
    public init(kind: ParameterKind, prefix: String = "", stem: String = "") {
        self.kind = kind
        self.prefix = prefix
        self.stem = stem
    }

    /// A regular expression that finds about the same identifiers in raw records; what a user could give as session rule.
    public var expression: String {
        let body =
            switch kind {
            case .block: "blk_-?\\d+"
            case .uuid: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
            case .number: "-?\\d+"
            case .hexadecimal: "(?:0x)?[0-9A-Fa-f]+"
            case .ipv4: "\\d+(?:\\.\\d+){3}(?::\\d+)?"
            case .mac: "[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}"
            default: "[\\w.@:/$#-]*\\w"
            }
        if prefix.isEmpty, stem.isEmpty { return body }
        if prefix.isEmpty { return Self.escaped(stem) + "[\\w.-]*\\w" }
        return "\(Self.escaped(prefix))(\(stem.isEmpty ? body : Self.escaped(stem) + "[\\w.-]*\\w"))"
    }

    /// The kind with the constant text, for people: `uuid after "[instance: "`.
    public var description: String {
        var text = String(describing: kind)
        if kind == .block { text = "block id" }
        if !stem.isEmpty { text = "\(stem)…" }
        return prefix.isEmpty ? text : "\(text) after \"\(prefix)\""
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\^$.|?*+()[]{}".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
