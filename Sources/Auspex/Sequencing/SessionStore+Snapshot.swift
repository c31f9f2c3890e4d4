extension SessionStore {
    /// Writes all open sessions, each at its place.
    func write(to writer: inout SnapshotWriter) {
        writer.write(firstFree)
        writer.write(slots.indices) { writer, index in
            let slot = slots[index]
            writer.write(UInt64(slot.flags.rawValue))
            guard slot.flags.contains(.live) else { return writer.write(slot.head) }
            writer.write(slot.count)
            writer.write(slot.stamp)
            writer.write(slot.firstTick)
            writer.write(slot.lastTick)
            writer.write(slot.lastLine)
            writer.write(slot.lastMilliseconds)
            writer.write(slot.source)
            var bytes: [UInt8] = []
            copyBytes(of: UInt32(index), into: &bytes)
            writer.write(bytes)
        }
    }

    /// Takes over what ``write(to:)`` wrote, into a store that is empty.
    ///
    /// Unsafe only because bytes are written through a pointer; it covers exactly the array and does not leave the closure.
    mutating func restore(from reader: inout SnapshotReader) throws {
        let free = try reader.small()
        let count = try reader.count()
        guard count <= Self.capacityLimit, free == .max || Int(free) < count else { throw SnapshotReader.damaged }
        slots.reserveCapacity(count)
        for _ in 0..<count {
            guard let flags = UInt8(exactly: try reader.number()).map(SessionSlot.Flags.init) else { throw SnapshotReader.damaged }
            guard flags.contains(.live) else {
                var slot = SessionSlot(chunk: try reader.small(), tick: 0, stamp: 0)
                guard slot.head == .max || Int(slot.head) < count else { throw SnapshotReader.damaged }
                slot.flags = flags
                slots.append(slot)
                continue
            }
            let events = try reader.small(), stamp = try reader.small()
            var slot = SessionSlot(chunk: chunks.allocate(), tick: try reader.small(), stamp: stamp)
            slot.lastTick = try reader.small()
            slot.count = events
            slot.lastLine = try reader.number()
            slot.lastMilliseconds = try reader.signed()
            slot.flags = flags
            slot.source = try reader.small()
            let bytes = try reader.data()
            unsafe bytes.withUnsafeBytes { buffer in unsafe write(buffer, to: &slot) }
            slots.append(slot)
            liveCount += 1
        }
        firstFree = free
        rebuild()
    }
}
