/// What places are called whose numbers are amounts: sizes, counts, times.
///
/// Numbers say what they are by how they spread; a name decides where a log shows too few different ones to tell a size from a code.
enum AmountNames {
    /// Whether a place of this name holds amounts. The name of a unit or of a measurement counts as a word of its own: `body_bytes_sent`.
    static func contains(_ name: String) -> Bool {
        name.lowercased().split(whereSeparator: { !$0.isLetter }).contains { words.contains(String($0)) }
    }

    /// Whether a place of this name holds numbers that name something (a process, a port, a file): a larger one says nothing.
    static func isIdentifier(_ name: String) -> Bool {
        name.lowercased().split(whereSeparator: { !$0.isLetter }).last.map { identifiers.contains(String($0)) } ?? false
    }

    private static let identifiers: Set<String> = [
        "fd", "gid", "id", "inode", "line", "lsn", "pid", "port", "ppid", "seq", "sequence", "thread", "tid", "uid", "xid",
    ]

    private static let words: Set<String> = [
        "amount", "bytes", "count", "duration", "elapsed", "latency", "len", "length", "ms", "received", "rows", "sent", "size", "time",
        "took",
        "total", "us",
    ]
}
