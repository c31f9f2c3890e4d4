import Foundation

/// How often words stand near each other in a log: counted once for each template and multiplied by how often it was written, so that the cost
/// grows with the templates and not with the lines.
public struct Cooccurrences: Sendable {
    /// One template with its words and the number of its lines.
    public struct Sentence: Sendable, Equatable {
        /// The words, in order.
        public var words: [String]
        /// Lines.
        public var count: Double

        /// Creates a sentence.
        public init(_ words: [String], count: Double) {
            self.words = words
            self.count = count
        }
    }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Words to each side that count as near. Default 15, as in the reference tool of GloVe.
        public var window: Int
        /// Occurrences below which a word is left out. Default 1: templates are few, a word that occurs has a meaning.
        public var leastCount: Double
        /// Words kept at most, the most frequent ones. Default 50,000.
        public var wordLimit: Int

        /// Creates settings.
        public init(window: Int = 15, leastCount: Double = 1, wordLimit: Int = 50_000) {
            self.window = window
            self.leastCount = leastCount
            self.wordLimit = wordLimit
        }
    }

    /// Two words and how often they stand together; a pair `d` words apart counts `1/d`.
    struct Pair: Sendable, Equatable {
        var word: Int
        var context: Int
        var count: Double
    }

    /// Words of a sentence beyond which it is cut.
    private static let sentenceLimit = 1_000

    /// The words, the most frequent first; equally frequent ones by name.
    public let words: [String]
    /// Occurrences of each.
    public let counts: [Double]
    /// All pairs, both ways round, ordered by word and context.
    let pairs: [Pair]

    /// Counts. Complexity: O(words of all templates × window).
    public init(_ sentences: some Sequence<Sentence>, configuration: Configuration = Configuration()) {
        let sentences = sentences.filter { $0.count > 0 }
        var counts: [String: Double] = [:]
        for sentence in sentences {
            for word in sentence.words.prefix(Self.sentenceLimit) { counts[word, default: 0] += sentence.count }
        }
        let kept = counts.filter { $0.value >= configuration.leastCount }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(configuration.wordLimit)
        words = kept.map(\.key)
        self.counts = kept.map(\.value)
        let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1.key, $0) })
        var found: [UInt64: Double] = [:]
        for sentence in sentences {
            let own = sentence.words.prefix(Self.sentenceLimit).compactMap { numbers[$0] }
            for place in own.indices {
                for other in (place + 1)..<max(place + 1, min(own.count, place + 1 + configuration.window)) {
                    let weight = sentence.count / Double(other - place)
                    found[UInt64(own[place]) << 32 | UInt64(own[other]), default: 0] += weight
                    found[UInt64(own[other]) << 32 | UInt64(own[place]), default: 0] += weight
                }
            }
        }
        pairs = found.sorted { $0.key < $1.key }
            .map { Pair(word: Int($0.key >> 32), context: Int($0.key & 0xFFFF_FFFF), count: $0.value) }
    }
}
