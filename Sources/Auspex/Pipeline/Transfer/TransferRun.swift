/// From the logs of two systems to a model of the second: reads both, learns from the source's labels, and takes that to the target.
public struct TransferRun: Sendable {
    /// One system's log and what is known of it.
    public struct System: Sendable {
        /// The log.
        public var input: CorpusInput
        /// Labels of its sessions or lines.
        public var labels: CorpusLabels

        /// Creates a system.
        public init(_ input: CorpusInput, labels: CorpusLabels = CorpusLabels()) {
            self.input = input
            self.labels = labels
        }
    }

    /// A chunk of the target worth labelling.
    public struct Suggestion: Sendable, Encodable {
        /// The chunk's name.
        public var chunk: String
        /// Probability of being anomalous.
        public var score: Double
        /// Number of its first line.
        public var firstLine: UInt64
        /// Its raw lines.
        public var lines: [String]
    }

    /// How the model does on labelled target chunks that taught nothing.
    public struct Check: Sendable, Encodable {
        /// Decisions.
        public var matrix: ConfusionMatrix
        /// Area under the precision-recall curve; `nil` without an anomalous chunk.
        public var averagePrecision: Double?
        /// Area under the ROC curve; `nil` where one kind is missing.
        public var rocArea: Double?
        /// Points of the precision-recall curve, thinned.
        public var curve: [ScoreCurve.Point]
    }

    /// A model of the target system and what happened on the way.
    public struct Outcome: Sendable {
        /// The model.
        public var model: TrainedModel
        /// Choices and facts.
        public var notes: [Note]
        /// What deserves attention.
        public var warnings: [String]
        /// Labelled chunks of the source: normal and anomalous.
        public var sourceChunks: (normal: Int, anomalous: Int)
        /// Labelled chunks of the target that taught.
        public var targetChunks: (normal: Int, anomalous: Int)
        /// The check; `nil` where all labels taught.
        public var check: Check?
        /// What to label next.
        public var suggestions: [Suggestion]
    }

    /// The system with labels.
    public var source: System
    /// The system with few.
    public var target: System
    /// The method with its settings.
    public var method: LogTransferMethod
    /// What is shared.
    public var share: SharedLayers
    /// Labelled target chunks that are learnt from at most, half of them anomalous where there are as many; `nil` takes all.
    public var labelLimit: Int?
    /// Chunks to suggest.
    public var suggestions = 0
    /// Threads; the result does not depend on it.
    public var threads = 1

    /// Creates a run.
    public init(source: System, target: System, method: LogTransferMethod, share: SharedLayers = .fc, labelLimit: Int? = nil) {
        self.source = source
        self.target = target
        self.method = method
        self.share = share
        self.labelLimit = labelLimit
    }

    private static let curvePoints = 21

