import Auspex

/// What kind of anomaly each session holds, read from a column of a table of sessions: for figures by kind, after the verdicts.
struct AnomalyKinds: Sendable, Equatable {
    /// Kind by session identifier.
    private var kinds: [String: String] = [:]

    /// No kinds known.
    init() {}

    /// Reads a table with a column `instance_id`.
    ///
    /// - Parameters:
    ///   - column: the column that names the kind; empty fields have none.
    ///   - names: names for the column's words, where they say little by themselves.
    /// - Throws: ``InputError`` when the file cannot be read or has no such columns.
    init(path: String, column: String, names: [String: String] = [:]) throws {
        let table = try CSVTable(FileSystem.read(path, limit: 1 << 30), name: path)
        let id = try table.column("instance_id"), kind = try table.column(column)
        for row in 0..<table.rowCount where !table[row, kind].isEmpty {
            kinds[table[row, id]] = names[table[row, kind]] ?? table[row, kind]
        }
    }

    /// The places of the anomalous sessions of each kind.
    func places(of sessions: [String], anomalous: [Bool]) -> [String: [Int]] {
        var places: [String: [Int]] = [:]
        for (place, session) in sessions.enumerated() where anomalous[place] {
            if let kind = kinds[session] { places[kind, default: []].append(place) }
        }
        return places
    }
}
