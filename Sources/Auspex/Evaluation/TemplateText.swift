/// Template texts made comparable.
public enum TemplateText {
    /// The rules of the corrected ground truth (Khan, Shin, Bianculli, Briand, ICSE 2022), applied to a text until nothing changes:
    /// white space runs are one blank; a token with a wildcard and no `=`, `:`, bracket, quote or comma around it is a wildcard as a whole;
    /// wildcards joined by dots, and adjacent ones, are one; numbers, paths and the words `true` and `false` as values are wildcards.
    ///
    /// Parsers differ in such conventions without differing in what they understood, so the literature compares texts after these rules.
    public static func normalised(_ text: String) -> String {
        let wild = "<*>"
        var parts: [String] = []
        var current = ""
        // Tokens and the delimiters between them, wildcards kept whole.
        let characters = Array(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        var index = 0
        func flush() {
            if !current.isEmpty { parts.append(current) }
            current = ""
        }
        while index < characters.count {
            if index + 2 < characters.count, characters[index] == "<", characters[index + 1] == "*", characters[index + 2] == ">" {
                current += wild
                index += 3
                continue
            }
            let character = characters[index]
            if delimiters.contains(character) {
                flush()
                parts.append(String(character))
            } else {
                current.append(character)
            }
            index += 1
        }
        flush()
        for index in parts.indices where parts[index].count > 1 || parts[index].first.map({ !delimiters.contains($0) }) == true {
            if isVariable(parts[index]) { parts[index] = wild }
        }
        var result = parts.joined()
        while true {
            var next = result
            for pair in [
                "<*>.<*>", "<*><*>", "<*> <*>", "<*>:<*>", "<*>,<*>", "<*>, <*>", "<*>#<*>", "#<*>#", "<*>/<*>", "<*>@<*>", "/<*>",
            ] {
                next = replacing(next, pair, wild)
            }
            if next == result { return result }
            result = next
        }
    }

    private static let delimiters: Set<Character> = [" ", "\"", "'", "=", ":", ",", ";", "(", ")", "[", "]", "{", "}", "|", "<", ">"]

    private static func isVariable(_ part: String) -> Bool {
        if part.contains("<*>") { return true }
        if part == "true" || part == "false" { return true }
        if part.first == "/", part.count > 1 { return true }
        return part.first?.isNumber == true && part.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
    }

    /// All occurrences replaced, from the left.
    static func replacing(_ text: String, _ pattern: String, _ replacement: String) -> String {
        let source = Array(text.utf8), wanted = Array(pattern.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < source.count {
            if index + wanted.count <= source.count, source[index..<(index + wanted.count)].elementsEqual(wanted) {
                out += Array(replacement.utf8)
                index += wanted.count
            } else {
                out.append(source[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
