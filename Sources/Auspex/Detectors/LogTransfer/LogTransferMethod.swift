public import Neural

/// LSTM over chunks of a log whose templates are read by their words, from labelled chunks; what it learnt on one system can be taken to another.
///
/// Chen et al., *LogTransfer: Cross-System Log Anomaly Detection for Software Systems with Transfer Learning*, ISSRE 2020. A template's vector is the mean
/// of its words' vectors, so that `Interface ae1, changed state to down` and `LINK_UPDOWN: ae1 link status is DOWN` are near each other. Two
/// LSTM layers read 20 events, a fully connected layer decides. For a target system with few labels the fully connected layers are taken from the
/// source system and stay; the LSTM layers begin with the source's weights and are trained on: ``transfer(from:to:share:context:progress:)``.
///
/// Trained alone it is a supervised detector of one system. It does badly with faults that show in no word and no order.
public struct LogTransferMethod: SupervisedMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "logtransfer", summary: "An LSTM over chunks of events read by their words, learnt from labels; transfers to another system.",
        needs: [.labels, .text], reasons: [.classifier], paper: "Chen et al., ISSRE 2020",
        weakness: "faults of a kind no system was labelled for, and systems that share no words.")

    /// Sizes.
    public struct Shape: ClassifierShape {
        /// Events of a chunk. Default 20 (the paper's W).
        public var window: Int
        /// Events from one chunk to the next. Default 4 (the paper's S).
        public var step: Int
        /// Events before a chunk that are read along with it: they show whether what the chunk begins with goes on from before. Default 20; the paper
        /// reads none.
        public var before: Int
        /// Where vectors of words come from. Default ``WordEmbedding/glove`` (the paper's).
        public var words: WordEmbedding
        /// How words' vectors become a template's. Default ``TemplateWeighting/idf``; the paper has their mean.
        public var weighting: TemplateWeighting
        /// Numbers of a word's vector. Default 150; a file has its own.
        public var embedding: Int
        /// A file of vectors in GloVe's text format, for `words=pretrained`.
        public var vectors: String
        /// Units of an LSTM layer. Default 128 (the paper's α).
        public var units: Int
        /// LSTM layers. Default 2 (the paper's L).
        public var layers: Int
        /// Width of the fully connected layer. Default 192 (the paper's β).
        public var dense: Int
        /// Normal chunks for each anomalous one that are learnt from at most; others only bear on the threshold. Default 5: a log holds fifty.
        public var normals: Double
        /// Whether the source's chunks are learnt from along with the target's few. Default yes; in the paper the target's teach alone.
        public var rehearses: Bool
        /// Chunks of the target without a label, drawn at random, that are learnt from as normal ones where a first network sees nothing in them, at
        /// most. Default 10,000; 0 learns from labelled ones alone, as the paper does.
        public var unlabelled: Int
        /// Share of what the fully connected layers read dropped in training. Default 0.5 (the published code's).
        public var dropout: Double

        /// Creates sizes.
        public init(
            window: Int = 20, step: Int = 4, before: Int = 20, words: WordEmbedding = .glove, weighting: TemplateWeighting = .idf,
            embedding: Int = 150,
            vectors: String = "", units: Int = 128, layers: Int = 2, dense: Int = 192, normals: Double = 5, rehearses: Bool = true,
            unlabelled: Int = 10_000, dropout: Double = 0.5
        ) {
            self.window = window
            self.step = step
            self.before = before
            self.words = words
            self.weighting = weighting
            self.embedding = embedding
            self.vectors = vectors
            self.units = units
            self.layers = layers
            self.dense = dense
            self.normals = normals
            self.rehearses = rehearses
            self.unlabelled = unlabelled
            self.dropout = dropout
        }

        /// Chunks.
        public var reading: ClassifierReading { ClassifierReading(unit: .window, length: window, step: step, before: before) }

        /// Checks every value against its bounds.
        public func validate() throws {
            try SettingBounds.check("window", window, 1...10_000)
            try SettingBounds.check("step", step, 1...window)
            try SettingBounds.check("before", before, 0...EventSequence.historyLimit)
            try SettingBounds.check("unlabelled", unlabelled, 0...1_000_000)
            try SettingBounds.check("embedding", embedding, 1...4_096)
            try SettingBounds.check("units", units, 1...4_096)
            try SettingBounds.check("layers", layers, 1...8)
            try SettingBounds.check("dense", dense, 1...4_096)
            try SettingBounds.check("normals", normals, 1...1e9)
            try SettingBounds.check("dropout", dropout, 0...0.99)
            if words == .pretrained, vectors.isEmpty {
                throw InputError("words=pretrained: name a file of word vectors, vectors=FILE", remedy: .settings)
            }
        }

        /// Given vectors, LSTM layers, the last state, a fully connected layer, a decision.
        public func network(tokens: Int) -> SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [
                    .init(
                        tokens: tokens, embedding: embedding, isEmbeddingFixed: true,
                        layers: [SequenceNetwork.LayerKind](repeating: .lstm(units), count: layers), readout: .last)
                ], hidden: [dense], dropout: dropout, outputs: 1)
        }
    }

    /// The settings.
    public var configuration: ClassifierSettings<Shape>

    /// The method with default settings.
    public init(seed: UInt64) {
        configuration = .init(
            training: .init(epochs: 25, batchSize: 128, patience: 4, leastSteps: 200, seed: seed), shape: Shape())
    }

    /// Passes where nothing could be put aside to end training: 25, the published code's.
    static let blindEpochs = 25

    /// Passes over the target's chunks together with many others: the source's that are rehearsed, or those without a label.
    static let passesOverMany = 6

    /// Checks the settings.
    public func validate() throws {
        try configuration.training.validate()
        try configuration.shape.validate()
    }

    /// Windows of a log without sessions: chunks.
    public var window: Windowizer.Configuration? {
        let shape = configuration.shape
        return Windowizer.Configuration(extent: .records(size: shape.window, step: shape.step), before: shape.before)
    }

    /// Learns from labelled sessions or chunks of one system.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        let vectors = try SemanticVectors(configuration, words: context.words, seed: context.seed, threads: context.threads)
        return try fit(on: examples, vectors: vectors, start: start(vectors), context: context, progress: progress)
    }

    /// How a training on one system begins.
    func start(_ vectors: SemanticVectors) -> ClassifierStart {
        var start = ClassifierStart()
        start.templates = vectors.templates
        start.choosesThreshold = true
        start.blindEpochs = Self.blindEpochs
        start.remarks = vectors.notes
        return start
    }

    /// Learns with given vectors.
    func fit(
        on examples: LabelledSessions, vectors: SemanticVectors, start: ClassifierStart, context: FittingContext,
        progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        var settings = configuration
        settings.shape.embedding = vectors.width
        let (kept, weight) = thinned(examples)
        var start = start
        start.normalWeight = (start.normalWeight ?? 1) * weight
        return try SequenceClassifier.fit(
            on: kept, settings: settings, label: Self.name, threads: context.threads, start: start,
            prepare: { $0.setEmbedding(vectors.table(of: $1.vocabulary), ofBranch: 0) }, progress: progress)
    }

    /// The examples with some of the normal ones, drawn at random, and how many each of those stands for.
    func thinned(_ examples: LabelledSessions) -> (examples: LabelledSessions, weight: Double) {
        let anomalous = examples.labels.count { $0 }, normal = examples.labels.count - anomalous
        let limit = max(Self.leastNormals, Int(configuration.shape.normals * Double(anomalous)))
        guard normal > limit else { return (examples, 1) }
        var source = RandomSource(seed: configuration.training.seed).stream("normal chunks")
        let kept = Set(examples.labels.indices.filter { !examples.labels[$0] }.shuffled(using: &source).prefix(limit))
        let places = examples.labels.indices.filter { examples.labels[$0] || kept.contains($0) }
        return (
            LabelledSessions(sessions: places.map { examples.sessions[$0] }, labels: places.map { examples.labels[$0] }),
            Double(normal) / Double(limit)
        )
    }

    /// Normal chunks that are learnt from in any case.
    private static let leastNormals = 200

    /// Restores what was learnt.
    public static func restore(from components: BundleComponents) throws -> SequenceClassifier {
        let detector = try components.read(SequenceClassifier.self)
        guard detector.label == name else {
            throw InputError("classifier.json belongs to '\(detector.label)', not to '\(name)'; train again")
        }
        return detector
    }
}
