/// Open sessions by when they were touched last, lazily: a binary heap whose keys may be too old, never too new.
///
/// Touching a session costs nothing here; the key at the top is corrected when it is looked at. The top with a correct key is the true
/// minimum, because every other true key is at least its stored one.
struct TouchQueue {
    private struct Entry {
        var stamp: UInt32
        var slot: UInt32
    }

    private var entries: [Entry] = []

    /// Entries held.
    var count: Int { entries.count }

    /// Bytes taken.
    var reservedBytes: Int { entries.capacity * MemoryLayout<Entry>.stride }

    /// Adds a session.
    mutating func insert(slot: UInt32, stamp: UInt32) {
        entries.append(Entry(stamp: stamp, slot: slot))
        var index = entries.count - 1
        while index > 0, entries[(index - 1) / 2].stamp > entries[index].stamp {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// The session touched longest ago, its entry corrected by `stamp`.
    mutating func oldest(stamp: (UInt32) -> UInt32) -> UInt32? {
        while let top = entries.first {
            let current = stamp(top.slot)
            if current == top.stamp { return top.slot }
            entries[0].stamp = current
            sink()
        }
        return nil
    }

    /// Removes the top.
    mutating func removeOldest() {
        let last = entries.removeLast()
        guard !entries.isEmpty else { return }
        entries[0] = last
        sink()
    }

    /// Forgets everything.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    /// Takes over new stamps for all entries that keep their order.
    mutating func renumber(_ stamp: (UInt32) -> UInt32) {
        for index in entries.indices { entries[index].stamp = stamp(entries[index].stamp) }
    }

    private mutating func sink() {
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count && entries[child].stamp < entries[smallest].stamp {
                smallest = child
            }
            if smallest == index { return }
            entries.swapAt(index, smallest)
            index = smallest
        }
    }
}
