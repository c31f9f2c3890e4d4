/// Raw lines to events: templates, parameters, and rows with logparser's columns.
///
/// While templates are being learnt their texts may still be generalised. So that all rows carry the final texts the input is read twice, first to
/// learn and then to match and write, unless it can be read only once (``Options/isOnePass``) or the templates are given.
///
/// - Complexity: O(bytes) for each pass; memory does not grow with the input.
public struct ParseRun {
    /// What is read, and how.
    public struct Options {
        /// Files, globs, folders, `-`.
        public var inputs: [String]
        /// Log format; `nil` finds it.
        public var format: String?
        /// What ties records together (`auto` finds it); `nil` gives rows no session column.
        public var session: String?
        /// A CSV list of templates to parse by, instead of learning.
        public var known: String?
        /// How templates are learnt.
        public var parser: SkeletonParser.Configuration
        /// Whether rows are written while learning, with the texts known so far.
        public var isOnePass: Bool

        /// Creates options.
        public init(
            inputs: [String], format: String? = nil, session: String? = nil, known: String? = nil,
            parser: SkeletonParser.Configuration = SkeletonParser.Configuration(), isOnePass: Bool = false
        ) {
            self.inputs = inputs
            self.format = format
            self.session = session
            self.known = known
            self.parser = parser
            self.isOnePass = isOnePass
        }
    }

    /// What was found.
    public struct Outcome: Sendable {
        /// The log format in use.
        public var format: LogFormat
        /// All templates with the number of their records.
        public var templates: [LogTemplate]
        /// Records that match no template: with a given list only.
        public var unmatched: UInt64
        /// What was read.
        public var input: InputSummary
        /// Choices made: format, sessions, passes.
        public var notes: [Note]
        /// What deserves attention.
        public var warnings: [String]
    }

    /// Takes bytes by appending to the buffer it lends, and throws when they cannot be put anywhere.
    public typealias Output = ((inout [UInt8]) -> Void) throws -> Void

    /// What is read, and how.
    public let options: Options

    /// Creates a run.
    public init(_ options: Options) {
        self.options = options
    }

    /// The parser's configuration with settings as typed (`similarity=0.5`).
    ///
    /// - Throws: ``InputError`` for a setting the parser does not have.
    public static func parser(_ tree: TreeConfiguration, settings arguments: [String]) throws -> SkeletonParser.Configuration {
        var settings = try Settings(arguments)
        var configuration = SkeletonParser.Configuration(tree)
        try settings.apply(to: &configuration)
        try settings.finish(for: tree.name, kind: "parser")
        return configuration
    }

    /// Reads and parses.
    ///
    /// - Parameters:
    ///   - rows: how rows are written; `nil` writes none and reads the input once.
    ///   - progress: called for each batch.
    ///   - write: takes the rows, batch by batch.
    /// - Throws: ``InputError`` for unusable input; whatever the closures throw.
    public func run(
        rows style: ParsedWriter.Style?, progress: RunProgress.Handler = { _ in }, write: Output = { _ in }
    ) throws -> Outcome {
        let reader = try RecordReader(inputs: options.inputs, format: try options.format.map { try LogFormat($0) })
        let parser: any TemplateParser
        if let known = options.known {
            parser = try KnownTemplates(TemplateList(path: known).rows)
        } else {
            let session = try options.session.flatMap { $0 == "auto" ? nil : $0 }
                .map { try SessionRule(argument: $0, fieldNames: reader.format.fieldNames) }
            parser = try SkeletonParser(options.parser.adapted(to: reader.format, sessionsBy: session?.expression))
        }
        var notes = [Note(.format, reader.choice?.explanation ?? "\(reader.format.specification), as given")]
        var flow = EventFlow(reader: reader, parser: parser, verb: .learn)
        var rule: SessionRule?
        if style != nil, let session = options.session {
            if session == "auto" {
                let choice = try flow.survey()
                rule = choice.chosen
                notes.append(Note(.sessions, choice.explanation))
            } else {
                let given = try SessionRule(argument: session, fieldNames: reader.format.fieldNames)
                rule = given
                notes.append(Note(.sessions, "by \(given.description), as given"))
            }
        }
        var rows = try style.map { try Rows($0, format: reader.format, rule: rule) }
        let isOnePass = rows == nil || options.isOnePass || options.known != nil
        guard !isOnePass else {
            if rows != nil, options.known == nil {
                notes.append(Note(.passes, "a row has its template's text as known when the row was written"))
            }
            var outcome = try Self.pass(&flow, "parsing", &rows, progress, write)
            outcome.notes = notes
            return outcome
        }
        var none: Rows?
        var outcome = try Self.pass(&flow, "learning templates", &none, progress, write)
        let again = try RecordReader(inputs: options.inputs, format: reader.format)
        var second = EventFlow(reader: again, parser: flow.parser, verb: .match)
        let written = try Self.pass(&second, "writing", &rows, progress, write)
        if written.input.dataHash != outcome.input.dataHash {
            outcome.warnings.append("the input changed between the two passes; rows are of the second, counts of the first")
        }
        outcome.unmatched = written.unmatched
        outcome.notes = notes
        return outcome
    }

    /// What rows need besides records and events.
    private struct Rows {
        var writer: ParsedWriter
        var finder: SessionKeyFinder?
        var identifiers = ParsedWriter.Identifiers()

        init(_ style: ParsedWriter.Style, format: LogFormat, rule: SessionRule?) throws {
            writer = ParsedWriter(style, fieldNames: format.fieldNames, hasSessions: rule != nil)
            finder = try rule.map { try SessionKeyFinder(rule: $0, fieldNames: format.fieldNames) }
        }

        mutating func append(_ records: RecordBatch, _ events: EventBatch, _ parser: some TemplateParser, to out: inout [UInt8]) {
            find(records, events)
            writer.append(records, events, parser: parser, sessions: finder == nil ? nil : identifiers, to: &out)
        }

        private mutating func find(_ records: RecordBatch, _ events: EventBatch) {
            guard finder != nil else { return }
            identifiers.starts.removeAll(keepingCapacity: true)
            identifiers.ranges.removeAll(keepingCapacity: true)
            identifiers.starts.append(0)
            for index in records.records.indices {
                if let found = finder?.find(record: index, in: records, events: events), found > 0, let keys = finder?.keys {
                    identifiers.ranges.append(contentsOf: keys)
                }
                identifiers.starts.append(UInt32(identifiers.ranges.count))
            }
        }
    }

    /// Goes through the whole input once.
    private static func pass(
        _ flow: inout EventFlow, _ stage: String, _ rows: inout Rows?, _ progress: RunProgress.Handler, _ write: Output
    ) throws -> Outcome {
        if let writer = rows?.writer { try write { writer.appendHeader(to: &$0) } }
        var records = RecordBatch(), events = EventBatch()
        var unmatched: UInt64 = 0
        while try flow.next(&records, &events) {
            for template in events.templates where template == .none { unmatched += 1 }
            if rows != nil { try write { rows?.append(records, events, flow.parser, to: &$0) } }
            try progress(RunProgress(stage: stage, records: flow.records, bytes: flow.reader.summary.bytes))
        }
        let summary = flow.reader.summary
        return Outcome(
            format: flow.reader.format, templates: flow.parser.templates, unmatched: unmatched, input: InputSummary(summary), notes: [],
            warnings: TrainingRun.warnings(reading: summary, Sessionizer.Statistics(), .none) + flow.parserWarnings.map(\.description))
    }
}
