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
    ///   - formats: the formats it chose among.
    ///   - options: the options it used, so that the same lines are joined.
    /// - Returns: raw text with inner line breaks, invalid UTF-8 repaired; no entry for a line that is no longer there.
    /// - Throws: ``InputError`` when a file cannot be opened any more.
    /// - Complexity: one pass over the inputs up to the last reference.
    public static func fetch(
        _ references: Set<LineReference>, inputs: [String], formats: [LogFormat], options: RecordReader.Options = .init(),
        limits: Limits = Limits()
    ) throws -> [LineReference: String] {
        let ordered = references.sorted { ($0.source, $0.line) < ($1.source, $1.line) }.prefix(max(limits.records, 0))
        var bySource: [UInt32: [UInt64]] = [:]
        for reference in ordered { bySource[reference.source, default: []].append(reference.line) }
        let paths = try LogSources(inputs).paths
        var found: [LineReference: String] = [:]
        var batch = RecordBatch()
        for (source, lines) in bySource.sorted(by: { $0.key < $1.key }) where Int(source) < paths.count && paths[Int(source)] != "-" {
            let reader = try RecordReader(inputs: [paths[Int(source)]], formats: .among(formats), options: options)
            reader.wanted = lines
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

/// The raw lines of files, read from them again.
public struct FileLines: RawLineStore {
    private let inputs: [String]
    private let formats: [LogFormat]
    private let options: RecordReader.Options
    private let limits: RawLines.Limits

    /// Creates a store over what a ``RecordReader`` was given.
    public init(inputs: [String], formats: [LogFormat], options: RecordReader.Options = .init(), limits: RawLines.Limits = .init()) {
        self.inputs = inputs
        self.formats = formats
        self.options = options
        self.limits = limits
    }

    /// The files keep everything themselves.
    public mutating func keep(_ batch: RecordBatch) {}

    /// The text of records, in one pass over the files.
    public func texts(of references: Set<LineReference>) throws -> [LineReference: String] {
        guard !inputs.isEmpty, !formats.isEmpty, !references.isEmpty else { return [:] }
        return try RawLines.fetch(references, inputs: inputs, formats: formats, options: options, limits: limits)
    }
}
