/// Parses with a given list of templates, as Loghub publishes them, and never learns another.
///
/// ```swift
/// let table = try CSVTable(bytes, name: "HDFS_templates.csv")
/// var parser = try KnownTemplates(table, name: "HDFS_templates.csv")
/// ```
///
/// `<*>` stands for any text, also none and also several words; white space runs in the text count as one blank. Where several templates match, the
/// one with most constant bytes wins, then the one that stands first in the list. ``learn(_:into:)`` only counts.
///
/// Ids are the numbers of the list's `E17`-like event ids when all of them have that form and differ, else 1, 2, 3, … in the order of the list.
///
/// - Complexity: candidates are found by their first bytes; each costs O(text) with at most one step back for each wildcard.
///   Does badly on lists with many templates that begin with a wildcard: all of those are tried.
public struct KnownTemplates: TemplateParser {
    /// A template cut at its wildcards.
    private struct Known: Sendable {
        var id: TemplateID
        var text: String
        var pattern: WildcardPattern
        var count = 0
    }

    private var known: [Known] = []
    private var slots: [TemplateID: Int] = [:]
    /// Templates by their first two bytes, best first; those that begin with a wildcard or have fewer bytes are in ``open``.
    private var byStart: [UInt16: [Int32]] = [:]
    private var open: [Int32] = []
    private let maxTextLength: Int

    /// Never grows: the list does not change.
    public var revision: UInt64 { 0 }

    /// A parser for a list of templates.
    ///
    /// - Parameters:
    ///   - templates: event ids (may be empty text) and template texts.
    ///   - maxTextLength: bytes of a message that are looked at.
    /// - Throws: ``InputError`` when the list is empty or has more than a million templates.
    public init(_ templates: [(eventID: String, text: String)], maxTextLength: Int = 16_384) throws(InputError) {
        guard !templates.isEmpty else { throw InputError("the template list is empty; give a CSV file with EventId,EventTemplate") }
        guard templates.count <= 1_000_000 else { throw InputError("\(templates.count) templates: at most a million are possible") }
        self.maxTextLength = maxTextLength
        let numbers = templates.map { Self.number($0.eventID) }
        let useNumbers = numbers.allSatisfy { $0 != nil } && Set(numbers).count == numbers.count
        for (index, template) in templates.enumerated() {
            let id = TemplateID(rawValue: useNumbers ? numbers[index] ?? 0 : UInt32(index + 1))
            known.append(Known(id: id, text: template.text, pattern: WildcardPattern(template.text)))
            slots[id] = index
        }
        let order = known.indices.sorted {
            (known[$0].pattern.constantBytes, -$0) > (known[$1].pattern.constantBytes, -$1)
        }
        for index in order {
            if let start = known[index].pattern.start {
                byStart[start, default: []].append(Int32(index))
            } else {
                open.append(Int32(index))
            }
        }
    }

    /// A parser for a table with the columns `EventId` and `EventTemplate`.
    ///
    /// - Throws: ``InputError`` when a column is missing or the table is empty.
    public init(_ table: CSVTable, name: String) throws(InputError) {
        let id = try table.column("EventId"), text = try table.column("EventTemplate")
        guard table.rowCount > 0 else { throw InputError("\(name): no templates below the header") }
        try self.init((0..<table.rowCount).map { (table[$0, id], table[$0, text]) })
    }

    /// All templates of the list, by id.
    public var templates: [LogTemplate] {
        known.map { LogTemplate(id: $0.id, text: $0.text, count: $0.count) }.sorted { $0.id < $1.id }
    }

    /// All templates in the order of the list.
    var inListOrder: [LogTemplate] { known.map { LogTemplate(id: $0.id, text: $0.text, count: $0.count) } }

    /// Sets the counts, in the order of the list.
    mutating func setCounts(_ counts: [Int]) {
        for (index, count) in zip(known.indices, counts) { known[index].count = max(0, count) }
    }

    /// A template by its id.
    public func template(_ id: TemplateID) -> LogTemplate? {
        slots[id].map { LogTemplate(id: id, text: known[$0].text, count: known[$0].count) }
    }

    /// The id itself: known templates never merge.
    public func canonical(_ id: TemplateID) -> TemplateID { id }

    /// Matches, and counts each template's records.
    public mutating func learn(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        parse(batch, into: &events)
        for id in events.templates {
            if let slot = slots[id] { known[slot].count += 1 }
        }
    }

    /// Does nothing: the templates are given.
    public mutating func finishLearning() {}

    /// Matches.
    public mutating func match(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        parse(batch, into: &events)
    }

    private func parse(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        events.removeAll(reserving: batch.records.count)
        var text = CompactText()
        for record in batch.records {
            text.assign(batch.bytes, record.content.indices.clamped(to: 0..<batch.bytes.count), limit: maxTextLength)
            events.close(find(text, &events))
        }
    }

    private func find(_ text: CompactText, _ events: inout EventBatch) -> TemplateID {
        let started = text.bytes.count >= 2 ? byStart[UInt16(text.bytes[0]) << 8 | UInt16(text.bytes[1])] ?? [] : []
        var first = 0, second = 0
        let base = events.parameters.count
        // Both lists are in falling order of constant bytes: merge them.
        while first < started.count || second < open.count {
            let takeStarted: Bool
            if first == started.count {
                takeStarted = false
            } else if second == open.count {
                takeStarted = true
            } else {
                let a = Int(started[first]), b = Int(open[second])
                takeStarted = (known[a].pattern.constantBytes, -a) > (known[b].pattern.constantBytes, -b)
            }
            let index = Int(takeStarted ? started[first] : open[second])
            if takeStarted { first += 1 } else { second += 1 }
            if known[index].pattern.match(text, into: &events.parameters) { return known[index].id }
            events.parameters.removeLast(events.parameters.count - base)
        }
        return .none
    }

    private static func number(_ text: String) -> UInt32? {
        guard text.utf8.first == UInt8(ascii: "E"), let value = UInt32(text.dropFirst()), value > 0, value < .max else { return nil }
        return value
    }
}
