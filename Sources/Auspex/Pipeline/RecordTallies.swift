/// What is counted of all records of a log, whatever session they belong to, in bounded memory.
struct RecordTallies: Sendable {
    /// Records (or events in sequences) seen.
    private(set) var events = 0
    /// Records by template.
    private(set) var templates = TemplateTally()
    /// Records and anomalies over time.
    var timeline = TimelineTally()
    /// Templates training never saw.
    private(set) var unknownTemplates = UnknownTemplates()
    /// Raw lines that cannot be read again; `nil` where they can.
    private(set) var rawLines: (any RawLineStore)?

    /// - Parameter rawLines: keeps the raw lines of all records.
    init(rawLines: (any RawLineStore)? = nil) {
        self.rawLines = rawLines
    }

    /// Counts a batch of records.
    mutating func add(_ records: RecordBatch, _ events: EventBatch) {
        self.events += records.records.count
        templates.add(events.templates)
        timeline.add(records)
        unknownTemplates.add(records, events)
        rawLines?.keep(records)
    }

    /// Counts a sequence's events.
    mutating func add(_ sequence: [TemplateID]) {
        events += sequence.count
        templates.add(sequence)
    }

    /// Takes over what another run of the same model counted.
    mutating func add(_ other: RecordTallies) {
        events += other.events
        templates.add(other.templates)
    }
}
