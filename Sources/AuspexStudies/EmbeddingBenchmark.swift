import Auspex

extension Benchmark {
    /// Words of the log, and templates of about ten words that it is made of.
    private static let tokens = 100_000_000.0, templates = 2_000, vocabulary = 5_000

    /// Learns vectors with GloVe's default settings from texts of templates and how often each was written.
    ///
    /// The cost does not depend on the number of lines; tokens are told as lines.
    func embedding() throws -> Figure {
        var random = RandomSource(seed: seed), sentences: [Cooccurrences.Sentence] = [], all = 0.0
        for rank in 0..<Self.templates {
            // Frequencies fall as in real logs: a few templates write most lines, and few words stand in most templates.
            let words = (0..<10).map { _ in
                let place = random.uniform()
                return "word\(Int(place * place * place * Double(Self.vocabulary)))"
            }
            sentences.append(.init(words, count: 1 / Double(rank + 1)))
            all += 10 / Double(rank + 1)
        }
        let scaled = sentences.map { Cooccurrences.Sentence($0.words, count: ($0.count * Self.tokens / all).rounded(.up)) }
        return try measure("embedding") {
            let counts = Cooccurrences(scaled)
            let vectors = try GloVe.train(counts, seed: seed, threads: threads)
            return (Int(Self.tokens), ["words": Double(vectors.words.count), "width": Double(vectors.width)])
        }
    }
}
