import CKernels

/// Pairs of words whose vectors lie in two blocks, for embeddings that learn from how often words stand together.
public struct WordPairs: Sendable, Equatable {
    /// What is minimised.
    public enum Loss: Sendable {
        /// `w/2 (a · b + biases − target)²`; a vector has its bias behind it (Pennington, Socher, Manning 2014).
        case glove
        /// `w` times the cross-entropy of `σ(a · b)` and the target: 1 for a pair that occurs, 0 for a drawn one (Mikolov et al. 2013).
        case skipGram
    }

    /// Numbers of the words in their blocks.
    private(set) var rows: [Int32] = []
    private(set) var columns: [Int32] = []
    /// What is wanted of each pair, and how much it counts.
    private(set) var targets: [Float] = []
    private(set) var weights: [Float] = []
    private var largest: (row: Int32, column: Int32) = (-1, -1)

    /// No pairs.
    public init() {}

    /// Number of pairs.
    public var count: Int { rows.count }

    /// Adds a pair.
    public mutating func append(row: Int, column: Int, target: Float, weight: Float) {
        precondition(row >= 0 && column >= 0, "words have numbers")
        rows.append(Int32(row))
        columns.append(Int32(column))
        targets.append(target)
        weights.append(weight)
        largest = (max(largest.row, Int32(row)), max(largest.column, Int32(column)))
    }

    /// Compares the pairs.
    public static func == (a: WordPairs, b: WordPairs) -> Bool {
        a.rows == b.rows && a.columns == b.columns && a.targets == b.targets && a.weights == b.weights
    }

    /// Vectors of the words of a block with the running squares of AdaGrad (Duchi, Hazan, Singer 2011).
    public struct Block: Sendable, Equatable {
        /// `[words × stride]` numbers.
        public var values: [Float]
        /// Running squares; they start at 1.
        public var squares: [Float]

        /// Starts from these vectors.
        public init(_ values: [Float]) {
            self.values = values
            squares = [Float](repeating: 1, count: values.count)
        }
    }

    /// One pass: a step of AdaGrad for each pair, in the order given.
    ///
    /// - Returns: the sum of the losses, each before its step.
    /// - Precondition: the order names pairs, the pairs words of the blocks.
    public func descend(
        _ loss: Loss, order: [Int32], width: Int, rate: Float, words: inout Block, contexts: inout Block
    ) -> Double {
        let stride = loss == .glove ? width + 1 : width
        precondition(order.allSatisfy { $0 >= 0 && $0 < count }, "the order names pairs")
        precondition((Int(largest.row) + 1) * stride <= words.values.count && words.squares.count == words.values.count)
        precondition((Int(largest.column) + 1) * stride <= contexts.values.count && contexts.squares.count == contexts.values.count)
        // C is lent the arrays for this call; all numbers were checked above.
        switch loss {
        case .glove:
            return unsafe ck_glove(
                order.count, width, order, rows, columns, targets, weights, rate, &words.values, &words.squares, &contexts.values,
                &contexts.squares)
        case .skipGram:
            return unsafe ck_skip_gram(
                order.count, width, order, rows, columns, targets, weights, rate, &words.values, &words.squares, &contexts.values,
                &contexts.squares)
        }
    }
}
