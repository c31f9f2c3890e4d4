/// The plain words that were seen at variable places of templates while learning.
struct PlaceWords: Sendable {
    /// Words kept of one place, and places kept.
    private static let wordLimit = 256, placeLimit = 4_096

    private struct Place: Hashable {
        var template: TemplateID
        var token: Int
    }

    private var words: [Place: Set<[UInt8]>] = [:]
    /// What stood before such places.
    private(set) var introductions: Set<[UInt8]> = []

    /// Notes the word at a token of a line that went into a template.
    mutating func note(_ template: TemplateID, _ token: Int, _ line: SkeletonLine) {
        let found = line.tokens[token]
        // `user=` is a key.
        guard found.leadingWord >= 2, found.keyLength != found.leadingWord + 1 else { return }
        let place = Place(template: template, token: token)
        guard words[place] != nil || words.count < Self.placeLimit, words[place]?.count ?? 0 < Self.wordLimit else { return }
        let start = found.range.lowerBound
        words[place, default: []].insert(Array(line.bytes[start..<start + found.leadingWord]))
        if token > 0, introductions.count < Self.placeLimit { introductions.insert(Array(line.bytes[line.tokens[token - 1].range])) }
    }

    /// The words of each place.
    var sets: [Set<[UInt8]>] { Array(words.values) }
}
