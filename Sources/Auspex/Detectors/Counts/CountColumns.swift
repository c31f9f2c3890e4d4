/// The columns of a count matrix: which templates are counted, and of which sessions counts say something.
public struct CountColumns: Sendable, Equatable, Codable {
    /// All templates of training.
    let known: TemplateIndex
    /// Templates that have a column.
    let columns: TemplateIndex
    /// Whether training held whole sessions; then only such are judged for their counts.
    let hasWholeSessions: Bool

    init(known: TemplateIndex, columns: TemplateIndex, hasWholeSessions: Bool) {
        self.known = known
        self.columns = columns
        self.hasWholeSessions = hasWholeSessions
    }

    private enum CodingKeys: String, CodingKey { case known, columns, hasWholeSessions }

    /// Reads columns; refuses such that training never saw.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        known = try container.decode(TemplateIndex.self, forKey: .known)
        columns = try container.decode(TemplateIndex.self, forKey: .columns)
        hasWholeSessions = try container.decode(Bool.self, forKey: .hasWholeSessions)
        guard columns.templates.allSatisfy({ known[$0] != nil }) else {
            throw DecodingError.dataCorruptedError(forKey: .columns, in: container, debugDescription: "columns nobody knows")
        }
    }

    /// Number of columns.
    public var count: Int { columns.count }

    func knows(_ template: TemplateID) -> Bool { known[template] != nil }

    /// Whether the counts of a session can be compared: those of a part cannot.
    func judgesCounts(of session: EventSequence) -> Bool {
        !session.isContinuation && (session.isComplete || !hasWholeSessions)
    }

    /// The counts of a session. One more column, ``count``, counts templates training never saw; known ones without a column are left out.
    func row(of session: EventSequence) -> CountRow {
        CountRow(columns: session.events.compactMap { columns[$0] ?? (knows($0) ? nil : columns.count) })
    }

    /// The counts of a session learnt from: lines that match no template, which labelled sessions may hold, teach nothing about a template.
    func trainingRow(of session: EventSequence) -> CountRow { CountRow(columns: session.events.compactMap { columns[$0] }) }

    /// How often each column's template occurs.
    func counts(of session: EventSequence) -> [Double] {
        var counts = [Double](repeating: 0, count: columns.count)
        for event in session.events { if let column = columns[event] { counts[column] += 1 } }
        return counts
    }

    /// The template of a column; ``TemplateID/none`` for the one of templates training never saw.
    func template(_ column: Int) -> TemplateID { column < columns.count ? columns.templates[column] : .none }
}
