/// The way of a line up to its event: reads batches, parses them, and can look ahead to decide how records form sessions.
///
/// Batches looked at by ``survey(_:)`` are kept and handed out again, so that standard input needs to be read only once.
package struct EventFlow {
    /// How lines are parsed.
    package enum Verb {
        /// Templates are created and generalised.
        case learn
        /// Nothing is learnt.
        case match
    }

    package let reader: RecordReader
    var parser: any TemplateParser
    private let verb: Verb
    private let splitPoint: SplitPoint?
    private var isBeforeSplit = true
    private var kept: [(records: RecordBatch, events: EventBatch)] = []
    private var nextKept = 0

    /// Records handed out.
    private(set) var records: UInt64 = 0

    /// Creates a flow over all records.
    package init(reader: RecordReader, parser: any TemplateParser, verb: Verb) {
        self.init(reader: reader, parser: parser, verb: verb, splitPoint: nil)
    }

    /// Creates a flow.
    ///
    /// - Parameters:
    ///   - reader: where records come from.
    ///   - parser: makes events of them.
    ///   - verb: whether it learns.
    ///   - splitPoint: when learning, records behind it are left out.
    init(reader: RecordReader, parser: any TemplateParser, verb: Verb, splitPoint: SplitPoint?) {
        self.reader = reader
        self.parser = parser
        self.verb = verb
        self.splitPoint = splitPoint
    }

    /// Reads and parses the next batch.
    ///
    /// - Returns: `false` at the end of the input.
    package mutating func next(_ records: inout RecordBatch, _ events: inout EventBatch) throws -> Bool {
        if nextKept < kept.count {
            (records, events) = kept[nextKept]
            nextKept += 1
            if nextKept == kept.count { (kept, nextKept) = ([], 0) }
        } else {
            guard try read(&records, &events) else {
                if verb == .learn { parser.finishLearning() }
                return false
            }
        }
        self.records += UInt64(records.records.count)
        return true
    }

    private mutating func read(_ records: inout RecordBatch, _ events: inout EventBatch) throws -> Bool {
        guard try reader.read(into: &records) else { return false }
        if let splitPoint { records = records.before(splitPoint, last: &isBeforeSplit) }
        switch verb {
        case .learn: parser.learn(records, into: &events)
        case .match: parser.match(records, into: &events)
        }
        return true
    }

    /// Looks ahead until the discovery has enough records of a format, a batch of another comes, or the input ends.
    ///
    /// - Parameter format: the format's number; its records are the next to come.
    /// - Returns: what ties records together.
    package mutating func survey(format: Int = 0, _ configuration: SessionDiscovery.Configuration = .init()) throws -> SessionChoice {
        var discovery = SessionDiscovery(fieldNames: reader.formats.formats[format].fieldNames, configuration: configuration)
        for batch in kept[nextKept...] where batch.records.format == format { discovery.add(batch.records, batch.events) }
        var records = RecordBatch(), events = EventBatch()
        while !discovery.isFull, kept.last?.records.format ?? format == format, try read(&records, &events) {
            if records.format == format { discovery.add(records, events) }
            records.trim()
            kept.append((records, events))
            records = RecordBatch()
        }
        return discovery.choice()
    }

    /// Hands a batch back, to be handed out again next.
    mutating func handBack(_ records: RecordBatch, _ events: EventBatch) {
        kept = [(records, events)] + kept[nextKept...]
        nextKept = 0
        self.records -= UInt64(records.records.count)
    }

    /// How sessions of a format begin and hand on their identifier, in what the survey looked at.
    func habits(of rule: SessionRule, format: Int = 0) throws -> SessionHabits? {
        guard rule != .none else { return nil }
        var learner = try SessionHabitsLearner(rule: rule, fieldNames: reader.formats.formats[format].fieldNames)
        for batch in kept[nextKept...] where batch.records.format == format {
            learner.add(batch.records, batch.events, canonical: parser.canonical)
        }
        return learner.habits()
    }

    /// What the parser has to say about the templates it learnt.
    var parserWarnings: [ParserWarning] {
        var parser = parser
        return parser.takeWarnings()
    }

    /// Records of a format seen by the survey and not handed out yet.
    func surveyedRecords(format: Int = 0) -> Int {
        kept[nextKept...].reduce(0) { $0 + ($1.records.format == format ? $1.records.records.count : 0) }
    }
}
