/// The parser of a model, of whichever kind; what a bundle stores.
public enum TrainedParser: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "templates" }
    /// 2: the parser learnt is named by what it is; before, it was always Drain and called so.
    public static var componentVersion: Int { 2 }

    /// Templates learnt from a log.
    case learnt(SkeletonParser)
    /// Templates learnt from a log of several formats, in each of them.
    case formats(FormatParsers)
    /// Templates from a list.
    case known(KnownTemplates)
    /// Input that is already event ids: names for them, where known.
    case sequences(SequenceVocabulary)

    /// The parser for raw lines; `nil` when the model knows sequences only.
    public var templateParser: (any TemplateParser)? {
        switch self {
        case .learnt(let parser): parser
        case .formats(let parser): parser
        case .known(let parser): parser
        case .sequences: nil
        }
    }

    /// All templates with what training counted.
    public var templates: [LogTemplate] {
        switch self {
        case .learnt(let parser): parser.templates
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

extension TrainedParser: Codable {
    private enum CodingKeys: String, CodingKey { case learnt, drain, formats, known, sequences }
    private enum ValueKeys: String, CodingKey { case value = "_0" }

    /// Reads what ``encode(to:)`` wrote, or its first version.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
            try container.nestedContainer(keyedBy: ValueKeys.self, forKey: key).decode(Value.self, forKey: .value)
        }
        switch container.allKeys.first {
        case .learnt: self = .learnt(try value(.learnt))
        case .drain: self = .learnt(try value(.drain))
        case .formats: self = .formats(try value(.formats))
        case .known: self = .known(try value(.known))
        case .sequences: self = .sequences(try value(.sequences))
        case nil: throw InputError("the templates name no parser that is known; the model is damaged or from another version")
        }
    }

    /// Writes an object with one member, the kind of parser.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func write(_ value: some Encodable, _ key: CodingKeys) throws {
            var nested = container.nestedContainer(keyedBy: ValueKeys.self, forKey: key)
            try nested.encode(value, forKey: .value)
        }
        switch self {
        case .learnt(let parser): try write(parser, .learnt)
        case .formats(let parser): try write(parser, .formats)
        case .known(let parser): try write(parser, .known)
        case .sequences(let vocabulary): try write(vocabulary, .sequences)
        }
    }
}
