/// The 64-bit hash of identifier bytes: eight bytes a step through a 64×64→128-bit product, folded.
///
/// Equal on every platform, not a defence against somebody who makes collisions on purpose (lookups compare bytes, so a collision costs
/// time, never a wrong session).
///
/// Unsafe code: unaligned loads, each inside the bounds it has just checked.
@inline(__always)
func sessionHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: bytes.count)
    var index = 0
    while index + 8 <= bytes.count {
        let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        state = fold(state ^ word, 0xD6E8_FEB8_6659_FD93)
        index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.count {
        rest = unsafe rest << 8 | UInt64(bytes[index])
        index += 1
    }
    state = fold(state ^ rest, 0xA076_1D64_78BD_642F)
    return fold(state, 0xE703_7ED1_A0B4_28DB)
}

@inline(__always)
private func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
    (value ^ 0x2D35_8DCC_AA6C_78A5).foldedProduct(factor)
}