    /// Reads and learns.
    ///
    /// - Throws: ``InputError`` for unusable input; whatever `progress` throws.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        let sources = try read(source, named: "source", progress), targets = try read(target, named: "target", progress)
        let seed = method.configuration.training.seed
        let context = FittingContext(seed: seed, threads: threads)
        func tell(_ stage: String, _ state: FittingProgress) throws {
            let loss = (state.loss * 1000).rounded() / 1000
            try progress(RunProgress(stage: stage, detail: "epoch \(state.epoch) of at most \(state.epochs), loss \(loss)"))
        }
        let taught = sources.chunks.examples(sources.chunks.known)
        guard !taught.sessions.isEmpty else {
            throw InputError(
                "the source system has no label that belongs to its log; give labels of its sessions or lines", remedy: .labels)
        }
        let words = TemplateWords(targets.corpus.templates)
        let base = try method.learnSource(
            .init(taught, words: TemplateWords(sources.corpus.templates)), target: words, context: context,
            progress: { try tell("learning the source", $0) })
        let drawn = targets.chunks.drawn(labelLimit, seed: seed), few = targets.chunks.examples(drawn)
        let unlabelled = targets.chunks.unlabelled(besides: drawn)
        let detector = try method.transfer(
            from: base, to: .init(few, words: words, unlabelled: unlabelled), share: share, context: context,
            progress: { try tell("learning the target", $0) })
        var warnings = sources.warnings + targets.warnings
        if base.commonWords == 0 {
            warnings.append("the two systems have no word in common: what was learnt on the source says nothing about the target")
        }
        if !target.labels.isEmpty, targets.chunks.known.isEmpty {
            warnings.append("no label of the target belongs to its log; it is treated as one without labels")
        }
        let rest = targets.chunks.apart(from: drawn)
        let normal = zip(few.sessions, few.labels).filter { !$0.1 }.map(\.0)
        // Where nothing is known to be normal, the reference lines are made of what there is.
        let summary = try TrainingSummary.fit(on: normal.isEmpty ? targets.chunks.chunks : normal)
        let fitted = FittedDetector(method: LogTransferMethod.self, fitted: detector, summary: summary)
        let reading = Self.summary(of: targets.corpus)
        var training: [TrainingFigure: Double] = [
            .sessions: Double(targets.chunks.chunks.count), .events: Double(targets.corpus.sessions.reduce(0) { $0 + $1.events.count }),
            .lines: Double(reading.lines), .templates: Double(targets.corpus.templates.count),
            .distinctSequences: Double(summary.sequences.count), .threshold: detector.threshold.value,
        ]
        training.merge(detector.trainingFigures) { $1 }
        let notes = targets.corpus.notes + detector.notes + [TrainingRun.note(about: detector.threshold)]
        var configuration = method.settings
        configuration["share"] = share.rawValue
        let manifest = BundleManifest(
            detector: LogTransferMethod.name, configuration: configuration, vocabularyHash: targets.corpus.parser.vocabularyHash,
            dataHash: reading.dataHash, seed: seed, training: training, notes: notes)
        return Outcome(
            model: TrainedModel(
                preparation: targets.corpus.preparation, parser: targets.corpus.parser, detector: fitted, manifest: manifest),
            notes: notes, warnings: warnings, sourceChunks: Self.kinds(taught), targetChunks: Self.kinds(few),
            check: check(detector, on: targets.chunks.examples(targets.chunks.judged(among: rest))),
            suggestions: try suggest(detector, among: rest, of: targets))
    }

    private struct Read {
        var corpus: Corpus
        var chunks: LabelledChunks
        var warnings: [String]
    }

    private func read(_ system: System, named name: String, _ progress: RunProgress.Handler) throws -> Read {
        var input = system.input
        if input.window == nil { input.window = method.window }
        let corpus = try Corpus.read(input, labels: system.labels) { records, bytes in
            try progress(RunProgress(stage: "reading the \(name)", records: records, bytes: bytes))
        }
        let shape = method.configuration.shape
        let chunks = LabelledChunks(
            corpus.sessions, labels: corpus.labels, length: shape.window, step: shape.step, before: shape.before)
        guard !chunks.chunks.isEmpty else {
            throw InputError("the \(name) \(input.inputs.joined(separator: ", ")) holds no event")
        }
        return Read(corpus: corpus, chunks: chunks, warnings: TrainingRun.warnings(about: corpus).map { "\(name): \($0)" })
    }

    private static func summary(of corpus: Corpus) -> InputSummary {
        switch corpus.reading {
        case .lines(let summary, _): InputSummary(summary)
        case .sequences(let found): InputSummary(found)
        }
    }

    private static func kinds(_ examples: LabelledSessions) -> (normal: Int, anomalous: Int) {
        let anomalous = examples.labels.count { $0 }
        return (examples.labels.count - anomalous, anomalous)
    }

    private func check(_ detector: SequenceClassifier, on examples: LabelledSessions) -> Check? {
        guard !examples.sessions.isEmpty else { return nil }
        let scores = detector.scores(of: examples.sessions)
        let matrix = ConfusionMatrix(flagged: scores.map { detector.threshold.flags($0) }, labels: examples.labels)
        let curve = ScoreCurve(scores: scores, labels: examples.labels)
        return Check(
            matrix: matrix, averagePrecision: curve.averagePrecision, rocArea: curve.rocArea, curve: curve.thinned(to: Self.curvePoints))
    }

    /// The chunks nearest to the threshold: least confidence, which for two kinds is also the smallest margin. Each sequence of events once.
    private func suggest(_ detector: SequenceClassifier, among places: [Int], of target: Read) throws -> [Suggestion] {
        guard suggestions > 0 else { return [] }
        let chunks = places.filter { target.chunks.labels[$0] == nil || labelLimit != nil }.map { target.chunks.chunks[$0] }
        let scores = detector.scores(of: chunks), bound = detector.threshold.value
        let order = chunks.indices.sorted { (abs(scores[$0] - bound), $0) < (abs(scores[$1] - bound), $1) }
        var told: Set<[TemplateID]> = [], shown: Set<LineReference> = [], chosen: [Int] = []
        for place in order where chosen.count < suggestions {
            guard told.insert(chunks[place].events).inserted, !chunks[place].lines.contains(where: shown.contains) else { continue }
            shown.formUnion(chunks[place].lines)
            chosen.append(place)
        }
        let texts = try target.corpus.texts(of: shown)
        return chosen.map { place in
            Suggestion(
                chunk: chunks[place].id, score: scores[place], firstLine: chunks[place].lines.first?.line ?? 0,
                lines: chunks[place].lines.map { texts[$0] ?? "" })
        }
    }
}
