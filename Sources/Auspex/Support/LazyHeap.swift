/// A binary heap, smallest key first, whose keys may be too old, never too new: they are corrected when they come up.
///
/// What makes a key grow (touching a session, matching a template) costs nothing here. The top with a correct key is the true minimum,
/// because every other true key is at least its stored one.
///
/// - Complexity: O(log n) for an insertion and for each key that is corrected.
struct LazyHeap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    private var items: [(key: Key, value: Value)] = []

    /// Items held.
    var count: Int { items.count }

    /// Bytes taken.
    var reservedBytes: Int { items.capacity * MemoryLayout<(key: Key, value: Value)>.stride }

    /// Adds an item.
    mutating func insert(_ value: Value, key: Key) {
        items.append((key, value))
        var child = items.count - 1
        while child > 0, items[(child - 1) / 2].key > items[child].key {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The item with the smallest key.
    ///
    /// - Parameter current: an item's key now; `nil` for one that is gone, which is removed.
    mutating func first(current: (Value) -> Key?) -> Value? {
        while let top = items.first {
            guard let now = current(top.value) else {
                removeFirst()
                continue
            }
            if now == top.key { return top.value }
            items[0].key = now
            sink()
        }
        return nil
    }

    /// Removes the top.
    mutating func removeFirst() {
        let last = items.removeLast()
        guard !items.isEmpty else { return }
        items[0] = last
        sink()
    }

    /// Forgets everything.
    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
    }

    /// Takes over new keys that keep their order.
    mutating func rekey(_ key: (Key) -> Key) {
        for index in items.indices { items[index].key = key(items[index].key) }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child].key < items[least].key { least = child }
            if least == parent { return }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
