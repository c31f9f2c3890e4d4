/// Finds the least recently matched group without work at each match: a heap of *old* match times that are corrected when they come up.
struct RecencyQueue: Sendable {
    private struct Item {
        var time: UInt64
        var slot: Int32
        var id: TemplateID
    }

    private var heap: [Item] = []

    /// Adds a group.
    mutating func insert(_ slot: Int32, _ id: TemplateID, at time: UInt64) {
        heap.append(Item(time: time, slot: slot, id: id))
        var child = heap.count - 1
        while child > 0, heap[(child - 1) / 2].time > heap[child].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the least recently matched group out. `current` tells a slot's id now and its last match.
    mutating func popOldest(_ current: (Int32) -> (id: TemplateID, time: UInt64)) -> Int32? {
        while let top = heap.first {
            let now = current(top.slot)
            if now.id != top.id {
                removeTop()
            } else if now.time == top.time {
                removeTop()
                return top.slot
            } else {
                heap[0].time = now.time
                sift(0)
            }
        }
        return nil
    }

    private mutating func removeTop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        sift(0)
    }

    private mutating func sift(_ index: Int) {
        var parent = index
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].time < heap[least].time { least = child }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
