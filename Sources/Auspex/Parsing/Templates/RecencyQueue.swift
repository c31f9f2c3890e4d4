/// Finds the least recently matched group without work at each match.
struct RecencyQueue: Sendable {
    private struct Group {
        var slot: Int32
        var id: TemplateID
    }

    private var heap = LazyHeap<UInt64, Group>()

    /// Adds a group.
    mutating func insert(_ slot: Int32, _ id: TemplateID, at time: UInt64) { heap.insert(Group(slot: slot, id: id), key: time) }

    /// Takes the least recently matched group out. `current` tells a slot's id now and its last match.
    mutating func popOldest(_ current: (Int32) -> (id: TemplateID, time: UInt64)) -> Int32? {
        let oldest = heap.first { group in
            let now = current(group.slot)
            return now.id == group.id ? now.time : nil
        }
        if oldest != nil { heap.removeFirst() }
        return oldest?.slot
    }
}
