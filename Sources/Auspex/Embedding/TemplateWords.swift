/// The words of templates: what semantic methods read of a log beside the order of events.
public struct TemplateWords: Sendable, Equatable {
    /// The words of each template that has any text.
    public private(set) var words: [TemplateID: [String]] = [:]
    /// Lines of each.
    public private(set) var counts: [TemplateID: Int] = [:]

    /// No templates.
    public init() {}

    /// Cuts the texts of templates into words.
    public init(_ templates: some Sequence<LogTemplate>) {
        for template in templates {
            words[template.id] = WordTokenizer.words(in: template.text)
            counts[template.id] = template.count
        }
    }

    /// Whether there are no words at all.
    public var isEmpty: Bool { words.values.allSatisfy(\.isEmpty) }

    /// A sentence for each template, in order of their numbers. One that was not counted, as in a list that was given, counts once.
    var sentences: [Cooccurrences.Sentence] {
        words.sorted { $0.key.rawValue < $1.key.rawValue }.map { .init($0.value, count: Double(max(1, counts[$0.key] ?? 1))) }
    }

    /// All different words.
    public var vocabulary: Set<String> { Set(words.values.joined()) }

    /// These templates and those of another system, whose numbers are moved up by an offset.
    func joined(with other: TemplateWords, offset: UInt32) -> TemplateWords {
        var all = self
        for (template, own) in other.words {
            let moved = TemplateID(rawValue: template.rawValue + offset)
            all.words[moved] = own
            all.counts[moved] = other.counts[template]
        }
        return all
    }

    /// The vector of a template: the mean of its words' (zero for unseen ones); `nil` where no word is known.
    func vector(of template: TemplateID, in vectors: WordVectors) -> [Float]? {
        guard let own = words[template], !own.isEmpty else { return nil }
        var sum = [Float](repeating: 0, count: vectors.width), known = 0
        for word in own {
            guard let vector = vectors[word] else { continue }
            known += 1
            for (column, value) in vector.enumerated() { sum[column] += value }
        }
        guard known > 0 else { return nil }
        return sum.map { $0 / Float(own.count) }
    }

    /// How many different words of the templates have no vector, and of how many.
    func unseen(in vectors: WordVectors) -> (unseen: Int, all: Int) {
        let all = vocabulary
        return (all.count { !vectors.contains($0) }, all.count)
    }
}
