/// Open sessions by when they were touched last.
struct TouchQueue {
    private var heap = LazyHeap<UInt32, UInt32>()

    /// Entries held.
    var count: Int { heap.count }

    /// Bytes taken.
    var reservedBytes: Int { heap.reservedBytes }

    /// Adds a session.
    mutating func insert(slot: UInt32, stamp: UInt32) { heap.insert(slot, key: stamp) }

    /// The session touched longest ago, its entry corrected by `stamp`.
    mutating func oldest(stamp: (UInt32) -> UInt32) -> UInt32? { heap.first { stamp($0) } }

    /// Removes the top.
    mutating func removeOldest() { heap.removeFirst() }

    /// Forgets everything.
    mutating func removeAll() { heap.removeAll() }

    /// Takes over new stamps for all entries that keep their order.
    mutating func renumber(_ stamp: (UInt32) -> UInt32) { heap.rekey(stamp) }
}
