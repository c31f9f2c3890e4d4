/// What is found in a batch before anybody judges it.
struct MatchedBatch: Sendable {
    /// The events of its records.
    var events = EventBatch()
    /// The session identifiers of its records.
    var keys = SessionKeys()
}

/// The first stage of a stream: makes events of records and finds their session identifiers. Learns nothing, so each thread has a copy.
struct StreamMatcher: Sendable {
    private var parser: any TemplateParser
    private var finders: [SessionKeyFinder]

    /// - Parameters:
    ///   - rules: what ties the records of each format together.
    ///   - limit: identifiers taken from one record.
    /// - Throws: ``InputError`` when a rule names a field its format does not have.
    init(parser: any TemplateParser, formats: [LogFormat], rules: [SessionRule], limits: [Int]) throws(InputError) {
        self.parser = parser
        var finders: [SessionKeyFinder] = []
        for number in formats.indices {
            finders.append(
                try SessionKeyFinder(rule: rules[number], fieldNames: formats[number].fieldNames, limit: limits[number]))
        }
        self.finders = finders
    }

    /// Matches a batch of one of the formats.
    mutating func match(_ records: RecordBatch, into matched: inout MatchedBatch) {
        parser.match(records, into: &matched.events)
        finders[records.format].find(in: records, events: matched.events, into: &matched.keys)
    }
}
