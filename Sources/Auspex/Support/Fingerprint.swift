/// A 64-bit fingerprint of data: streaming FNV-1a over 64-bit words with a strong finaliser.
///
/// Names data, vocabularies and bundle files so that a result can be traced to its input and accidents are noticed.
/// It is no defence against somebody who *wants* a collision.
public struct Fingerprint: Sendable, Hashable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325
    private var count: UInt64 = 0

    /// Creates the fingerprint of nothing.
    public init() {}

    /// Adds one word.
    public mutating func combine(_ word: UInt64) {
        var z = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
        z ^= z >> 32
        state = z &* 0xD6E8_FEB8_6659_FD93
        count &+= 1
    }

    /// Adds bytes; their number is part of the fingerprint.
    public mutating func combine(bytes: Span<UInt8>) {
        var index = 0
        let whole = bytes.count & ~7
        while index < whole {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index + offset]) &<< UInt64(8 * offset) }
            combine(word)
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        combine(rest)
        combine(UInt64(bytes.count))
    }

    /// Adds a string's UTF-8.
    public mutating func combine(_ text: String) {
        combine(bytes: Array(text.utf8).span)
    }

    /// The fingerprint so far.
    public var value: UInt64 { (state ^ count).mixed }

    /// The fingerprint as sixteen hexadecimal digits.
    public var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
