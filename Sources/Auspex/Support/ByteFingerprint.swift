/// A streaming fingerprint of a long run of bytes: equal for equal bytes however they were cut into pieces.
///
/// Four independent multiply-rotate lanes over 32-byte stripes (the construction of xxHash64, own constants), so hashing costs a
/// small part of reading. ``fingerprint`` folds the lanes and the length into a ``Fingerprint``.
public struct ByteFingerprint: Sendable {
    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
        0x60EA_27EE_ADC0_B5D6, 0xC2B2_AE3D_27D4_EB4F, 0x9E37_79B9_7F4A_7C15, 0x61C8_8646_80B5_83EB
    )
    private var pending: [UInt8] = []
    /// Bytes seen so far.
    public private(set) var count: UInt64 = 0

    /// Creates the fingerprint of nothing.
    public init() {}

    /// Adds bytes.
    public mutating func combine(_ bytes: Span<UInt8>) {
        count &+= UInt64(bytes.count)
        var index = 0
        if !pending.isEmpty {
            while index < bytes.count, pending.count < 32 {
                pending.append(bytes[index])
                index += 1
            }
            guard pending.count == 32 else { return }
            let stripe = pending
            pending.removeAll(keepingCapacity: true)
            addStripes(stripe.span, from: 0, to: 32)
        }
        let whole = index + (bytes.count - index) & ~31
        addStripes(bytes, from: index, to: whole)
        for rest in whole..<bytes.count { pending.append(bytes[rest]) }
    }

    /// The fingerprint of all bytes so far.
    public var fingerprint: Fingerprint {
        var result = Fingerprint()
        result.combine(lanes.0)
        result.combine(lanes.1)
        result.combine(lanes.2)
        result.combine(lanes.3)
        result.combine(bytes: pending.span)
        result.combine(count)
        return result
    }

    private mutating func addStripes(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
        var (a, b, c, d) = lanes
        var index = start
        while index < end {
            a = Self.mix(a, ByteScan.load8(bytes, at: index))
            b = Self.mix(b, ByteScan.load8(bytes, at: index + 8))
            c = Self.mix(c, ByteScan.load8(bytes, at: index + 16))
            d = Self.mix(d, ByteScan.load8(bytes, at: index + 24))
            index += 32
        }
        lanes = (a, b, c, d)
    }

    @inline(__always)
    private static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        let z = lane &+ word &* 0xC2B2_AE3D_27D4_EB4F
        return (z << 31 | z >> 33) &* 0x9E37_79B1_85EB_CA87
    }
}
