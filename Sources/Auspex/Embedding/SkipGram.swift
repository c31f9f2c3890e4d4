import Foundation
import Neural

/// Word vectors from which words stand near each other: word2vec's skip-gram with negative sampling.
///
/// Mikolov et al., *Distributed Representations of Words and Phrases and their Compositionality*, NeurIPS 2013. A pair of words that stand together is told
/// from pairs with words drawn by their frequency to the power of 3/4. A line written a million times says no more about its words than one written a
/// hundred times: pairs are met once a pass and weighted as GloVe weighs them, where the paper drops frequent words at random.
public enum SkipGram {
    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Numbers of a vector. Default 150.
        public var dimension: Int
        /// Words drawn for each pair. Default 5 (the paper's for small corpora).
        public var negatives: Int
        /// AdaGrad's step size. Default 0.1.
        public var rate: Double
        /// Passes over the pairs. Default 25.
        public var iterations: Int

        /// Creates settings.
        public init(dimension: Int = 150, negatives: Int = 5, rate: Double = 0.1, iterations: Int = 25) {
            self.dimension = dimension
            self.negatives = negatives
            self.rate = rate
            self.iterations = iterations
        }
    }

    /// Learns vectors.
    ///
    /// - Parameter threads: does not change the result.
    /// - Throws: ``InputError`` when a vector is no finite number any more.
    public static func train(
        _ counts: Cooccurrences, configuration: Configuration = Configuration(), seed: UInt64 = 1, threads: Int = 1
    ) throws -> WordVectors {
        let width = configuration.dimension, source = RandomSource(seed: seed)
        func start(_ word: String, _ part: String) -> [Float] {
            var random = source.stream(part + word)
            return (0..<width).map { _ in Float(random.uniform() - 0.5) / Float(Double(width).squareRoot()) }
        }
        var descent = BlockedDescent(
            .skipGram, width: width, words: counts.words.map { start($0, "word ") }, contexts: counts.words.map { start($0, "context ") })
        let blocks = descent.blocks
        var parts = [[Cooccurrences.Pair]](repeating: [], count: blocks * blocks)
        for pair in counts.pairs { parts[pair.word % blocks * blocks + pair.context % blocks].append(pair) }
        // Words are drawn from the block of contexts a job has; each block's share of all draws is that of its words.
        let tables = (0..<blocks).map { block in
            var sum = 0.0
            return stride(from: block, to: counts.words.count, by: blocks).map { word in
                sum += pow(counts.counts[word], 0.75)
                return sum
            }
        }
        let total = max(1e-300, tables.reduce(0) { $0 + ($1.last ?? 0) })
        let weighting = GloVe.Configuration(), all = parts, negatives = configuration.negatives
        // What each word's pairs weigh in all: so much is drawn against it.
        var mass = [Double](repeating: 0, count: counts.words.count)
        for pair in counts.pairs { mass[pair.word] += GloVe.weight(of: pair.count, weighting) }
        let masses = mass
        for iteration in 0..<configuration.iterations {
            _ = try descent.pass(rate: Float(configuration.rate), threads: threads) { words, contexts in
                var random = source.stream("draw \(iteration) \(words) \(contexts)"), pairs = WordPairs()
                for pair in all[words * blocks + contexts] {
                    pairs.append(
                        row: pair.word / blocks, column: pair.context / blocks, target: 1,
                        weight: Float(GloVe.weight(of: pair.count, weighting)))
                }
                let table = tables[contexts], share = (table.last ?? 0) / total
                for word in stride(from: words, to: masses.count, by: blocks) where masses[word] > 0 && !table.isEmpty {
                    for _ in 0..<negatives {
                        let drawn = random.uniform() * table[table.count - 1]
                        pairs.append(
                            row: word / blocks, column: min(table.count - 1, table.firstPlace { $0 <= drawn }), target: 0,
                            weight: Float(masses[word] * share))
                    }
                }
                return (pairs, (0..<Int32(pairs.count)).shuffled(using: &random))
            }
        }
        return try WordVectors(
            words: counts.words, vectors: counts.words.indices.map { Array(descent.vector(of: $0)) }, width: width
        ).checked()
    }
}
