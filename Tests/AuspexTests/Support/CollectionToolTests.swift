import Testing

@testable import Auspex

@Suite struct CollectionToolTests {
    @Test func `the first place is where a linear search finds it, in slices too`() {
        var source = RandomSource(seed: 5)
        for length in 0..<40 {
            let numbers = (0..<length).map { _ in Int(source.next() % 20) }.sorted()
            let slice = numbers[(length / 3)...]
            for wanted in -1...21 {
                #expect(numbers.firstPlace { $0 < wanted } == numbers.firstIndex { $0 >= wanted } ?? numbers.endIndex)
                #expect(slice.firstPlace { $0 <= wanted } == slice.firstIndex { $0 > wanted } ?? slice.endIndex)
            }
        }
    }

    @Test func `a lazy heap finds the smallest true key although keys grow unseen and items go`() {
        var source = RandomSource(seed: 9)
        var heap = LazyHeap<Int, Int>()
        var keys: [Int: Int] = [:]
        for round in 0..<2_000 {
            switch source.next() % 4 {
            case 0, 1:
                keys[round] = round
                heap.insert(round, key: round)
            case 2:
                let items = keys.keys.sorted()
                guard !items.isEmpty else { continue }
                let item = items[Int(source.next() % UInt64(items.count))]
                keys[item] = source.next() % 3 == 0 ? nil : (keys[item] ?? 0) + round
            default:
                let found = heap.first { keys[$0] }
                #expect(found.map { keys[$0] } == keys.values.min())
                if let found {
                    heap.removeFirst()
                    keys[found] = nil
                }
            }
        }
        heap.rekey { $0 / 2 }
        heap.removeAll()
        #expect(heap.count == 0 && heap.first { _ in 1 } == nil)
    }

    @Test(arguments: [
        ("a,b", ["a", "b"]), (" a , \"b, c\" ,", ["a", "b, c", ""]), ("\"say \"\"x\"\"\"", ["say \"x\""]), ("", [""]), (",", ["", ""]),
        ("\"open, rest", ["open, rest"]), ("\"a\"b,c", ["ab", "c"]), ("a\"b\",c", ["a\"b\"", "c"]),
    ])
    func `cells of a line`(line: String, expected: [String]) {
        #expect(CSVScanner.cells(of: Array(line.utf8)[...]) == expected)
        // A slice keeps the numbers of its whole.
        #expect(CSVScanner.cells(of: Array(("xx" + line).utf8)[2...]) == expected)
    }
}
