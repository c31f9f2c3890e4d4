/// Typed values of several events, one row an event, flat in memory. Without rows it owns nothing.
public struct EventValues: Sendable, Hashable {
    private(set) var storage: [EventValue] = []
    private var ends: [UInt32] = []

    /// Creates an empty table.
    public init() {}

    /// Number of events.
    public var count: Int { ends.count }

    /// Whether no event is held.
    public var isEmpty: Bool { ends.isEmpty }

    /// The values of one event; empty when it has none, or is not held.
    public subscript(event: Int) -> ArraySlice<EventValue> { storage[range(event)] }

    /// Where the values of one event are in the storage.
    @inline(__always)
    func range(_ event: Int) -> Range<Int> {
        guard event < ends.count else { return 0..<0 }
        return (event == 0 ? 0 : Int(ends[event - 1]))..<Int(ends[event])
    }

    /// Adds the values of the next event.
    public mutating func append(_ row: some Sequence<EventValue>) {
        storage.append(contentsOf: row)
        closeRow()
    }

    /// Adds one value to the row that ``closeRow()`` will end.
    @inline(__always)
    mutating func appendValue(_ value: EventValue) { storage.append(value) }

    /// Ends a row.
    @inline(__always)
    mutating func closeRow() { ends.append(UInt32(truncatingIfNeeded: storage.count)) }

    /// Forgets everything, keeping memory.
    mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Forgets the first events.
    mutating func removeFirst(_ number: Int) {
        guard number > 0, number <= ends.count else { return }
        let cut = ends[number - 1]
        storage.removeFirst(Int(cut))
        ends.removeFirst(number)
        for index in ends.indices { ends[index] -= cut }
    }

    /// The rows of some events; empty when none of them has a value.
    func part(_ events: Range<Int>) -> EventValues {
        var result = EventValues()
        for event in events { result.append(self[event]) }
        return result.storage.isEmpty ? EventValues() : result
    }
}
