/// Templates training never saw, found for people by a parser of their own. They have no part in any score.
public struct UnknownTemplates: Sendable {
    /// One of them.
    public struct Template: Sendable, Equatable, Codable {
        /// Its number among them, from 1.
        public var number: Int
        /// Its text.
        public var text: String
        /// Records.
        public var count: Int
        /// The first of them.
        public var first: LineReference
    }

    private var parser: SkeletonParser?
    private var events = EventBatch()
    private var firsts: [TemplateID: LineReference] = [:]
    private var counts: [TemplateID: Int] = [:]
    private var places: [LineReference: TemplateID] = [:]

    private static let templateLimit = 1000
    private static let placeLimit = 100_000

    init() {}

    /// Looks at the records that matched no template.
    mutating func add(_ records: RecordBatch, _ matched: EventBatch) {
        guard matched.templates.contains(.none) else { return }
        if parser == nil {
            var configuration = SkeletonParser.Configuration()
            configuration.maxClusters = Self.templateLimit
            configuration.cacheEntries = 1024
            parser = try? SkeletonParser(configuration)
        }
        var new = RecordBatch()
        new.bytes = records.bytes
        new.source = records.source
        for (index, template) in matched.templates.enumerated() where template == .none { new.records.append(records.records[index]) }
        parser?.learn(new, into: &events)
        for (index, record) in new.records.enumerated() where index < events.templates.count {
            let place = LineReference(source: UInt32(records.source), line: record.line)
            let id = events.templates[index]
            if firsts[id] == nil { firsts[id] = place }
            counts[id, default: 0] += 1
            if places.count < Self.placeLimit { places[place] = id }
        }
    }

    /// Records that matched no template.
    public var recordCount: Int { counts.values.reduce(0, +) }

    /// The templates, most frequent first.
    public var templates: [Template] {
        guard let parser else { return [] }
        var merged: [TemplateID: Template] = [:]
        for (id, count) in counts {
            let survivor = parser.canonical(id)
            guard let first = firsts[id], let text = parser.template(survivor)?.text else { continue }
            if var known = merged[survivor] {
                known.count += count
                if (first.source, first.line) < (known.first.source, known.first.line) { known.first = first }
                merged[survivor] = known
            } else {
                merged[survivor] = Template(number: Int(survivor.rawValue), text: text, count: count, first: first)
            }
        }
        return merged.values.sorted { ($1.count, $0.number) < ($0.count, $1.number) }
    }

    /// The text of the unknown template a record belongs to; `nil` when it is not remembered.
    public func text(at place: LineReference) -> String? {
        guard let parser, let id = places[place] else { return nil }
        return parser.template(parser.canonical(id))?.text
    }
}
