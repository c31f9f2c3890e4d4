import Neural

/// Descends over pairs of words on several threads with one result for any number of them.
///
/// Words are dealt into blocks. In a round each block of words meets one block of contexts, so that no two jobs touch the same vector; after as many rounds
/// as blocks every pair has been met once (Gemulla et al., KDD 2011, for matrix factorisation). The number of blocks depends on the words alone.
struct BlockedDescent {
    let loss: WordPairs.Loss
    let width: Int
    let blocks: Int
    private(set) var words: [WordPairs.Block]
    private(set) var contexts: [WordPairs.Block]

    private struct Part: Sendable {
        var words: WordPairs.Block
        var contexts: WordPairs.Block
        var loss: Double
    }

    private var stride: Int { loss == .glove ? width + 1 : width }

    /// Starts from these vectors, one row of `stride` numbers a word.
    init(_ loss: WordPairs.Loss, width: Int, words: [[Float]], contexts: [[Float]]) {
        self.loss = loss
        self.width = width
        blocks = Self.blocks(words: words.count)
        let count = blocks
        func deal(_ rows: [[Float]]) -> [WordPairs.Block] {
            (0..<count).map { block in
                WordPairs.Block(Swift.stride(from: block, to: rows.count, by: count).flatMap { rows[$0] })
            }
        }
        self.words = deal(words)
        self.contexts = deal(contexts)
    }

    /// Blocks for so many words: one where threads would cost more than they give.
    static func blocks(words: Int) -> Int { words < 512 ? 1 : 8 }

    /// One pass over all pairs.
    ///
    /// - Parameter pairs: of a block of words and a block of contexts, with the order in which they are met; called on several threads.
    /// - Returns: the sum of the losses.
    mutating func pass(
        rate: Float, threads: Int, pairs: @escaping @Sendable (_ words: Int, _ contexts: Int) -> (pairs: WordPairs, order: [Int32])
    ) throws -> Double {
        var total = 0.0
        let (loss, width, blocks) = (loss, width, blocks)
        for round in 0..<blocks {
            let (before, besides) = (words, contexts)
            let job: @Sendable (Int) -> Part = { block in
                let other = (block + round) % blocks
                var part = Part(words: before[block], contexts: besides[other], loss: 0)
                let own = pairs(block, other)
                part.loss = own.pairs.descend(
                    loss, order: own.order, width: width, rate: rate, words: &part.words, contexts: &part.contexts)
                return part
            }
            let parts = blocks == 1 ? [job(0)] : try ParallelJobs.run(blocks, threads: threads, meanwhile: { _ in }, job: job)
            for (block, part) in parts.enumerated() {
                words[block] = part.words
                contexts[(block + round) % blocks] = part.contexts
                total += part.loss
            }
        }
        return total
    }

    /// The numbers of a word's vector.
    func vector(of word: Int) -> ArraySlice<Float> { Self.row(word / blocks, of: words[word % blocks], stride, width) }
    /// The numbers of its vector as a context.
    func context(of word: Int) -> ArraySlice<Float> { Self.row(word / blocks, of: contexts[word % blocks], stride, width) }

    private static func row(_ row: Int, of block: WordPairs.Block, _ stride: Int, _ width: Int) -> ArraySlice<Float> {
        block.values[row * stride..<row * stride + width]
    }
}
