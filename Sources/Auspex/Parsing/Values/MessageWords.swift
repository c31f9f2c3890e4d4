/// The words of a message as symbols (hashes of words): what methods that read text are given.
///
/// A word is a run of letters, digits, apostrophes and bytes beyond ASCII, in lower case; each run of digits in it counts as one `0`, so that numbers do not
/// fill a vocabulary with words seen once.
public enum MessageWords {
    /// Words read of a message; what comes behind is left out.
    public static let limit = 1_024

    /// The words of a text.
    public static func read(_ text: [UInt8]) -> [EventValue] {
        var words: [EventValue] = []
        read(text.span, text.indices, into: &words)
        return words
    }

    /// Adds the words of a range of bytes.
    static func read(_ bytes: Span<UInt8>, _ range: Range<Int>, into words: inout [EventValue]) {
        var index = range.lowerBound
        let end = min(range.upperBound, bytes.count), last = words.count + limit
        while index < end, words.count < last {
            guard isPart(bytes[index]) else {
                index += 1
                continue
            }
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325, wasDigit = false
            while index < end, isPart(bytes[index]) {
                let byte = bytes[index]
                index += 1
                let isDigit = byte &- UInt8(ascii: "0") < 10
                defer { wasDigit = isDigit }
                if isDigit, wasDigit { continue }
                let folded = isDigit ? UInt8(ascii: "0") : byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
                hash = (hash ^ UInt64(folded)) &* 0x100_0000_01B3
            }
            words.append(EventValue(symbol: UInt32(truncatingIfNeeded: (hash ^ hash >> 29) >> 16)))
        }
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "'") || byte >= 0x80
    }
}
