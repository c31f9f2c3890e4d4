/// The parser of a model, of whichever kind; what a bundle stores.
public enum TrainedParser: BundleComponent, Codable {
    /// Name in a model.
    public static var componentName: String { "templates" }

    /// Templates found by Drain.
    case drain(Drain)
    /// Templates found by Drain, in each of several formats.
    case formats(FormatParsers)
    /// Templates from a list.
    case known(KnownTemplates)
    /// Input that is already event ids: names for them, where known.
    case sequences(SequenceVocabulary)

    /// The parser for raw lines; `nil` when the model knows sequences only.
    public var templateParser: (any TemplateParser)? {
        switch self {
        case .drain(let parser): parser
        case .formats(let parser): parser
        case .known(let parser): parser
        case .sequences: nil
        }
    }

    /// All templates with what training counted.
    public var templates: [LogTemplate] {
        switch self {
        case .drain(let parser): parser.templates
        case .formats(let parser): parser.templates
        case .known(let parser): parser.templates
        case .sequences(let vocabulary): vocabulary.templates
        }
    }

    /// Names the templates' ids and texts.
    public var vocabularyHash: String {
        var fingerprint = Fingerprint()
        for template in templates {
            fingerprint.combine(UInt64(template.id.rawValue))
            fingerprint.combine(template.text)
        }
        return fingerprint.hexadecimal
    }
}
