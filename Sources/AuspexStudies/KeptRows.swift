import Auspex
import Synchronization

/// Rows of a ``TransferStudy`` in a file, one JSON line for each pair of systems and seed: an interrupted study goes on from them.
final class KeptRows: Sendable {
    private struct Entry: Codable {
        var name: String
        var seed: UInt64
        var rows: [TransferStudy.Row]
    }

    private struct Key: Hashable {
        var name: String
        var seed: UInt64
    }

    private let path: String?
    private let known: Mutex<[Key: [TransferStudy.Row]]>
    private static let sizeLimit = 1 << 26

    /// Reads what is there; a file that does not exist is empty.
    ///
    /// - Throws: ``InputError`` for a file that is something else.
    init(path: String?) throws {
        self.path = path
        var found: [Key: [TransferStudy.Row]] = [:]
        if let path, FileSystem.exists(path) {
            let lines = try FileSystem.read(path, limit: Self.sizeLimit).split(separator: UInt8(ascii: "\n"))
            for (number, line) in lines.enumerated() {
                let entry = try JSON.decode(Entry.self, from: Array(line), source: "\(path):\(number + 1)")
                found[Key(name: entry.name, seed: entry.seed)] = entry.rows
            }
        }
        known = Mutex(found)
    }

    /// The rows that are kept, or those made now.
    func rows(of name: String, seed: UInt64, _ make: () throws -> [TransferStudy.Row]) throws -> [TransferStudy.Row] {
        let key = Key(name: name, seed: seed)
        if let rows = known.withLock({ $0[key] }) { return rows }
        let rows = try make(), line = try JSON.encode(Entry(name: name, seed: seed, rows: rows))
        try known.withLock {
            $0[key] = rows
            if let path { try FileSystem.append(line: line, to: path) }
        }
        return rows
    }
}
