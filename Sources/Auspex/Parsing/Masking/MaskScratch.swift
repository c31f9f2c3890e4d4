/// Where a token of a message is: in the batch and in the skeleton.
struct TokenSlot {
    /// First byte in the batch.
    var start: UInt32
    /// One past the last byte in the batch.
    var end: UInt32
    /// First byte in the skeleton; the token ends one before the next token's `skeleton`, the last one at the skeleton's end.
    var skeleton: UInt32
}

/// The scratch memory of one parsing call: the skeleton, spans and tokens of the current record, and the byte class table.
///
/// Unsafe because the scanner writes through raw pointers. Safe because the memory belongs to this non-copyable value alone, has room for
/// the longest text the scanner accepts (a skeleton is never longer than its text, and a span or token takes at least one byte of it), and the
/// scanner never looks at more than ``limit`` bytes.
@safe struct MaskScratch: ~Copyable {
    /// The longest name a header field puts in front of a text, in bytes.
    static let headLimit = 96
    /// The longest text in bytes.
    let limit: Int
    /// The skeleton of the current record.
    let skeleton: UnsafeMutablePointer<UInt8>
    /// Its masked spans, in order.
    let spans: UnsafeMutablePointer<ParameterSpan>
    /// Its tokens, in order.
    let tokens: UnsafeMutablePointer<TokenSlot>
    /// ``ByteClass`` of every byte.
    let classes: UnsafeMutablePointer<UInt8>
    /// Bytes in ``skeleton``.
    var skeletonCount = 0
    /// Entries in ``spans``.
    var spanCount = 0
    /// Entries in ``tokens``.
    var tokenCount = 0

    /// Allocates room for texts of up to `limit` bytes.
    init(limit: Int) {
        self.limit = limit
        unsafe skeleton = .allocate(capacity: limit + 2 * Self.headLimit + 64)
        unsafe spans = .allocate(capacity: limit + 80)
        unsafe tokens = .allocate(capacity: limit + 8)
        unsafe classes = .allocate(capacity: 256)
        for byte in 0..<256 { unsafe classes[byte] = ByteClass.of(UInt8(byte)) }
    }

    deinit {
        unsafe skeleton.deallocate()
        unsafe spans.deallocate()
        unsafe tokens.deallocate()
        unsafe classes.deallocate()
    }
}
