/// Where labelled sessions come from and how they are divided into those that teach and those that test. Everything is read and parsed once.
public struct ComparisonSource: Sendable {
    /// Files of normal operation that teach; empty: a part of ``data`` does.
    public var baseline: [String]
    /// Files that test, or that are divided.
    public var data: [String]
    /// Files that are anomalous throughout; then ``data`` is normal throughout.
    public var anomalous: [String]
    /// A file of labels, or a header field in angle brackets; `nil` where the data have a label column.
    public var labels: String?
    /// Labels that are known already, in the place of ``labels``.
    public var truth: CorpusLabels?
    /// How records are read and tied together; its inputs are not looked at.
    public var reading: CorpusInput
    /// How data without a baseline are divided.
    public var split: Split
    /// Folds; 1 cuts once.
    public var folds: Int
    /// What a session belongs to: a regular expression on its identifier, whose first group (or whole match) is the name of the group.
    public var groupPattern: String?

    /// Creates a source.
    public init(
        baseline: [String] = [], data: [String], anomalous: [String] = [], labels: String? = nil, truth: CorpusLabels? = nil,
        reading: CorpusInput = CorpusInput(inputs: []), split: Split = Split(), folds: Int = 1, groupPattern: String? = nil
    ) {
        self.baseline = baseline
        self.data = data
        self.anomalous = anomalous
        self.labels = labels
        self.truth = truth
        self.reading = reading
        self.split = split
        self.folds = folds
        self.groupPattern = groupPattern
    }

    /// Sessions with what is known of them.
    struct Part {
        var sessions: [EventSequence] = []
        /// `nil` where nothing is known.
        var labels: [Bool?] = []
    }

    /// Reads and divides.
    ///
    /// - Throws: ``InputError`` for input that cannot be used, labels that fit no session, or a division that leaves a part empty.
    public func read(progress: RunProgress.Handler = { _ in }) throws -> ComparisonData {
        guard folds >= 1, folds <= 1000 else { throw InputError("\(folds) folds: give a number from 1 to 1000") }
        guard split.trainingShare > 0, split.trainingShare < 1 else {
            throw InputError("training share \(split.trainingShare): give a share between 0 and 1")
        }
        let paths = try LogSources(data + anomalous).paths, own = try baseline.isEmpty ? [] : LogSources(baseline).paths
        if let both = own.first(where: { paths.contains($0) }) {
            throw InputError("leak: \(both) teaches and tests; figures would be worth nothing")
        }
        let isSequences = reading.format.map { $0.lowercased() == "sequences" } ?? SequenceFile.isSequences(path: paths[0])
        if isSequences { return try readSequences() }
        guard anomalous.isEmpty else {
            throw InputError(
                "raw lines that are anomalous throughout cannot be judged beside normal ones; give one log and labels", remedy: .labels)
        }
        return try readLines(progress)
    }

    // MARK: Sequences

    private func readSequences() throws -> ComparisonData {
        var vocabulary = SequenceVocabulary(), notes: [String] = []
        func part(_ reading: SequenceVocabulary.Reading, all label: Bool?, _ given: [String: Bool]?) -> Part {
            notes += reading.warnings
            return Part(
                sessions: reading.sequences,
                labels: reading.sequences.map { session in label ?? given?[session.id] ?? reading.labels[session.id] })
        }
        let given = try labels.map { try Labels(source: $0, of: data).isAnomalous } ?? truth?.sessions
        var teaching = Part()
        if !baseline.isEmpty {
            teaching = part(try vocabulary.learn(baseline), all: nil, nil)
            // A baseline is normal but for what its own file says.
            teaching.labels = teaching.labels.map { $0 ?? false }
        }
        let isDivided = baseline.isEmpty
        func read(_ inputs: [String]) throws -> SequenceVocabulary.Reading {
            isDivided ? try vocabulary.learn(inputs) : try vocabulary.match(inputs)
        }
        var judged = part(try read(data), all: anomalous.isEmpty ? nil : false, given)
        if !anomalous.isEmpty {
            let other = part(try read(anomalous), all: true, nil)
            judged.sessions += other.sessions
            judged.labels += other.labels
        }
        if let list = reading.templates { vocabulary.addTexts(try TemplateList(path: list).entries) }
        let range = isDivided ? "event ids as given" : "event ids as given; names of the baseline"
        var result = try divide(teaching, judged, parserRange: range, granularity: judged.sessions.first?.kind ?? .session, notes)
        result.templates = vocabulary.templates
        // Sessions of plain text are named by line numbers, which say nothing across files.
        let all = teaching.sessions + judged.sessions
        result.identifiersAreNames = !all.allSatisfy { Int($0.id) != nil }
        return result
    }

    // MARK: Raw lines

