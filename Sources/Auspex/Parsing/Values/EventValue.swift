/// One typed parameter value of an event: a finite number, a symbol (the hash of a word), or nothing. Eight bytes.
///
/// Symbols and absence live in the payload of not-a-number, so a value never costs more than a `Double` and no NaN can reach a model
/// unnoticed: ``number`` is `nil` for both.
public struct EventValue: Sendable, Hashable {
    /// The bits as stored.
    let bits: UInt64

    private static let symbolTag: UInt64 = 0x7FFC_0000_0000_0000

    init(bits: UInt64) { self.bits = bits }

    /// A number; one that is not finite becomes ``absent``.
    public init(number: Double) {
        bits = number.isFinite ? (number + 0).bitPattern : Self.absent.bits
    }

    /// A word, known by its hash.
    public init(symbol: UInt32) { bits = Self.symbolTag | UInt64(symbol) }

    /// No value: not a number, not finite, absurdly large, or the parameter is not there.
    public static let absent = EventValue(bits: 0x7FF8_0000_0000_0000)

    /// The number, in base units (bytes, seconds, plain).
    @inline(__always)
    public var number: Double? {
        let value = Double(bitPattern: bits)
        return value.isNaN ? nil : value
    }

    /// The word's hash.
    @inline(__always)
    public var symbol: UInt32? {
        bits & Self.symbolTag == Self.symbolTag && bits >> 63 == 0 ? UInt32(truncatingIfNeeded: bits) : nil
    }

    /// Tells words apart (and numbers used as words): a word's hash, or one of the number.
    var fingerprint: UInt32 { symbol ?? UInt32(truncatingIfNeeded: bits ^ bits >> 32) }

    /// The number, or NaN.
    @inline(__always)
    var raw: Double { Double(bitPattern: bits) }

    /// Whether there is nothing.
    public var isAbsent: Bool { self == .absent }
}
