/// A mask the user gives: text that matches the expression is a parameter of kind ``ParameterKind/user``.
///
/// User masks are applied in their order, before the byte-level ones; where two overlap, the earlier in the list wins.
public struct UserMask: Sendable, Codable, Equatable {
    /// A short name, for showing.
    public var name: String
    /// A regular expression in PCRE2 syntax; matches of no bytes are ignored.
    public var expression: String

    /// Creates a mask.
    public init(name: String, expression: String) {
        self.name = name
        self.expression = expression
    }
}
