import Auspex
import Neural
import Testing

@Suite struct PrefixTreeTests {
    @Test func `equal beginnings are one node`() {
        let tree = PrefixTree(windows: [1, 2, 3, 1, 2, 4, 1, 2, 3, 0, 2, 3], length: 3)
        #expect(tree.levels.levelStarts == [0, 2, 4, 7])
        #expect(tree.levels.parents == [-1, -1, 0, 1, 2, 3, 3])
        #expect(tree.levels.tokens == [0, 1, 2, 2, 3, 3, 4])
        #expect(tree.leaves == [1, 2, 1, 0])
        #expect(tree.leafCount == 3 && tree.leafStart == 4)
    }

    @Test func `paths from leaves are the windows`() {
        var random = RandomSource(seed: 4)
        let length = 5, windows = (0..<200 * 5).map { _ in Int32(random.next() % 3) }
        let tree = PrefixTree(windows: windows, length: length)
        for window in 0..<200 {
            var node = Int32(tree.leafStart) + tree.leaves[window], path: [Int32] = []
            while node >= 0 {
                path.insert(tree.levels.tokens[Int(node)], at: 0)
                node = tree.levels.parents[Int(node)]
            }
            #expect(path == Array(windows[window * length..<(window + 1) * length]))
        }
        #expect(tree.leafCount == Set(tree.leaves).count)
    }

    @Test func `no windows, no nodes`() {
        let tree = PrefixTree(windows: [], length: 4)
        #expect(tree.levels.nodeCount == 0 && tree.leafCount == 0)
    }

    @Test func `the vocabulary numbers templates in order and knows what it does not know`() {
        let vocabulary = TemplateVocabulary([7, 3, 7, 0].map { TemplateID(rawValue: $0) })
        #expect(vocabulary.templates.map(\.rawValue) == [3, 7])
        #expect(vocabulary.number(of: TemplateID(rawValue: 3)) == 1)
        #expect(vocabulary.number(of: TemplateID(rawValue: 4)) == vocabulary.unknown)
        #expect(vocabulary.number(of: .none) == vocabulary.unknown)
        #expect(vocabulary.template(of: 2)?.rawValue == 7)
        #expect(vocabulary.template(of: 0) == nil && vocabulary.template(of: 3) == nil && vocabulary.template(of: -1) == nil)
    }
}
