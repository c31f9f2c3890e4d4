/// The events of a log in the order of its lines, whatever session they belong to: what methods that judge lines or windows learn from.
///
/// 28 bytes an event.
public struct EventStream: Sendable, Equatable {
    /// The template of each event.
    public internal(set) var templates: [TemplateID] = []
    /// When each happened, seconds since 1970 UTC; NaN where unknown.
    public internal(set) var times: [Double] = []
    /// Where each stands.
    public internal(set) var lines: [LineReference] = []

    /// Number of events.
    public var count: Int { templates.count }

    /// Adds the events of a batch.
    mutating func add(_ records: RecordBatch, _ events: EventBatch) {
        for (place, record) in records.records.enumerated() {
            templates.append(events.templates[place])
            times.append(record.time)
            lines.append(LineReference(source: UInt32(clamping: records.source), line: record.line))
        }
    }
}
