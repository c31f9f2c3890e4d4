/// A sign that a log does not suit the parser's bounds, given well before results suffer.
public enum ParserWarning: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Many templates exist: either the log is very varied, or a variable part is taken for constant text (give a mask for it).
    case manyTemplates(count: Int, limit: Int)
    /// Templates are being dropped, the least recently matched first.
    case evicting(limit: Int)

    /// One line for people, with what to do.
    public var description: String {
        switch self {
        case .manyTemplates(let count, let limit):
            "\(count) templates of at most \(limit): a variable part may be taken for constant text; look at the template table and add a mask"
        case .evicting(let limit):
            "more than \(limit) templates: the least recently matched are dropped; add a mask for the variable part or raise the limit"
        }
    }
}
