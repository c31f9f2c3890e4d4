/// Byte strings that grow at the end, in linked chunks of a fixed size from blocks that never move.
///
/// A string costs its bytes, four bytes a chunk for the link, and half a chunk of slack on average. Growing never copies what is there
/// (an array would double, and hold old and new at once for a moment). Freed chunks are used again; blocks go back to the system when
/// the store ends.
///
/// Unsafe code: all pointers stay inside this type; a chunk index is only ever one that ``allocate()`` returned, so it lies in a block.
@safe struct ChunkStore: ~Copyable {
    /// Bytes of a chunk, link included: half a cache line, so that a short identifier and its length share one chunk.
    static let chunkBytes = 32
    /// Bytes of a chunk that hold data.
    static let payloadBytes = chunkBytes - 4
    /// No chunk.
    static let none = UInt32.max

    private static let blockShift: UInt32 = 14
    private static let chunksPerBlock = 1 << Int(blockShift)

    private var blocks: [UnsafeMutableRawPointer] = unsafe []
    private var firstFree = ChunkStore.none
    private var everUsed: UInt32 = 0
    /// Chunks in use.
    private(set) var liveChunks = 0

    init() {}

    deinit {
        for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
    }

    /// Bytes taken from the system.
    var reservedBytes: Int { unsafe blocks.count * Self.chunksPerBlock * Self.chunkBytes }

    /// Bytes of chunks in use.
    var liveBytes: Int { liveChunks * Self.chunkBytes }

    /// A chunk without successor. Its payload is not cleared.
    mutating func allocate() -> UInt32 {
        liveChunks += 1
        let chunk: UInt32
        if firstFree != Self.none {
            chunk = firstFree
            firstFree = next(after: chunk)
        } else {
            chunk = everUsed
            precondition(everUsed < Self.none - 1, "the chunk store is full")
            everUsed += 1
            // Behind a release of all strings the blocks are there already.
            if unsafe Int(chunk >> Self.blockShift) == blocks.count {
                unsafe blocks.append(
                    .allocate(byteCount: Self.chunksPerBlock * Self.chunkBytes, alignment: 64))
            }
        }
        link(chunk, to: Self.none)
        return chunk
    }

    /// Gives back a whole string.
    mutating func release(from head: UInt32) {
        var chunk = head
        while chunk != Self.none {
            let following = next(after: chunk)
            link(chunk, to: firstFree)
            firstFree = chunk
            liveChunks -= 1
            chunk = following
        }
    }

    /// Gives back all strings at once.
    mutating func releaseAll() {
        firstFree = Self.none
        everUsed = 0
        liveChunks = 0
    }

    /// The chunk that continues this one, or ``none``.
    @inline(__always)
    func next(after chunk: UInt32) -> UInt32 {
        unsafe address(of: chunk).load(as: UInt32.self)
    }

    /// Makes `successor` the continuation of `chunk`.
    @inline(__always)
    func link(_ chunk: UInt32, to successor: UInt32) {
        unsafe address(of: chunk).storeBytes(of: successor, as: UInt32.self)
    }

    /// The first payload byte of a chunk.
    @inline(__always)
    func payload(of chunk: UInt32) -> UnsafeMutableRawPointer {
        unsafe address(of: chunk) + 4
    }

    @inline(__always)
    private func address(of chunk: UInt32) -> UnsafeMutableRawPointer {
        unsafe blocks[Int(chunk >> Self.blockShift)] + (Int(chunk) & (Self.chunksPerBlock - 1)) * Self.chunkBytes
    }
}