    private func readLines(_ progress: RunProgress.Handler) throws -> ComparisonData {
        guard let given = try truth ?? labels.map({ try CorpusLabels(source: $0, of: data, format: reading.format) }) else {
            throw InputError("raw lines need labels to be judged by", remedy: .labels)
        }
        let told: (UInt64, UInt64) throws -> Void = { try progress(RunProgress(stage: "reading", records: $0, bytes: $1)) }
        var input = reading
        input.inputs = baseline.isEmpty ? data : baseline
        let cutsByTime = baseline.isEmpty && folds == 1 && split.order == .chronological
        var point: SplitPoint?
        if cutsByTime {
            let found = try SplitPoint.find(in: data, format: reading.format, after: split.trainingShare, progress: told)
            guard let splitPoint = found.splitPoint else { throw InputError("\(data.joined(separator: ", ")) holds no record") }
            point = splitPoint
            input.splitPoint = splitPoint
        }
        let corpus = try Corpus.read(input, progress: told)
        let range = baseline.isEmpty ? cutsByTime ? "the training part" : "all lines, those of the test among them" : "the baseline"
        var notes = TrainingRun.warnings(about: corpus)
        guard !baseline.isEmpty || cutsByTime else {
            let part = Part(sessions: corpus.sessions, labels: corpus.sessions.map { given.isAnomalous($0) })
            var result = try divide(Part(), part, parserRange: range, granularity: corpus.preparation.unit, notes)
            result.templates = corpus.templates
            return result
        }
        let plan = try DetectorPlan(detector: RuleMethod<NewTemplateRule>.name, settings: ["workflow=false", "lines=false"])
        let model = try TrainingRun(input: input, plan: plan).run(on: corpus).model
        var result = try DetectionRun(model: model, options: .init(inputs: data, splitPoint: point, keepsAll: true)).run(progress: progress)
        result.joinParts()
        notes += result.warnings.filter { !notes.contains($0) }
        let sequences = result.all.map(\.sequence)
        var taught = corpus.sessions
        if cutsByTime {
            // A session that goes on across the cut is judged as a whole; its beginning teaches nothing.
            let begun = Set(sequences.compactMap(\.lines.first))
            taught.removeAll { session in session.lines.first.map(begun.contains) ?? false }
            let across = corpus.sessions.count - taught.count
            if across > 0 { notes.append("\(across) \(result.unit.rawValue)s go on across the cut: they are judged, and teach nothing") }
        }
        // Labels of lines are about the file that is judged.
        let teaching = Part(
            sessions: taught,
            labels: taught.map { baseline.isEmpty ? given.isAnomalous($0) : given.sessions[$0.id] ?? false })
        let judged = Part(sessions: sequences, labels: sequences.map { given.isAnomalous($0) })
        var divided = try divide(teaching, judged, parserRange: range, granularity: result.unit, notes)
        divided.templates = corpus.templates
        // Process ids and the like come again later in a log; lines cannot be on both sides.
        divided.identifiersAreNames = false
        if cutsByTime { (divided.split, divided.isChronological) = (split.name, true) }
        return divided
    }

    // MARK: Dividing

    /// Leaves out what has no label, and divides.
    private func divide(
        _ teaching: Part, _ judged: Part, parserRange: String, granularity: Subject.Kind, _ notes: [String]
    ) throws -> ComparisonData {
        var sessions: [EventSequence] = [], truth: [Bool] = [], notes = notes
        func keep(_ part: Part) -> Range<Int> {
            let begin = sessions.count
            for (session, label) in zip(part.sessions, part.labels) {
                guard let label, !session.events.isEmpty else { continue }
                var session = session
                if session.kind != .message { session.values = EventValues() }
                sessions.append(session)
                truth.append(label)
            }
            let left = part.sessions.count - (sessions.count - begin)
            if left > 0 { notes.append("\(left) \(granularity.rawValue)s without a label or an event are left out") }
            return begin..<sessions.count
        }
        let first = keep(teaching), second = keep(judged)
        guard !second.isEmpty else { throw InputError("none of the \(granularity.rawValue)s that test has a label", remedy: .labels) }
        let groups = try groupPattern.map { try Self.groups(of: sessions, by: $0) }
        var folds: [ComparisonData.Fold]
        var name = "separate files"
        var isChronological = false
        if first.isEmpty {
            var split = split
            name = split.name
            // Parts of one session, or windows of one identifier, are never divided.
            if case .random(let seed) = split.order, Set(sessions.map(\.id)).count < sessions.count { split.order = .grouped(seed: seed) }
            if self.folds > 1 {
                folds = split.folds(self.folds, of: sessions, groups: groups).map { .init(training: $0.training, test: $0.test) }
                name = "\(folds.count) folds, \(name)"
            } else {
                let (training, test) = split.cut(sessions, groups: groups)
                folds = [.init(training: training, test: test)]
                isChronological = split.order == .chronological
            }
        } else {
            folds = [.init(training: Array(first), test: Array(second))]
        }
        let isGrouped = if case .grouped = split.order { first.isEmpty } else { false }
        return ComparisonData(
            sessions: sessions, labels: truth, groups: isGrouped ? groups : nil, folds: folds, split: name,
            isChronological: isChronological,
            parserRange: parserRange, granularity: granularity.rawValue, notes: notes)
    }

    private static func groups(of sessions: [EventSequence], by expression: String) throws -> [String] {
        let pattern = try Pattern(expression)
        return try sessions.map { session in
            let bytes = Array(session.id.utf8)
            guard let match = pattern.firstMatch(in: bytes) else {
                throw InputError(
                    "\(session.id.prefix(60)) belongs to no group by '\(expression)'; give an expression that fits every identifier")
            }
            let range = match.groups.dropFirst().lazy.compactMap { $0 }.first ?? match.range
            return String(decoding: bytes[range], as: UTF8.self)
        }
    }
}
