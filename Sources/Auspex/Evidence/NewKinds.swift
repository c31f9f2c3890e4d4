/// The kinds of line never learnt that a log has shown so far. Those that differ in a word or two are one kind: the word is a name, a place, a reason.
///
/// - Complexity: O(``window``) comparisons for a line not seen before. Memory: at most ``limit`` kinds of 16 words.
struct NewKinds: Sendable {
    /// Most kinds; beyond, what is new is not told apart.
    static let limit = 10_000
    /// Latest kinds of a length that a line is compared with.
    static let window = 256
    /// Shorter lines differ by kind if they differ at all.
    static let leastWords = 6

    private var names: [UInt64: UInt64] = [:]
    private var recent: [Int: [(words: [UInt64], name: UInt64)]] = [:]

    /// The name of all kinds beyond ``limit``.
    static let further: UInt64 = 0

    /// The name of a line's kind: its own, or that of the first one like it.
    mutating func name(of kind: NewKind) -> UInt64 {
        if let known = names[kind.name] { return known }
        guard names.count < Self.limit else { return Self.further }
        let length = kind.words.count
        if length >= Self.leastWords {
            let like = recent[length, default: []].last { Self.areAlike($0.words, kind.words) }
            let name = like?.name ?? kind.name
            names[kind.name] = name
            if like == nil {
                recent[length, default: []].append((kind.words, name))
                if recent[length, default: []].count > Self.window { recent[length, default: []].removeFirst() }
            }
            return name
        }
        names[kind.name] = kind.name
        return kind.name
    }

    /// Whether at most one word in six is another.
    private static func areAlike(_ left: [UInt64], _ right: [UInt64]) -> Bool {
        let different = zip(left, right).count { $0 != $1 }
        return different <= max(1, left.count / 6)
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(names.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        writer.write(recent.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value) { writer, kind in
                writer.write(kind.words) { $0.write($1) }
                writer.write(kind.name)
            }
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        for (kind, name) in try reader.list({ (try $0.number(), try $0.number()) }) { names[kind] = name }
        for (length, kinds) in try reader.list({ reader in
            (try reader.tally(), try reader.list { reader in (words: try reader.list { try $0.number() }, name: try reader.number()) })
        }) { recent[length] = kinds }
    }
}
