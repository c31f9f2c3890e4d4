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
        /// The log format of the first source.
        public var format: LogFormat { formats[0] }
        /// The log formats in use.
        public var formats: [LogFormat]
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
        var flow = try EventFlow(
            learningFrom: options.inputs, format: options.format, templates: options.known, parser: options.parser, session: options.session
        )
        let formats = flow.reader.formats.formats
        var notes = formats.indices.map { flow.formatNote($0) }
        // What ties the records of a format together is decided where its records begin.
        var rules: [Int: SessionRule] = [:]
        let session = style == nil ? nil : options.session
        func begin(_ flow: inout EventFlow, _ format: Int) throws {
            guard let session, rules[format] == nil else { return }
            let (rule, note) = try flow.sessionRule(format: format, session)
            rules[format] = rule
            notes.append(note)
        }
        var rows = style.map { Rows($0, formats: formats, hasSessions: session != nil) }
        let isOnePass = rows == nil || options.isOnePass || options.known != nil
        guard !isOnePass else {
            var outcome = try Self.pass(&flow, "parsing", &rows, progress, write) { flow, rows, format in
                try begin(&flow, format)
                try rows?.tie(format, by: rules[format])
            }
            if rows != nil, options.known == nil {
                notes.append(Note(.passes, "a row has its template's text as known when the row was written"))
            }
            outcome.notes = notes
            return outcome
        }
        var none: Rows?
        var outcome = try Self.pass(&flow, "learning templates", &none, progress, write) { flow, _, format in try begin(&flow, format) }
        let again = try RecordReader(inputs: options.inputs, formats: .among(formats))
        var second = EventFlow(reader: again, parser: flow.parser, verb: .match)
        let written = try Self.pass(&second, "writing", &rows, progress, write) { _, rows, format in
            try rows?.tie(format, by: rules[format])
        }
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
        private let formats: [LogFormat]
        private let hasSessions: Bool
        private var finders: [SessionKeyFinder?]
        private var identifiers = ParsedWriter.Identifiers()

        init(_ style: ParsedWriter.Style, formats: [LogFormat], hasSessions: Bool) {
            self.formats = formats
            self.hasSessions = hasSessions
            writer = ParsedWriter(style, formats: formats.map(\.fieldNames), hasSessions: hasSessions)
            finders = formats.map { _ in nil }
        }

        /// Ties the records of a format together from here on.
        mutating func tie(_ format: Int, by rule: SessionRule?) throws {
            finders[format] = try rule.map { try SessionKeyFinder(rule: $0, fieldNames: formats[format].fieldNames) }
        }

        mutating func append(_ records: RecordBatch, _ events: EventBatch, _ parser: some TemplateParser, to out: inout [UInt8]) {
            if hasSessions { find(records, events) }
            writer.append(records, events, parser: parser, sessions: hasSessions ? identifiers : nil, to: &out)
        }

        private mutating func find(_ records: RecordBatch, _ events: EventBatch) {
            identifiers.starts.removeAll(keepingCapacity: true)
            identifiers.ranges.removeAll(keepingCapacity: true)
            identifiers.starts.append(0)
            let format = records.format
            for index in records.records.indices {
                if let found = finders[format]?.find(record: index, in: records, events: events), found > 0,
                    let keys = finders[format]?.keys
                {
                    identifiers.ranges.append(contentsOf: keys)
                }
                identifiers.starts.append(UInt32(identifiers.ranges.count))
            }
        }
    }

    /// Goes through the whole input once.
    ///
    /// - Parameter begin: called before the first records of each format.
    private static func pass(
        _ flow: inout EventFlow, _ stage: String, _ rows: inout Rows?, _ progress: RunProgress.Handler, _ write: Output,
        begin: (_ flow: inout EventFlow, _ rows: inout Rows?, _ format: Int) throws -> Void
    ) throws -> Outcome {
        if let writer = rows?.writer { try write { writer.appendHeader(to: &$0) } }
        var records = RecordBatch(), events = EventBatch()
        var unmatched: UInt64 = 0
        var begun: Set<Int> = []
        while try flow.next(&records, &events) {
            let format = records.format
            if begun.insert(format).inserted {
                // Handed back, so that a look ahead sees them.
                flow.handBack(records, events)
                (records, events) = (RecordBatch(), EventBatch())
                try begin(&flow, &rows, format)
                continue
            }
            for template in events.templates where template == .none { unmatched += 1 }
            if rows != nil { try write { rows?.append(records, events, flow.parser, to: &$0) } }
            try progress(RunProgress(stage: stage, records: flow.records, bytes: flow.reader.summary.bytes))
        }
        let summary = flow.reader.summary
        guard summary.records > 0 else { throw InputSummary(summary).holdsNothing("nothing to parse") }
        return Outcome(
            formats: flow.reader.formats.formats, templates: flow.parser.templates, unmatched: unmatched, input: InputSummary(summary),
            notes: [],
            warnings: TrainingRun.warnings(reading: summary, Sessionizer.Statistics(), .none) + flow.parserWarnings.map(\.description))
    }
}
