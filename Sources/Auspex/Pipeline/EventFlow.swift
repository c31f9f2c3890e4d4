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

    /// Looks ahead until the discovery has enough records (or the input ends).
    ///
    /// - Returns: what ties records together.
    package mutating func survey(_ configuration: SessionDiscovery.Configuration = .init()) throws -> SessionChoice {
        var discovery = SessionDiscovery(fieldNames: reader.format.fieldNames, configuration: configuration)
        var records = RecordBatch(), events = EventBatch()
        while !discovery.isFull, try read(&records, &events) {
            discovery.add(records, events)
            kept.append((records, events))
            records = RecordBatch()
        }
        return discovery.choice()
    }

    /// How sessions begin and hand on their identifier, in what the survey looked at.
    func habits(of rule: SessionRule) throws -> SessionHabits? {
        guard rule != .none else { return nil }
        var learner = try SessionHabitsLearner(rule: rule, fieldNames: reader.format.fieldNames)
        for batch in kept { learner.add(batch.records, batch.events, canonical: parser.canonical) }
        return learner.habits()
    }

    /// Records seen by the survey and not handed out yet.
    var surveyedRecords: Int { kept.reduce(0) { $0 + $1.records.records.count } }
}
