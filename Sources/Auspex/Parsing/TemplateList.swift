/// A list of templates on disk: CSV with a column of ids (`EventId`, `event_id`, `id`) and one of texts (`EventTemplate`, `template`, `text`).
public struct TemplateList: Sendable {
    /// Ids as written, and texts, in the order of the file.
    public let rows: [(eventID: String, text: String)]

    /// Reads a list.
    ///
    /// - Throws: ``InputError`` when the file cannot be read, lacks a column, or holds no template.
    public init(path: String) throws {
        let table = try CSVTable(FileSystem.read(path, limit: 256 << 20), name: path)
        let id = try Self.column(["EventId", "event_id", "id"], of: table, in: path)
        let text = try Self.column(["EventTemplate", "template", "text"], of: table, in: path)
        rows = (0..<table.rowCount).map { (table[$0, id], table[$0, text]) }
        guard !rows.isEmpty else { throw InputError("\(path): no templates below the header") }
    }

    /// The rows whose id is a number (`17` or `E17`), as template ids.
    public var entries: [(id: TemplateID, text: String)] {
        rows.compactMap { row in
            let digits = row.eventID.hasPrefix("E") ? row.eventID.dropFirst() : row.eventID[...]
            return UInt32(digits).map { (TemplateID(rawValue: $0), row.text) }
        }
    }

    private static func column(_ names: [String], of table: CSVTable, in path: String) throws -> Int {
        for name in names {
            if let index = table.columns.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return index }
        }
        throw InputError(
            "\(path): no column \(names[0]) (or \(names.dropFirst().joined(separator: ", "))); it has \(table.columns.joined(separator: ", "))"
        )
    }
}
