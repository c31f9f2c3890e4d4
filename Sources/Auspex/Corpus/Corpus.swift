/// A log that was read and parsed once, for many methods, seeds and splits to learn from.
///
/// ```swift
/// let corpus = try Corpus.read(CorpusInput(inputs: ["week.log"]), labels: CorpusLabels(sessions: Labels(path: "labels.csv").isAnomalous))
/// let parts = corpus.split(Split())
/// let model = try TrainingRun(input: corpus.input, plan: plan).run(on: corpus).model
/// let truth = corpus.labelled(parts.test)
/// ```
/// **Labels by type.** ``sessions`` and ``stream`` hold none, so a method that is given them cannot look at any; ``labelled(_:)`` gives a set that has
/// them, to evaluation and to methods that say they need it.
///
/// Everything is in memory: about 50 bytes an event with times and lines, and the values beside them.
public struct Corpus: Sendable {
    /// Where it came from.
    public let input: CorpusInput
    /// The templates, as a model stores them.
    public let parser: TrainedParser
    /// How lines became sessions.
    public let preparation: Preparation
    /// The sessions (or windows), in the order they closed, without labels.
    public let sessions: [EventSequence]
    /// All events in the order of the lines; empty for sequences, which have no lines.
    public let stream: EventStream
    /// The parameters of the events.
    public let profiles: [ParameterProfile]
    /// The truth, as far as it is known.
    public let labels: CorpusLabels
    /// Choices made on the way: formats, sessions.
    public let notes: [Note]
    let reading: Reading

    /// What was read.
    enum Reading: Sendable {
        case lines(ReadSummary, [Warning])
        case sequences(SequenceVocabulary.Reading)
    }

    /// What one format's sessions are to be warned about.
    struct Warning: Sendable {
        var rule: SessionRule
        var sessions: Sessionizer.Statistics
        var values: ValueExtractor.Statistics
        var parser: [ParserWarning]
    }

    /// Reads a log once.
    ///
    /// - Parameters:
    ///   - labels: the truth; that of sequences whose file has a label column is added.
    ///   - progress: records and bytes read so far; what it throws ends the reading.
    /// - Throws: ``InputError`` for input that cannot be used.
    public static func read(
        _ input: CorpusInput, labels: CorpusLabels = CorpusLabels(), progress: (UInt64, UInt64) throws -> Void = { _, _ in }
    ) throws -> Corpus {
        try input.isSequences ? readSequences(input, labels) : readLines(input, labels, progress)
    }

    private static func readSequences(_ input: CorpusInput, _ labels: CorpusLabels) throws -> Corpus {
        var vocabulary = SequenceVocabulary(), labels = labels
        let reading = try vocabulary.learn(input.inputs)
        if let list = input.templates { vocabulary.addTexts(try TemplateList(path: list).entries) }
        labels.sessions.merge(reading.labels) { given, _ in given }
        return Corpus(
            input: input, parser: .sequences(vocabulary), preparation: reading.preparation,
            sessions: reading.sequences, stream: EventStream(), profiles: [], labels: labels,
            notes: [reading.note], reading: .sequences(reading))
    }

    private static func readLines(
        _ input: CorpusInput, _ labels: CorpusLabels, _ progress: (UInt64, UInt64) throws -> Void
    ) throws -> Corpus {
        var sessions: [EventSequence] = [], stream = EventStream(), profiler = ParameterProfiler()
        var reading = try CorpusReading(input, keepsValues: true)
        try reading.run(
            begun: { _ in },
            batch: { records, events in
                profiler.add(records, events)
                stream.add(records, events)
            },
            closed: { closed, _ in sessions.append(closed.materialized()) }, progress: progress)
        let parser = reading.parser
        for place in sessions.indices { sessions[place].translate(parser.canonical) }
        for place in stream.templates.indices { stream.templates[place] = parser.canonical(stream.templates[place]) }
        return Corpus(
            input: input, parser: try reading.trainedParser(), preparation: reading.preparation(), sessions: sessions, stream: stream,
            profiles: profiler.profiles { parser.canonical($0) }, labels: labels, notes: reading.notes,
            reading: .lines(reading.summary, reading.warnings))
    }

    /// The templates.
    public var templates: [LogTemplate] { parser.templates }

    /// The raw text of records, read again from the files.
    ///
    /// - Throws: ``InputError`` when a file cannot be opened any more.
    public func texts(of lines: Set<LineReference>) throws -> [LineReference: String] {
        try FileLines(
            inputs: input.inputs, formats: preparation.ofAllFormats.compactMap(\.format), limits: .init(records: lines.count)
        ).texts(of: lines)
    }

    // MARK: Parts

    /// Some of the sessions, by their numbers in ``sessions``.
    public struct Parts: Sendable, Equatable {
        /// Those that teach.
        public var training: [Int]
        /// Those that choose among what was taught.
        public var validation: [Int]
        /// Those that test.
        public var test: [Int]
    }

    /// Cuts the sessions.
    ///
    /// - Parameter validationShare: share of the teaching part that is put aside, its last sessions in the order of the split; 0…1.
    public func split(_ split: Split, validationShare: Double = 0) -> Parts {
        let (training, test) = split.cut(sessions)
        let kept = training.count - Int((Double(training.count) * max(0, min(1, validationShare))).rounded())
        return Parts(training: Array(training[..<kept]), validation: Array(training[kept...]), test: test)
    }

    /// Some sessions, without labels.
    public func sessions(_ part: [Int]) -> [EventSequence] { part.map { sessions[$0] } }

    /// Some sessions with the truth about them; those without a label are left out.
    public func labelled(_ part: [Int]) -> LabelledSessions {
        let known = part.compactMap { number in labels.isAnomalous(sessions[number]).map { (sessions[number], $0) } }
        return LabelledSessions(sessions: known.map(\.0), labels: known.map(\.1))
    }

    /// Some sessions with their class; those without one are left out.
    public func classified(_ part: [Int]) -> [(session: EventSequence, label: String)] {
        part.compactMap { number in labels.classes[sessions[number].id].map { (sessions[number], $0) } }
    }
}

extension EventSequence {
    /// Replaces templates that were given up by those that stand for them.
    mutating func translate(_ canonical: (TemplateID) -> TemplateID) {
        for place in events.indices { events[place] = canonical(events[place]) }
        for place in history.indices { history[place] = canonical(history[place]) }
    }
}
