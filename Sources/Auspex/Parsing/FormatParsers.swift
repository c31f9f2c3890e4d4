/// One parser for each log format of an input, because header fields are part of events; their templates have ids of one space.
///
/// Ids count up in the order of first sight over all formats. A template belongs to one format, even where the text is the same.
public struct FormatParsers: TemplateParser, Codable {
    private struct Origin: Codable, Sendable {
        var format: Int
        var id: TemplateID
    }

    private var parsers: [SkeletonParser]
    /// Where each id comes from; that of id `n` at `n - 1`.
    private var origins: [Origin] = []
    /// For each format the common id of its parser's ids, 0 where there is none.
    private var ids: [[UInt32]]

    /// Creates parsers without templates.
    ///
    /// - Parameter configurations: one for each format, in the order of ``RecordBatch/format``.
    /// - Throws: ``InputError`` for a mask that does not compile.
    public init(_ configurations: [SkeletonParser.Configuration]) throws(InputError) {
        var parsers: [SkeletonParser] = []
        for configuration in configurations { parsers.append(try SkeletonParser(configuration)) }
        self.parsers = parsers
        ids = parsers.map { _ in [] }
    }

    /// Parses a batch and learns from it.
    public mutating func learn(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        let format = number(batch.format)
        parsers[format].learn(batch, into: &events)
        for place in events.templates.indices { events.templates[place] = common(events.templates[place], in: format) }
    }

    /// Ends learning in every format.
    public mutating func finishLearning() {
        for format in parsers.indices {
            parsers[format].finishLearning()
            // Whatever stands for others now has an id, too.
            for template in parsers[format].templates { _ = common(template.id, in: format) }
        }
    }

    /// Parses a batch without learning.
    public mutating func match(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        let format = number(batch.format)
        parsers[format].match(batch, into: &events)
        for place in events.templates.indices {
            events.templates[place] = known(events.templates[place], in: format)
        }
    }

    /// The templates alive, by id.
    public var templates: [LogTemplate] {
        origins.indices.compactMap { index in
            let id = TemplateID(rawValue: UInt32(index + 1))
            return canonical(id) == id ? template(id) : nil
        }
    }

    /// A template by its id, or by one that was given up for it.
    public func template(_ id: TemplateID) -> LogTemplate? {
        guard let origin = origin(of: id), var template = parsers[origin.format].template(origin.id) else { return nil }
        template.id = known(template.id, in: origin.format)
        return template
    }

    /// The id that stands for `id` today.
    public func canonical(_ id: TemplateID) -> TemplateID {
        guard let origin = origin(of: id) else { return id }
        let survivor = known(parsers[origin.format].canonical(origin.id), in: origin.format)
        return survivor == .none ? id : survivor
    }

    /// Grows whenever a template of any format changes.
    public var revision: UInt64 { parsers.reduce(0) { $0 &+ $1.revision } }

    /// The warnings of all parsers since the last call.
    public mutating func takeWarnings() -> [ParserWarning] {
        var warnings: [ParserWarning] = []
        for format in parsers.indices { warnings += parsers[format].takeWarnings() }
        return warnings
    }

    private func number(_ format: Int) -> Int { parsers.indices.contains(format) ? format : 0 }

    private func origin(of id: TemplateID) -> Origin? {
        let place = Int(id.rawValue) - 1
        return origins.indices.contains(place) ? origins[place] : nil
    }

    private func known(_ id: TemplateID, in format: Int) -> TemplateID {
        let place = Int(id.rawValue)
        return TemplateID(rawValue: place < ids[format].count ? ids[format][place] : 0)
    }

    /// The common id of a parser's id, made at first sight.
    private mutating func common(_ id: TemplateID, in format: Int) -> TemplateID {
        guard id != .none else { return .none }
        let found = known(id, in: format)
        if found != .none { return found }
        let place = Int(id.rawValue)
        if place >= ids[format].count { ids[format] += [UInt32](repeating: 0, count: place + 1 - ids[format].count) }
        origins.append(Origin(format: format, id: id))
        ids[format][place] = UInt32(origins.count)
        return TemplateID(rawValue: UInt32(origins.count))
    }

    private enum CodingKeys: String, CodingKey { case parsers, origins }

    /// Reads what ``encode(to:)`` wrote, checked.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        parsers = try container.decode([SkeletonParser].self, forKey: .parsers)
        let origins = try container.decode([Origin].self, forKey: .origins)
        ids = parsers.map { _ in [] }
        for origin in origins {
            guard parsers.indices.contains(origin.format), (1...(1 << 28)).contains(Int(origin.id.rawValue)),
                known(origin.id, in: origin.format) == .none
            else { throw InputError("the templates of several formats are damaged; train the model again") }
            _ = common(origin.id, in: origin.format)
        }
    }

    /// Writes the parsers, and which template has which id.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(parsers, forKey: .parsers)
        try container.encode(origins, forKey: .origins)
    }
}
