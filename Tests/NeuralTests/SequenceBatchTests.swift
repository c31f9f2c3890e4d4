import Neural
import Testing

@Suite struct SequenceBatchTests {
    @Test func `equal beginnings are one node`() {
        let batch = SequenceBatch(sharingPrefixes: [1, 2, 3, 1, 2, 4, 1, 2, 3, 0, 2, 3], length: 3)
        #expect(batch.levelStarts == [0, 2, 4, 7])
        #expect(batch.parents == [-1, -1, 0, 1, 2, 3, 3])
        #expect(batch.tokens == [0, 1, 2, 2, 3, 3, 4])
        #expect(batch.ends == [5, 6, 5, 4])
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `paths from the ends are the sequences, of whatever length`(seed: UInt64) {
        var random = TestGenerator(seed)
        var sequences: [[Int32]] = [[]]
        for _ in 0..<300 {
            let length = Int.random(in: 0...9, using: &random)
            sequences.append((0..<length).map { _ in Int32.random(in: 0..<3, using: &random) })
        }
        var starts = [0]
        for sequence in sequences { starts.append(starts[starts.count - 1] + sequence.count) }
        let batch = SequenceBatch(sharingPrefixes: sequences.flatMap { $0 }, starts: starts)
        for (sequence, end) in zip(sequences, batch.ends) {
            var node = end, path: [Int32] = []
            while node >= 0 {
                path.insert(batch.tokens[Int(node)], at: 0)
                node = batch.parents[Int(node)]
            }
            #expect(path == sequence)
        }
        // No beginning is there twice.
        let beginnings = Set(sequences.flatMap { sequence in sequence.indices.map { Array(sequence[...$0]) } })
        #expect(batch.nodeCount == beginnings.count)
    }

    @Test func `sequences of falling length are chains that end where they end`() {
        let batch = SequenceBatch.chains(fallingLengths: [3, 2, 2, 0])
        #expect(batch.levelStarts == [0, 3, 6, 7])
        #expect(batch.parents == [-1, -1, -1, 0, 1, 2, 3])
        #expect(batch.ends == [6, 4, 5, -1])
        #expect(SequenceBatch.chains(fallingLengths: [2, 2]) == .chains(count: 2, length: 2))
        #expect(SequenceBatch.rows(3).parents == [-1, -1, -1])
    }

    @Test func `no sequences, no nodes`() {
        for batch in [SequenceBatch(sharingPrefixes: [], length: 4), .chains(fallingLengths: []), .rows(0)] {
            #expect(batch.nodeCount == 0 && batch.ends.isEmpty)
        }
    }

    @Test func `sequences of any lengths share nothing and keep their order`() {
        let sequences: [[Int32]] = [[1, 2], [], [3, 4, 5], [6], [7, 8]]
        let starts = sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        let batch = SequenceBatch.chains(sequences.flatMap { $0 }, starts: starts), paths = SequencePaths(batch)
        #expect(batch.nodeCount == 8 && batch.levelCount == 3)
        for (number, sequence) in sequences.enumerated() {
            #expect(paths.places(of: number).map { batch.tokens[Int(paths.nodes[$0])] } == sequence)
        }
    }

    @Test func `paths over shared beginnings name the shared nodes again`() {
        let batch = SequenceBatch(sharingPrefixes: [1, 2, 3, 1, 2, 4, 1], starts: [0, 3, 6, 7]), paths = SequencePaths(batch)
        #expect(batch.nodeCount == 4)
        #expect(paths.starts == [0, 3, 6, 7])
        #expect(paths.nodes.map { batch.tokens[Int($0)] } == [1, 2, 3, 1, 2, 4, 1])
    }

    @Test func `a set of tokens takes the place of each token`() {
        let batch = SequenceBatch.chains([0, 1, 1], starts: [0, 2, 3]).replacingTokens(by: [4, -1, 5, 6], count: 2)
        #expect(batch.tokensPerNode == 2)
        #expect(batch.tokens == [4, -1, 5, 6, 5, 6])
    }
}
