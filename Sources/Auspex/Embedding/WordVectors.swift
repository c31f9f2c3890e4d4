/// Vectors of words.
public struct WordVectors: Sendable, Equatable {
    /// Numbers of a vector.
    public let width: Int
    /// The words, in the order they were given.
    public let words: [String]
    private let vectors: [Float]
    private let numbers: [String: Int]

    /// Puts vectors together; the first of equal words counts.
    ///
    /// - Precondition: a vector of that width for each word.
    public init(words: [String], vectors: [[Float]], width: Int) {
        self.init(words: words, values: vectors.flatMap { $0 }, width: width)
    }

    init(words: [String], values: [Float], width: Int) {
        precondition(width > 0 && values.count == words.count * width, "a vector of \(width) numbers for each word")
        self.width = width
        self.words = words
        vectors = values
        numbers = Dictionary(words.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// The vector of a word; `nil` for an unseen one.
    public subscript(word: String) -> ArraySlice<Float>? {
        numbers[word].map { vectors[$0 * width..<($0 + 1) * width] }
    }

    /// Whether a word has a vector.
    public func contains(_ word: String) -> Bool { numbers[word] != nil }

    /// Cosine of the angle between two words; `nil` where one is unseen or zero.
    public func similarity(_ one: String, _ other: String) -> Double? {
        guard let a = self[one], let b = self[other] else { return nil }
        var (dot, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            dot += Double(x) * Double(y)
            aa += Double(x) * Double(x)
            bb += Double(y) * Double(y)
        }
        return aa > 0 && bb > 0 ? dot / (aa * bb).squareRoot() : nil
    }

    /// The same; refuses numbers that are not finite, which a step size that is too large makes.
    func checked() throws(InputError) -> WordVectors {
        guard vectors.allSatisfy(\.isFinite) else {
            throw InputError("word vectors diverged; use a smaller step size of the embedding", remedy: .settings)
        }
        return self
    }
}
