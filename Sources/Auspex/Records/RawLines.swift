/// Fetches the raw text of a few records again, for reports: one sequential pass over the inputs, stopping when all are found.
///
/// Reads plain, gzip and zstd files alike; standard input cannot be read twice, see ``RecentLines``.
public enum RawLines {
    /// How much is fetched.
    public struct Limits: Sendable, Equatable, Codable {
        /// Most records.
        public var records: Int
        /// Most bytes of one record.
        public var bytes: Int

        /// Creates limits.
        public init(records: Int = 10_000, bytes: Int = 4_096) {
            self.records = records
            self.bytes = bytes
        }
    }

    /// The text of records by their first line.
    ///
    /// - Parameters:
    ///   - references: which records; beyond `limits.records` the later ones (by source and line) are left out.
    ///   - inputs: what the ``RecordReader`` that made the references was given.
    ///   - format: the format it used.
    ///   - options: the options it used, so that the same lines are joined.
    /// - Returns: raw text with inner line breaks, invalid UTF-8 repaired; no entry for a line that is no longer there.
    /// - Throws: ``InputError`` when a file cannot be opened any more.
    /// - Complexity: one pass over the inputs up to the last reference.
    public static func fetch(
        _ references: Set<LineReference>, inputs: [String], format: LogFormat, options: RecordReader.Options = .init(),
        limits: Limits = Limits()
    ) throws -> [LineReference: String] {
        let ordered = references.sorted { ($0.source, $0.line) < ($1.source, $1.line) }.prefix(max(limits.records, 0))
        var bySource: [UInt32: [UInt64]] = [:]
        for reference in ordered { bySource[reference.source, default: []].append(reference.line) }
        let paths = try LogSources(inputs).paths
        var found: [LineReference: String] = [:]
        var batch = RecordBatch()
        for (source, lines) in bySource.sorted(by: { $0.key < $1.key }) where Int(source) < paths.count && paths[Int(source)] != "-" {
            let reader = try RecordReader(inputs: [paths[Int(source)]], format: format, options: options)
            var next = 0
            while next < lines.count, try reader.read(into: &batch) {
                for record in batch.records {
                    while next < lines.count, lines[next] < record.line { next += 1 }
                    guard next < lines.count else { break }
                    if lines[next] == record.line {
                        let end = min(record.raw.end, record.raw.start + UInt32(clamping: limits.bytes))
                        found[LineReference(source: source, line: record.line)] = batch.text(ByteRange(start: record.raw.start, end: end))
                        next += 1
                    }
                }
            }
        }
        return found
    }
}
