import Foundation

/// How the vectors of a template's words become the template's.
public enum TemplateWeighting: String, Codable, Sendable, CaseIterable {
    /// Their mean: the LogTransfer paper's.
    case mean
    /// The words' vectors are spread, and a word counts for more the fewer templates have it, for less where only one of two systems has it.
    case idf
}

extension TemplateWords {
    /// What a word counts for that only one of two systems has, beside one that both have: nothing is known of what it is like on the other.
    private static let foreignWeight: Float = 0.3
    /// Length of a weighed vector.
    private static let weighedLength: Float = 2

    /// The weight of each word: ln(N / n), when n of the N templates have it.
    ///
    /// - Parameter common: words that both of two systems have; `nil` where there is one system.
    func weights(common: Set<String>?) -> [String: Float] {
        var counts: [String: Int] = [:]
        for own in words.values { for word in Set(own) { counts[word, default: 0] += 1 } }
        return counts.reduce(into: [:]) { weights, entry in
            let rarity = Float(log(Double(max(2, words.count)) / Double(entry.value)))
            weights[entry.key] = max(0, rarity) * (common.map { $0.contains(entry.key) ? 1 : Self.foreignWeight } ?? 1)
        }
    }

    /// The weighed sum of a template's words, of a fixed length; their mean where all of them weigh nothing, `nil` where no word is known.
    func vector(of template: TemplateID, in vectors: WordVectors, weights: [String: Float]) -> [Float]? {
        var sum = [Float](repeating: 0, count: vectors.width)
        for word in words[template] ?? [] {
            guard let vector = vectors[word], let weight = weights[word] else { continue }
            for (column, value) in vector.enumerated() { sum[column] += weight * value }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-6 else { return vector(of: template, in: vectors) }
        return sum.map { $0 / length * Self.weighedLength }
    }
}
