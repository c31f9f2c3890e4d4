/// What was read, for results that people and programs look at: the same for raw logs and for sequences.
public struct InputSummary: Sendable, Codable, Equatable {
    /// One file.
    public struct Source: Sendable, Codable, Equatable {
        /// Its path, `-` for standard input.
        public var path: String
        /// Lines read.
        public var lines: UInt64
        /// Bytes read.
        public var bytes: UInt64
        /// The log format it was read by.
        public var format: String?
        /// What ties its records together; `nil` where it was cut into windows.
        public var sessions: String?
    }

    /// The files in the order they were read; ``LineReference/source`` is an index into them.
    public var sources: [Source]
    /// Records delivered.
    public var records: UInt64
    /// Lines that did not fit, by reason.
    public var unparsed: [String: UInt64]
    /// The first such lines, by reason.
    public var samples: [String: [ReadSummary.Sample]]
    /// Parts that could not be read.
    public var problems: [String]
    /// The zones its times were written in.
    public var zones = ZonesSeen()
    /// The clock behind times that name no zone.
    public var clock = ReadingClock.current
    /// Fingerprint of what was read.
    public var dataHash: String

    /// Lines in all.
    public var lines: UInt64 { sources.reduce(0) { $0 + $1.lines } }
    /// Bytes in all.
    public var bytes: UInt64 { sources.reduce(0) { $0 + $1.bytes } }

    /// The zone its times are told in.
    public var zone: TimeZoneRules { zones.zone(clock) }

    /// That there is nothing to work on, and why.
    func holdsNothing(_ consequence: String) -> InputError {
        let names = sources.prefix(3).map(\.path).joined(separator: ", ") + (sources.count > 3 ? " and \(sources.count - 3) more" : "")
        let verb = sources.count == 1 ? "holds" : "hold"
        guard let problem = problems.first else {
            return InputError("\(names) \(verb) no \(lines == 0 ? "line" : "line with anything in it"): \(consequence)")
        }
        return InputError("\(names) \(verb) no whole line: \(consequence) (\(problem))")
    }

    private enum CodingKeys: String, CodingKey { case sources, records, unparsed, samples, problems, dataHash }

    /// Sums up the reading of a raw log.
    init(_ summary: ReadSummary) {
        sources = summary.sources.map { Source(path: $0.name, lines: $0.lines, bytes: $0.bytes) }
        records = summary.records
        unparsed = Dictionary(uniqueKeysWithValues: summary.counts.map { ($0.key.rawValue, $0.value) })
        samples = Dictionary(uniqueKeysWithValues: summary.samples.map { ($0.key.rawValue, $0.value) })
        problems = summary.problems.map(\.description)
        if summary.problemCount > problems.count { problems.append("and \(summary.problemCount - problems.count) more") }
        zones = summary.zones
        dataHash = summary.dataHash
    }

    /// Sums up the reading of sequences.
    init(_ reading: SequenceVocabulary.Reading) {
        sources = reading.files.map { Source(path: $0.path, lines: UInt64($0.sessions), bytes: 0) }
        records = UInt64(reading.sequences.count)
        unparsed = [:]
        samples = [:]
        problems = reading.warnings
        dataHash = reading.dataHash
    }
}
