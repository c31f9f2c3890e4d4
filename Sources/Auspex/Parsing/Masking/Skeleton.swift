/// The special bytes of a skeleton, and its hash.
///
/// A skeleton is the text of a message with each masked span replaced by one byte below `0x20` and each run of white space by one blank.
/// Messages with equal skeletons are the same event.
enum Skeleton {
    /// A span recognised by one of the byte-level masks.
    static let mask: UInt8 = 0x01
    /// The first of the user's masks; the others follow.
    static let firstUserMask: UInt8 = 0x02
    /// How many user masks fit.
    static let userMaskCount = 0x1F - 0x02
    /// A place where a template was generalised. Never in the skeleton of a message.
    static let wildcard: UInt8 = 0x1F
    /// Between tokens.
    static let blank: UInt8 = 0x20

    /// Whether a byte stands for variable text.
    @inline(__always)
    static func isVariable(_ byte: UInt8) -> Bool { byte < blank }

    /// A 64-bit hash of `count` bytes, eight at a time (folded 128-bit products, after wyhash by Wang Yi). Not seeded: the same everywhere.
    ///
    /// Unsafe reading stays inside `bytes[0..<count]`.
    @inline(__always)
    @unsafe static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
        let raw = unsafe UnsafeRawPointer(bytes)
        var offset = 0
        while offset &+ 8 <= count {
            state = unsafe (state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)).foldedProduct(0xA076_1D64_78BD_642F)
            offset &+= 8
        }
        if offset < count {
            var rest: UInt64 = 0
            if count >= 8 {
                rest = unsafe raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            } else {
                while offset < count {
                    rest = unsafe rest &<< 8 | UInt64(raw.load(fromByteOffset: offset, as: UInt8.self))
                    offset &+= 1
                }
            }
            state = (state ^ rest).foldedProduct(0xE703_7ED1_A0B4_28DB)
        }
        return state.foldedProduct(0x8EBC_6AF0_9C88_C6E3)
    }
}
