/// Something wrong with an input that is no reason to stop: a truncated archive, a file skipped in a folder, a read error half-way.
public struct InputProblem: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The file, `-` for standard input.
    public var file: String
    /// Where in the file as stored (compressed bytes for archives), if known.
    public var offset: UInt64?
    /// What is wrong, and what was done about it.
    public var what: String

    /// Creates a problem.
    public init(file: String, offset: UInt64? = nil, what: String) {
        self.file = file
        self.offset = offset
        self.what = what
    }

    /// One line.
    public var description: String {
        offset.map { "\(file): at byte \($0): \(what)" } ?? "\(file): \(what)"
    }
}

/// What was read: the account in which every line of the input appears.
///
/// For every source: `lines` = lines in records + blank lines + lines of NULs only.
public struct ReadSummary: Sendable {
    /// One file or stream.
    public struct Source: Sendable, Equatable, Codable {
        /// Path, `-` for standard input.
        public var name: String
        /// Lines, the last one counted even without a line end.
        public var lines: UInt64 = 0
        /// Bytes after decompression.
        public var bytes: UInt64 = 0
    }

    /// An example of a line that did not fit.
    public struct Sample: Sendable, Equatable, Codable {
        /// Index of the source.
        public var source: Int
        /// Line number, from 1.
        public var line: UInt64
        /// The beginning of the line, at most 200 bytes, invalid UTF-8 repaired.
        public var text: String
    }

    /// How many samples of each reason are kept.
    public static let sampleLimit = 5
    /// How many problems are kept; more are only counted.
    public static let problemLimit = 100

    /// The sources opened so far, in order.
    public internal(set) var sources: [Source] = []
    /// Records delivered.
    public internal(set) var records: UInt64 = 0
    /// Records whose header fitted.
    public internal(set) var fitting: UInt64 = 0
    /// Lines by reason. Lines with invalid UTF-8 are counted here even if their header fits.
    public internal(set) var counts: [UnparsedReason: UInt64] = [:]
    /// The first lines of each reason.
    public internal(set) var samples: [UnparsedReason: [Sample]] = [:]
    /// What was wrong with files, at most ``problemLimit``.
    public internal(set) var problems: [InputProblem] = []
    /// How many problems there were.
    public internal(set) var problemCount = 0
    /// The zones its times were written in.
    public internal(set) var zones = ZonesSeen()
    /// Fingerprint of all decompressed bytes so far, source by source.
    public internal(set) var fingerprint = Fingerprint()

    /// Creates an empty account.
    public init() {}

    /// Lines of all sources.
    public var lines: UInt64 { sources.reduce(0) { $0 + $1.lines } }
    /// Bytes of all sources, after decompression.
    public var bytes: UInt64 { sources.reduce(0) { $0 + $1.bytes } }
    /// The data hash that results are traced by: sixteen hexadecimal digits.
    public var dataHash: String { fingerprint.hexadecimal }

    /// Lines of an earlier run that this one goes on from.
    private(set) var linesBefore: UInt64 = 0

    /// Goes on counting where an earlier run stopped.
    mutating func goOn(from earlier: ReadSummary) {
        sources = earlier.sources
        (records, fitting, counts, linesBefore) = (earlier.records, earlier.fitting, earlier.counts, earlier.lines)
    }

    /// The number of a source, which is a new one when there is none of its name.
    mutating func number(of name: String) -> Int {
        if let known = sources.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return known }
        sources.append(Source(name: name))
        return sources.count - 1
    }

    /// Problems nobody has asked for yet, see ``takeNews()``.
    private var news: [InputProblem] = []

    /// What was wrong with files since the last call.
    mutating func takeNews() -> [InputProblem] {
        defer { news = [] }
        return news
    }

    mutating func add(_ problem: InputProblem) {
        problemCount += 1
        if news.count < Self.problemLimit { news.append(problem) }
        if problems.count < Self.problemLimit { problems.append(problem) }
    }

    mutating func count(_ reason: UnparsedReason, source: Int, line: UInt64, _ bytes: Span<UInt8>, from start: Int, to end: Int) {
        counts[reason, default: 0] += 1
        guard samples[reason]?.count ?? 0 < Self.sampleLimit else { return }
        var text: [UInt8] = []
        for index in start..<min(end, start + 200) { text.append(bytes[index]) }
        samples[reason, default: []].append(Sample(source: source, line: line, text: String(decoding: text, as: UTF8.self)))
    }
}
