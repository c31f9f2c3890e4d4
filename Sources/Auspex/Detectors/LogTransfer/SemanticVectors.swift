/// Vectors of templates made of their words, with what was found on the way.
struct SemanticVectors: Sendable {
    /// Numbers of a vector.
    let width: Int
    /// The templates that have words.
    let templates: [TemplateID]
    /// What a person should know.
    let notes: [Note]
    private let words: TemplateWords
    private let vectors: WordVectors?
    private let weights: [String: Float]?
    private let seed: UInt64

    /// Learns vectors of the words of a log's templates. A log without words, such as bare event numbers, has vectors drawn at random.
    ///
    /// - Parameter common: words that both systems have, where the templates are those of two.
    init(
        _ settings: ClassifierSettings<LogTransferMethod.Shape>, words: TemplateWords, common: Set<String>? = nil, seed: UInt64,
        threads: Int
    ) throws {
        let shape = settings.shape
        var notes: [Note] = []
        if words.isEmpty {
            vectors = nil
            if shape.words != .random {
                notes.append(Note(.other, "the input has no words; templates have random vectors, which mean nothing on another system"))
            }
        } else {
            let learnt = try shape.words.vectors(
                of: words, width: shape.embedding, file: shape.vectors, seed: settings.training.seed, threads: threads)
            vectors = shape.weighting == .idf ? learnt?.spread() : learnt
        }
        if let vectors {
            let (unseen, all) = words.unseen(in: vectors)
            let rest = unseen > 0 ? "; \(unseen) have none and count as zero" : ""
            notes.append(Note(.other, "\(all - unseen) of \(all) words of the templates have a vector of \(vectors.width) numbers\(rest)"))
        }
        self.words = words
        weights = shape.weighting == .idf ? words.weights(common: common) : nil
        self.seed = settings.training.seed
        self.notes = notes
        width = vectors?.width ?? shape.embedding
        templates = words.words.keys.sorted { $0.rawValue < $1.rawValue }
    }

    /// The same vectors for one of two systems that were joined.
    init(_ joint: SemanticVectors, of words: TemplateWords, notes: [Note]) {
        width = joint.width
        vectors = joint.vectors
        seed = joint.seed
        weights = joint.weights
        self.words = words
        self.notes = notes
        templates = words.words.keys.sorted { $0.rawValue < $1.rawValue }
    }

    /// `[vocabulary.count + 2 × width]`: zeros for padding, for templates without a known word, and for unknown templates.
    func table(of vocabulary: TemplateVocabulary) -> [Float] {
        guard let vectors else { return TemplateVectors.random(vocabulary, width: width, seed: seed) }
        let zeros = [Float](repeating: 0, count: width)
        return zeros
            + vocabulary.templates.flatMap { template in
                (weights.map { words.vector(of: template, in: vectors, weights: $0) } ?? words.vector(of: template, in: vectors)) ?? zeros
            } + zeros
    }
}
