import Auspex
import Testing

@Suite struct SupportTests {
    @Test func `equal seeds give equal streams, other names other streams`() {
        var first = RandomSource(seed: 7), second = RandomSource(seed: 7)
        #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
        var left = RandomSource(seed: 7).stream("a"), right = RandomSource(seed: 7).stream("b")
        #expect(left.next() != right.next())
    }

    @Test func `fingerprint tells order, length and zero bytes apart`() {
        let inputs: [[UInt8]] = [[], [0], [0, 0], [1, 2], [2, 1], Array(0..<9), Array(0..<8)]
        let values = inputs.map { bytes in
            var fingerprint = Fingerprint()
            fingerprint.combine(bytes: bytes.span)
            return fingerprint.value
        }
        #expect(Set(values).count == inputs.count)
    }
}
