/// The templates a model knows, as dense numbers: `PAD` 0, the templates 1…n in order of their ids, `UNK` n + 1.
///
/// A template outside the vocabulary is `UNK`, an explicit and countable event; it never crashes, wraps or vanishes.
public struct TemplateVocabulary: Sendable, Equatable, Codable {
    /// Stands before the first event of a session.
    public static let pad: Int32 = 0

    private let index: TemplateIndex

    /// The templates, ascending; `templates[i]` has number `i + 1`.
    public var templates: [TemplateID] { index.templates }

    /// Creates a vocabulary of these templates; order and repetition do not matter, ``TemplateID/none`` is never a member.
    public init(_ templates: some Sequence<TemplateID>) {
        index = TemplateIndex(templates)
    }

    /// Number of templates, without the reserved ones.
    public var count: Int { index.count }
    /// The number of every template outside the vocabulary.
    public var unknown: Int32 { Int32(index.count) + 1 }

    /// The dense number of a template, ``unknown`` if it is no member.
    public func number(of template: TemplateID) -> Int32 { index[template].map { Int32($0) + 1 } ?? unknown }

    /// The numbers of the `length` events before a sequence's first; ``pad`` where its session had none yet.
    func window(before sequence: EventSequence, length: Int) -> [Int32] {
        let history = sequence.history.suffix(length).map { number(of: $0) }
        return [Int32](repeating: Self.pad, count: length - history.count) + history
    }

    /// The template of a dense number; `nil` for the reserved ones.
    public func template(of number: Int32) -> TemplateID? {
        number >= 1 && number <= templates.count ? templates[Int(number) - 1] : nil
    }

    /// Decodes the list of templates.
    public init(from decoder: any Decoder) throws {
        index = try TemplateIndex(from: decoder)
    }

    /// Codes as the list of templates.
    public func encode(to encoder: any Encoder) throws {
        try index.encode(to: encoder)
    }
}
