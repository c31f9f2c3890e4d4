/// Remembers which identifiers were closed a short while ago: hashes in a table of a fixed size, the newer in the place of the older.
///
/// It may forget (the place was taken) and, once in 2⁴⁸ or so, be wrong; it only ever sets a flag.
struct RecentlyClosed {
    static let size = 1 << 16
    var hashes: [UInt64] = []

    /// Bytes taken.
    var reservedBytes: Int { hashes.count * 8 }

    /// Notes an identifier. The table is made at the first one.
    mutating func insert(_ hash: UInt64) {
        if hashes.isEmpty { hashes = [UInt64](repeating: 0, count: Self.size) }
        hashes[Int(truncatingIfNeeded: hash) & (Self.size - 1)] = hash | 1
    }

    /// Whether the identifier is remembered.
    func contains(_ hash: UInt64) -> Bool {
        !hashes.isEmpty && hashes[Int(truncatingIfNeeded: hash) & (Self.size - 1)] == hash | 1
    }
}
