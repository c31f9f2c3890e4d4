import Foundation
import Neural

/// Word vectors from how often words stand together: GloVe.
///
/// Pennington, Socher, Manning, *GloVe: Global Vectors for Word Representation*, EMNLP 2014. Minimises
/// `Σ f(X) (w · w~ + b + b~ − ln X)²` with AdaGrad; a word's vector is `w + w~`.
///
/// - Complexity: iterations × pairs of words that stand together × width, whatever the number of lines.
public enum GloVe {
    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Numbers of a vector. Default 150.
        public var dimension: Int
        /// Count from which on a pair has full weight. Default 100 (the paper's).
        public var fullCount: Double
        /// Exponent of the weight below it. Default 3/4 (the paper's).
        public var exponent: Double
        /// AdaGrad's step size. Default 0.05 (the paper's).
        public var rate: Double
        /// Passes over the pairs. Default 25; the paper's 50 to 100 are for text.
        public var iterations: Int

        /// Creates settings.
        public init(
            dimension: Int = 150, fullCount: Double = 100, exponent: Double = 0.75, rate: Double = 0.05, iterations: Int = 25
        ) {
            self.dimension = dimension
            self.fullCount = fullCount
            self.exponent = exponent
            self.rate = rate
            self.iterations = iterations
        }
    }

    /// The weight of a pair, `f` in the paper.
    static func weight(of count: Double, _ configuration: Configuration) -> Double {
        count < configuration.fullCount ? pow(count / configuration.fullCount, configuration.exponent) : 1
    }

    /// Learns vectors.
    ///
    /// - Parameters:
    ///   - given: vectors to start from, for the words that have one: they are fine-tuned. Their width is that of the result.
    ///   - threads: does not change the result.
    /// - Throws: ``InputError`` when a vector is no finite number any more.
    public static func train(
        _ counts: Cooccurrences, configuration: Configuration = Configuration(), from given: WordVectors? = nil, seed: UInt64 = 1,
        threads: Int = 1
    ) throws -> WordVectors {
        let width = given?.width ?? configuration.dimension
        let source = RandomSource(seed: seed)
        func start(_ word: String, _ part: String) -> [Float] {
            var random = source.stream(part + word)
            let bias = Float(random.uniform() - 0.5) / Float(width)
            // The sum of both vectors is the result, so each starts with half of what is given.
            if let vector = given?[word] { return vector.map { $0 / 2 } + [0] }
            return (0..<width).map { _ in Float(random.uniform() - 0.5) / Float(width) } + [bias]
        }
        var descent = BlockedDescent(
            .glove, width: width, words: counts.words.map { start($0, "word ") }, contexts: counts.words.map { start($0, "context ") })
        let blocks = descent.blocks
        var parts = [WordPairs](repeating: WordPairs(), count: blocks * blocks)
        for pair in counts.pairs {
            parts[pair.word % blocks * blocks + pair.context % blocks].append(
                row: pair.word / blocks, column: pair.context / blocks, target: Float(log(pair.count)),
                weight: Float(weight(of: pair.count, configuration)))
        }
        let all = parts
        for iteration in 0..<configuration.iterations {
            _ = try descent.pass(rate: Float(configuration.rate), threads: threads) { words, contexts in
                let own = all[words * blocks + contexts]
                var random = source.stream("order \(iteration) \(words) \(contexts)")
                return (own, (0..<Int32(own.count)).shuffled(using: &random))
            }
        }
        let vectors = counts.words.indices.map { zip(descent.vector(of: $0), descent.context(of: $0)).map(+) }
        return try WordVectors(words: counts.words, vectors: vectors, width: width).checked()
    }
}
