/// One reading of a log: parses it (learning templates), finds what ties its records together in each of its formats, and hands out batches and
/// sessions in order. What is kept of them is the caller's choice.
struct CorpusReading {
    /// Choices made on the way.
    private(set) var notes: [Note] = []
    /// What each format's records became, by its number; formats without a record are left out.
    private(set) var sources: [CorpusSource] = []
    private let input: CorpusInput
    private let keepsValues: Bool
    private var flow: EventFlow

    /// Opens the input.
    ///
    /// - Throws: ``InputError`` for input, a format or a template list that cannot be used.
    init(_ input: CorpusInput, keepsValues: Bool) throws {
        self.input = input
        self.keepsValues = keepsValues
        flow = try EventFlow(
            learningFrom: input.inputs, format: input.format, templates: input.templates, parser: input.parser, session: input.session,
            splitPoint: input.splitPoint)
        if input.templates == nil, input.parser.tree.name != TreeConfiguration.all[0].name {
            notes.append(Note(.parser, input.parser.tree.name))
        }
    }

    /// The parser with what it has learnt.
    var parser: any TemplateParser { flow.parser }
    /// What was read.
    var summary: ReadSummary { flow.reader.summary }
    /// The formats of the input.
    var formats: [LogFormat] { flow.reader.formats.formats }

    /// Reads to the end.
    ///
    /// - Parameters:
    ///   - begun: a format's records come from here on, and are tied together like this.
    ///   - batch: the next records with their events.
    ///   - closed: a session (or window) that has closed.
    ///   - progress: records and bytes read so far; what it throws ends the reading.
    mutating func run(
        begun: (Preparation) -> Void, batch: (RecordBatch, EventBatch) -> Void,
        closed: (_ session: borrowing ClosedSession, _ isWindow: Bool) -> Void, progress: (UInt64, UInt64) throws -> Void
    ) throws {
        var open: [Int: CorpusSource] = [:]
        func begin(_ format: Int) throws {
            var said: [Note] = []
            let source = try CorpusSource(format: format, flow: &flow, input: input, keepsValues: keepsValues, notes: &said)
            notes += said
            open[format] = source
            begun(source.preparation)
        }
        try begin(0)
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            guard let source = open[records.format] else {
                let format = records.format
                flow.handBack(records, events)
                records = RecordBatch()
                try begin(format)
                continue
            }
            batch(records, events)
            let isWindow = source.isWindowed
            source.sessionizer.add(records, events) { closed($0, isWindow) }
            try progress(flow.records, summary.bytes)
        }
        sources = open.sorted { $0.key < $1.key }.map(\.value)
        for source in sources {
            let isWindow = source.isWindowed
            source.sessionizer.finish { closed($0, isWindow) }
        }
    }

    /// How lines became sessions, for a model; of several formats the first, with the others in it.
    func preparation() -> Preparation {
        var all = sources.map { $0.learnt(isCut: input.splitPoint != nil, canonical: parser.canonical) }
        var first = all.removeFirst()
        if !all.isEmpty { first.others = all }
        let clock = ReadingClock.current
        if clock.isGiven, first.format != nil { first.timeZone = clock.zone.name }
        return first
    }

    /// What each format's sessions are to be warned about; what the parser says stands with the first.
    var warnings: [Corpus.Warning] {
        sources.enumerated().map { place, source in
            Corpus.Warning(
                rule: source.preparation.session, sessions: source.sessionizer.statistics, values: source.sessionizer.valueStatistics,
                parser: place == 0 ? flow.parserWarnings : [])
        }
    }

    /// The parser as a model stores it.
    func trainedParser() throws -> TrainedParser {
        switch flow.parser {
        case let parser as SkeletonParser: .learnt(parser)
        case let parser as FormatParsers: .formats(parser)
        case let parser as KnownTemplates: .known(parser)
        default: preconditionFailure("a parser that cannot be saved: \(type(of: flow.parser))")
        }
    }
}
