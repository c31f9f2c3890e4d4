/// The sessions that still have lines to write, and which of them comes next: a binary heap of packed (time, slot) keys.
///
/// Memory grows with the sessions open at the same time, not with the log.
struct OpenSessions: Sendable {
    /// One session under way.
    struct Slot: Sendable {
        var identity = SessionIdentity(seed: 0, start: 0)
        var task = 0
        var name = ""
        var next = 0
        var events: [PlannedEvent] = []
    }

    private static let slotBits: UInt64 = 24
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var heap: [UInt64] = []

    /// Whether no session is open.
    var isEmpty: Bool { heap.isEmpty }

    /// Sessions open.
    var count: Int { heap.count }

    /// Log time of the next line, milliseconds.
    var nextTime: Int64 { heap.isEmpty ? .max : Int64(heap[0] >> Self.slotBits) }

    /// Opens a session; its plan is copied into reused memory.
    mutating func open(_ identity: SessionIdentity, task: Int, name: String, events: [PlannedEvent]) {
        guard let first = events.first else { return }
        let slot = free.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot()) }
        precondition(slots.count < 1 << Int(Self.slotBits), "more than 16 million open sessions")
        slots[slot].identity = identity
        slots[slot].task = task
        slots[slot].name = name
        slots[slot].next = 0
        slots[slot].events.removeAll(keepingCapacity: true)
        slots[slot].events.append(contentsOf: events)
        heap.append(UInt64(first.time) << Self.slotBits | UInt64(slot))
        var place = heap.count - 1
        while place > 0, heap[(place - 1) / 2] > heap[place] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the next line's event and session out.
    mutating func takeNext() -> (event: PlannedEvent, identity: SessionIdentity, slot: Int, isLast: Bool) {
        let slot = Int(heap[0] & (1 << Self.slotBits - 1))
        let index = slots[slot].next
        let event = slots[slot].events[index]
        slots[slot].next = index + 1
        if index + 1 < slots[slot].events.count {
            heap[0] = UInt64(max(event.time, slots[slot].events[index + 1].time)) << Self.slotBits | UInt64(slot)
        } else {
            free.append(slot)
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        siftDown()
        return (event, slots[slot].identity, slot, index + 1 == slots[slot].events.count)
    }

    /// Name of the session in a slot that ``takeNext()`` gave, until the next ``open(_:task:name:events:)``.
    func name(_ slot: Int) -> String { slots[slot].name }

    /// Its kind of task.
    func task(_ slot: Int) -> Int { slots[slot].task }

    private mutating func siftDown() {
        let count = heap.count
        guard count > 1 else { return }
        var span = heap.mutableSpan
        let moving = span[0]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, span[child + 1] < span[child] { child += 1 }
            guard span[child] < moving else { break }
            span[place] = span[child]
            place = child
        }
        span[place] = moving
    }
}
