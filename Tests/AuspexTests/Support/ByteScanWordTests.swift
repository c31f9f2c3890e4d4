import Testing

@testable import Auspex

@Suite struct ByteScanWordTests {
    @Test func `eight bytes at a time find what one at a time find`() {
        var random = RandomSource(seed: 3)
        let alphabet: [UInt8] = [0x09, 0x20, 0x21, 0x0A, 0x08, 0x61, 0xA0, 0x89, 0x00, 0x1F, 0xFF]
        for _ in 0..<2_000 {
            let count = Int(random.next() % 40)
            // Mostly letters, so that hits lie in every place of a word.
            let bytes = (0..<count).map { _ in random.next() % 6 == 0 ? alphabet[Int(random.next() % 11)] : UInt8(ascii: "x") }
            let start = Int(random.next() % UInt64(count + 1)), end = start + Int(random.next() % UInt64(count - start + 1))
            let expected = (start..<end).first { bytes[$0] == 0x20 || bytes[$0] == 0x09 } ?? end
            #expect(ByteScan.findBlank(bytes.span, from: start, to: end) == expected)
            let single = (start..<end).first { bytes[$0] == 0x21 } ?? end
            #expect(ByteScan.findFirst(0x21, or: 0x21, bytes.span, from: start, to: end) == single)
        }
    }
}
