/// How words of templates become vectors.
public enum WordEmbedding: String, Codable, Sendable, CaseIterable {
    /// Learnt from the log's templates by ``GloVe``.
    case glove
    /// Learnt from the log's templates by ``SkipGram``.
    case word2vec
    /// Read from a file in GloVe's text format and fine-tuned on the log's templates.
    case pretrained
    /// Drawn at random for each template: words are not read.
    case random

    /// Passes over the pairs of words in which vectors from a file are fine-tuned.
    static let tuningIterations = 5

    /// Learns vectors of the words of some templates.
    ///
    /// - Parameters:
    ///   - width: numbers of a vector; those of a file have their own.
    ///   - file: where vectors are read from, for ``pretrained``.
    /// - Returns: `nil` where words are not read.
    /// - Throws: ``InputError`` for an unusable file.
    func vectors(
        of templates: TemplateWords, width: Int, file: String?, seed: UInt64, threads: Int
    ) throws -> WordVectors? {
        let counts = Cooccurrences(templates.sentences)
        switch self {
        case .random: return nil
        case .glove:
            return try GloVe.train(counts, configuration: .init(dimension: width), seed: seed, threads: threads)
        case .word2vec:
            return try SkipGram.train(counts, configuration: .init(dimension: width), seed: seed, threads: threads)
        case .pretrained:
            guard let file, !file.isEmpty else {
                throw InputError("word vectors to start from: give a file in GloVe's text format", remedy: .settings)
            }
            let given = try WordVectors(path: file, keeping: Set(counts.words))
            var tuning = GloVe.Configuration()
            tuning.iterations = Self.tuningIterations
            return try GloVe.train(counts, configuration: tuning, from: given, seed: seed, threads: threads).keeping(given.words)
        }
    }
}

extension WordVectors {
    /// Only the vectors of some words: what a file does not know was never more than noise.
    func keeping(_ known: [String]) -> WordVectors {
        let kept = known.filter(contains)
        return WordVectors(words: kept, vectors: kept.map { Array(self[$0] ?? []) }, width: width)
    }
}
