/// How templates are called in drawings: their id and a shortened text.
public struct WorkflowNames: Sendable, Equatable {
    private let texts: [TemplateID: String]

    /// Names from template texts; ids without a text are drawn alone.
    public init(_ texts: [TemplateID: String] = [:]) {
        self.texts = texts
    }

    /// Names from templates; a text that only repeats the id (input that is event ids) is none.
    public init(_ templates: [LogTemplate]) {
        let named = templates.filter { $0.text != $0.id.description }
        self.init(Dictionary(named.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The text of a template on one line, wildcards as `…`, control characters removed, at most `limit` characters.
    public func text(_ template: TemplateID, limit: Int) -> String {
        let words = (texts[template] ?? "").replacing("<*>", with: " … ").split { $0.isWhitespace || $0.isNewline }
        var parts: [Substring] = []
        for word in words where !(word == "…" && (parts.last == "…" || parts.isEmpty)) { parts.append(word) }
        if parts.last == "…" { parts.removeLast() }
        let line = String(parts.joined(separator: " ").unicodeScalars.filter { !$0.isHidden })
        return line.count <= limit ? line : String(line.prefix(max(1, limit - 1))) + "…"
    }

    /// The text broken into at most `lines` lines of at most `width` characters, the last one cut with `…`.
    func wrapped(_ template: TemplateID, width: Int, lines: Int) -> [String] {
        var result: [String] = []
        var rest = text(template, limit: 400)[...]
        while !rest.isEmpty, result.count < lines {
            if rest.count <= width {
                result.append(String(rest))
                break
            }
            if result.count == lines - 1 {
                result.append(rest.prefix(width - 1).trimmingEnd() + "…")
                break
            }
            // Break at the last space that fits, else in the middle of the word.
            let head = rest.prefix(width + 1)
            let end = head.lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: width)
            result.append(rest[..<end].trimmingEnd())
            rest = rest[end...].drop { $0 == " " }
        }
        return result
    }
}

extension Substring {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
