/// A place in a chain of chunks, for reading what was written there.
///
/// The caller must not read beyond what was written; lengths come from the chain itself, which only ``SessionStore`` writes.
struct ChunkReader {
    private var chunk: UInt32
    private var offset = 0

    init(chunk: UInt32) {
        self.chunk = chunk
    }

    /// The next byte.
    @inline(__always)
    mutating func byte(in chunks: borrowing ChunkStore) -> UInt8 {
        if offset == ChunkStore.payloadBytes {
            chunk = chunks.next(after: chunk)
            precondition(chunk != ChunkStore.none, "read beyond the end of a session's bytes")
            offset = 0
        }
        defer { offset += 1 }
        return unsafe chunks.payload(of: chunk).load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The next variable-length number.
    mutating func number(in chunks: borrowing ChunkStore) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = byte(in: chunks)
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    /// The identifier at the head of a session's bytes.
    mutating func readIdentifier(in chunks: borrowing ChunkStore, into key: inout [UInt8]) {
        let count = number(in: chunks)
        for _ in 0..<count { key.append(byte(in: chunks)) }
    }
}
