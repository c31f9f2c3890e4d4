extension LogTransferMethod {
    /// One system: labelled chunks and the words of its templates.
    public struct System: Sendable {
        /// What is known of chunks.
        public var examples: LabelledSessions
        /// The templates' words.
        public var words: TemplateWords
        /// Chunks of which nothing is known; only a target's are looked at.
        public var unlabelled: [EventSequence]

        /// Creates a system.
        public init(_ examples: LabelledSessions, words: TemplateWords, unlabelled: [EventSequence] = []) {
            self.examples = examples
            self.words = words
            self.unlabelled = unlabelled
        }
    }

    /// What came of the source system: its detector, and vectors of both systems' words. One source serves any number of targets' labels.
    public struct Source: Sendable {
        /// Decides about the source system.
        public let detector: SequenceClassifier
        /// Words both systems use.
        public let commonWords: Int
        /// Different words of the target system.
        public let targetWords: Int
        let vectors: SemanticVectors
        let normalShare: Double
        let words: TemplateWords
        /// Chunks that are rehearsed, and how many each normal one stands for.
        let rehearsal: (examples: LabelledSessions, normalWeight: Double)
    }

    /// Learns from the source system. Vectors are made of the words of both systems: no label of the target is needed for them.
    ///
    /// - Throws: ``InputError`` when there are too few labels of a kind; whatever `progress` throws.
    public func learnSource(
        _ source: System, target words: TemplateWords, context: FittingContext, progress: (FittingProgress) throws -> Void = { _ in }
    ) throws -> Source {
        try validate()
        try source.examples.checkKinds(for: Self.name)
        // Templates of the two systems have numbers of their own that may be equal.
        let offset = (source.words.words.keys.map(\.rawValue).max() ?? 0) + 1
        let common = source.words.vocabulary.intersection(words.vocabulary)
        let joint = try SemanticVectors(
            configuration, words: source.words.joined(with: words, offset: offset), common: common.isEmpty ? nil : common,
            seed: context.seed, threads: context.threads)
        let own = SemanticVectors(joint, of: source.words, notes: joint.notes)
        let detector = try fit(on: source.examples, vectors: own, start: start(own), context: context, progress: progress)
        let normal = source.examples.labels.count { !$0 }
        let (kept, weight) = thinned(source.examples)
        return Source(
            detector: detector, commonWords: common.count, targetWords: words.vocabulary.count,
            vectors: joint, normalShare: Double(normal) / Double(source.examples.labels.count), words: source.words,
            rehearsal: (kept, weight))
    }

    /// Takes what was learnt on the source system to the target system.
    ///
    /// With fewer than two labelled chunks of either kind nothing can be learnt about the target, and the source's network and threshold are applied
    /// as they are.
    ///
    /// - Parameters:
    ///   - target: the few labelled chunks, and all the words of the target system.
    ///   - share: what of the source's network stays as it is.
    /// - Throws: ``InputError`` when training diverges; whatever `progress` throws.
    public func transfer(
        from source: Source, to target: System, share: SharedLayers = .fc, context: FittingContext,
        progress: (FittingProgress) throws -> Void = { _ in }
    ) throws -> SequenceClassifier {
        let anomalous = target.examples.labels.count { $0 }, normal = target.examples.labels.count - anomalous
        var notes = source.vectors.notes + [Note(.other, "\(source.commonWords) of \(source.targetWords) words are words of both systems")]
        let isTaught = min(anomalous, normal) >= 2 && share != .all
        if !isTaught {
            notes.append(
                Note(
                    .labels,
                    share == .all && min(anomalous, normal) >= 2
                        ? "everything is shared: the source's network decides as it is"
                        : "fewer than two labelled chunks of either kind: the source's network decides as it is"))
        }
        let vectors = SemanticVectors(source.vectors, of: target.words, notes: notes)
        guard isTaught else { return adopted(source.detector, target: target, vectors: vectors) }
        var start = start(vectors)
        start.weights = source.detector.network
        start.share = share
        // The labelled chunks are chosen evenly of both kinds, where the threshold will see the source's share of normal ones, as far as is known.
        let share = Double(normal) / Double(normal + anomalous)
        start.normalWeight = max(1, source.normalShare / max(1e-6, 1 - source.normalShare) * (1 - share) / max(1e-6, share))
        start.anomalousShare = 1 - source.normalShare
        var method = self
        method.configuration.shape.dropout = min(configuration.shape.dropout, Self.transferDropout)
        guard configuration.shape.rehearses, !target.words.isEmpty else {
            return try method.fit(
                on: target.examples, unlabelled: target.unlabelled, vectors: vectors, start: start, context: context, progress: progress)
        }
        // The source's templates get numbers behind the target's; what was learnt is then put over the target's templates alone.
        let known = target.words.words.keys.map(\.rawValue) + target.examples.sessions.flatMap { $0.events.map(\.rawValue) }
        let offset = (known.max() ?? 0) + 1
        let both = SemanticVectors(source.vectors, of: target.words.joined(with: source.words, offset: offset), notes: notes)
        start.templates = both.templates
        start.rehearsal = .init(examples: source.rehearsal.examples.moved(by: offset), normalWeight: source.rehearsal.normalWeight)
        start.passes = min(configuration.training.epochs, Self.passesOverMany)
        let detector = try method.fit(
            on: target.examples, unlabelled: target.unlabelled, vectors: both, start: start, context: context, progress: progress)
        let remarks = detector.state.training.remarks ?? []
        return adopted(detector, target: target, vectors: SemanticVectors(vectors, of: target.words, notes: remarks))
    }

    /// Learns from a system's few labelled chunks and from those nobody labelled, without another system.
    ///
    /// - Throws: ``InputError`` when there are too few labels of a kind; whatever `progress` throws.
    public func fit(
        on system: System, context: FittingContext, progress: (FittingProgress) throws -> Void = { _ in }
    ) throws -> SequenceClassifier {
        let vectors = try SemanticVectors(configuration, words: system.words, seed: context.seed, threads: context.threads)
        var start = start(vectors)
        start.anomalousShare = Double(system.examples.labels.count { $0 }) / Double(max(1, system.examples.labels.count))
        return try fit(
            on: system.examples, unlabelled: system.unlabelled, vectors: vectors, start: start, context: context, progress: progress)
    }

    /// Learns, and where there are chunks without a label learns again with those of them in which the first network sees nothing. Few labelled
    /// chunks hold little of what normal operation looks like, and where they say nothing a network is sure of either kind.
    private func fit(
        on examples: LabelledSessions, unlabelled: [EventSequence], vectors: SemanticVectors, start: ClassifierStart,
        context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        let first = try fit(on: examples, vectors: vectors, start: start, context: context, progress: progress)
        var source = RandomSource(seed: configuration.training.seed).stream("unlabelled chunks")
        let drawn = Array(unlabelled.shuffled(using: &source).prefix(configuration.shape.unlabelled))
        let quiet = zip(drawn, first.scores(of: drawn)).filter { $0.1 <= 0.5 }.map(\.0)
        guard !quiet.isEmpty else { return first }
        var start = start
        start.passes = min(configuration.training.epochs, Self.passesOverMany)
        start.unlabelled = .init(all: drawn, quiet: quiet)
        start.remarks.append(
            Note(.labels, "\(quiet.count) of \(drawn.count) chunks without a label look normal and were learnt from as such"))
        return try fit(on: examples, vectors: vectors, start: start, context: context, progress: progress)
    }

    /// Dropout while a network is trained on: 0.2, the published code's.
    private static let transferDropout = 0.2

    /// A network over the target's templates alone.
    private func adopted(_ detector: SequenceClassifier, target: System, vectors: SemanticVectors) -> SequenceClassifier {
        let tokens = ClassifierTokens(
            target.examples.sessions, reading: configuration.shape.reading, templates: vectors.templates)
        return detector.over(tokens, table: vectors.table(of: tokens.vocabulary), width: vectors.width, remarks: vectors.notes)
    }
}

extension LabelledSessions {
    /// The same with other numbers of templates.
    fileprivate func moved(by offset: UInt32) -> LabelledSessions {
        var moved = self
        let add = { (template: TemplateID) in TemplateID(rawValue: template.rawValue + offset) }
        for place in moved.sessions.indices {
            moved.sessions[place].events = moved.sessions[place].events.map(add)
            moved.sessions[place].history = moved.sessions[place].history.map(add)
        }
        return moved
    }
}
