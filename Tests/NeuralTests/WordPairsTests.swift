import Foundation
import Testing

@testable import Neural

/// The steps of word embeddings against finite differences of what they minimise.
@Suite struct WordPairsTests {
    /// The loss of one pair, in double precision.
    private func value(_ loss: WordPairs.Loss, _ a: [Double], _ b: [Double], target: Double, weight: Double, width: Int) -> Double {
        var dot = 0.0
        for place in 0..<width { dot += a[place] * b[place] }
        switch loss {
        case .glove:
            let error = dot + a[width] + b[width] - target
            return weight / 2 * error * error
        case .skipGram:
            let chance = 1 / (1 + exp(-dot))
            return -weight * (target * log(chance) + (1 - target) * log(1 - chance))
        }
    }

    @Test(arguments: [(WordPairs.Loss.glove, 2.5), (.skipGram, 1), (.skipGram, 0)], [1, 7, 16, 35])
    func `a step goes against the gradient`(kind: (WordPairs.Loss, Double), width: Int) {
        let (loss, target) = kind, stride = loss == .glove ? width + 1 : width, weight = 0.7, rate = 1e-3
        var generator = TestGenerator(UInt64(width))
        var words = WordPairs.Block(generator.floats(2 * stride, in: -0.5...0.5))
        var contexts = WordPairs.Block(generator.floats(3 * stride, in: -0.5...0.5))
        let (a, b) = (words.values, contexts.values)
        var pairs = WordPairs()
        pairs.append(row: 1, column: 2, target: Float(target), weight: Float(weight))
        let told = pairs.descend(loss, order: [0], width: width, rate: Float(rate), words: &words, contexts: &contexts)
        func of(_ one: [Double], _ other: [Double]) -> Double {
            value(loss, one, other, target: target, weight: weight, width: width)
        }
        let x = a[stride...].map(Double.init), y = b[(2 * stride)...].map(Double.init)
        #expect(abs(told - of(x, y)) < 1e-5)
        let h = 1e-5
        for place in 0..<stride {
            var (up, down) = (x, x)
            up[place] += h
            down[place] -= h
            let slope = (of(up, y) - of(down, y)) / (2 * h)
            // Squares start at 1, so the first step is rate times the gradient.
            #expect(abs(Double(a[stride + place] - words.values[stride + place]) / rate - slope) < 2e-3, "word \(place)")
            #expect(abs(Double(words.squares[stride + place]) - 1 - slope * slope) < 1e-3)
            (up, down) = (y, y)
            up[place] += h
            down[place] -= h
            let other = (of(x, up) - of(x, down)) / (2 * h)
            #expect(abs(Double(b[2 * stride + place] - contexts.values[2 * stride + place]) / rate - other) < 2e-3, "context \(place)")
        }
        #expect(Array(words.values[..<stride]) == Array(a[..<stride]), "other words stay")
        #expect(Array(contexts.values[..<(2 * stride)]) == Array(b[..<(2 * stride)]))
    }

    @Test func `passes bring the loss down`() {
        var generator = TestGenerator(3), pairs = WordPairs()
        for row in 0..<8 {
            for column in 0..<8 where row != column {
                pairs.append(row: row, column: column, target: Float(row % 3 + column % 3), weight: 1)
            }
        }
        var words = WordPairs.Block(generator.floats(8 * 7, in: -0.1...0.1)),
            contexts = WordPairs.Block(generator.floats(8 * 7, in: -0.1...0.1))
        let order = (0..<Int32(pairs.count)).map { $0 }
        let first = pairs.descend(.glove, order: order, width: 6, rate: 0.05, words: &words, contexts: &contexts)
        var last = first
        for _ in 0..<200 { last = pairs.descend(.glove, order: order, width: 6, rate: 0.05, words: &words, contexts: &contexts) }
        #expect(last < first / 20)
    }
}
