/// The words around a parameter: what it is called, and what it is found again by.
enum ParameterWords {
    /// The word before a parameter, as a range; empty when there is none behind `start`.
    static func before(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Range<Int> {
        let end = min(end, bytes.count), start = max(0, start)
        var last = end
        while last > start, !isName(bytes[last - 1]) { last -= 1 }
        var first = last
        while first > start, isName(bytes[first - 1]), last - first < 40 { first -= 1 }
        return first..<last
    }

    /// A hash of the word before a parameter; 0 when there is none.
    static func anchor(_ bytes: Span<UInt8>, from start: Int, before end: Int) -> UInt64 {
        let word = before(bytes, from: start, to: end)
        return word.isEmpty ? 0 : hash(bytes, word)
    }

    /// The hash a word is stored by.
    static func symbol(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 { UInt32(truncatingIfNeeded: hash(bytes, range) >> 16) }

    static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in range.clamped(to: 0..<bytes.count) { state = (state ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return state ^ (state >> 29)
    }

    private static func isName(_ byte: UInt8) -> Bool { NumberReader.isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 }
}
