/// Open sessions: identifiers and events, compactly.
///
/// An identifier finds its slot through an open-addressing table of 32-bit entries (26 bits slot, 6 bits of the hash, so that most
/// misses never touch the slot); equality is by bytes, always. Identifier and events lie in one chain of chunks: length, identifier,
/// then for each event three variable-length numbers: template, line since the last event, time since the last event (whole seconds where
/// possible, else milliseconds). A HDFS event takes 4–5 bytes. A store that carries values has a number of values and the values behind each.
///
/// Unsafe code: identifiers come in and are compared as raw bytes; lengths are checked against chunk bounds in one place each.
@safe struct SessionStore: ~Copyable {
    /// The most sessions the table can address.
    static let capacityLimit = 1 << 26 - 2

    private static let slotBits: UInt32 = 26
    private static let slotMask: UInt32 = 1 << slotBits - 1
    private static let empty: UInt32 = 0
    private static let tombstone: UInt32 = 1
    private static let firstIndex: UInt32 = 2

    var slots: [SessionSlot] = []
    var chunks = ChunkStore()
    /// Open sessions.
    var liveCount = 0
    /// The values of an event, for ``appendRow(to:)``: kept here so that nothing is counted or copied for each event.
    var row: [EventValue] = []
    var firstFree = UInt32.max
    private var table: [UInt32]
    private var occupied = 0
    /// Room to put one event together: at most 1 + 4 numbers of 10 bytes.
    private let staging = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)

    init() {
        table = [UInt32](repeating: Self.empty, count: 1 << 10)
    }

    deinit { unsafe staging.deallocate() }

    /// Bytes taken from the system for slots, table and chunks.
    var reservedBytes: Int {
        chunks.reservedBytes + slots.capacity * MemoryLayout<SessionSlot>.stride + table.capacity * 4
    }

    /// Bytes in use: live chunks, slots and the table.
    var liveBytes: Int {
        chunks.liveBytes + liveCount * MemoryLayout<SessionSlot>.stride + table.count * 4
    }

    /// Reads or changes a slot's state.
    subscript(slot: UInt32) -> SessionSlot {
        @inline(__always) get { slots[Int(slot)] }
        @inline(__always) _modify { yield &slots[Int(slot)] }
    }

    // MARK: Finding

    /// The slot of an identifier, if it is open.
    func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UInt32? {
        let mask = table.count - 1
        var position = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = table[position]
            if entry == Self.empty { return nil }
            if entry != Self.tombstone, entry >> Self.slotBits == Self.tag(hash) {
                let slot = (entry & Self.slotMask) - Self.firstIndex
                if unsafe identifier(of: slot, equals: key) { return slot }
            }
            position = (position + 1) & mask
        }
    }

    /// Opens a session for an identifier that is not open.
    mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt64, tick: UInt32, stamp: UInt32) -> UInt32 {
        if (occupied + 1) * 8 > table.count * 7 { rebuild() }
        let fresh = SessionSlot(chunk: chunks.allocate(), tick: tick, stamp: stamp)
        let slot: UInt32
        if firstFree != UInt32.max {
            slot = firstFree
            firstFree = slots[Int(slot)].head
            slots[Int(slot)] = fresh
        } else {
            slot = UInt32(slots.count)
            slots.append(fresh)
        }
        liveCount += 1
        unsafe writeIdentifier(key, slot: slot)
        place(slot, hash: hash)
        return slot
    }

    /// Forgets a session.
    mutating func remove(_ slot: UInt32) {
        let hash = hash(of: slot)
        let mask = table.count - 1
        let wanted = Self.tag(hash) << Self.slotBits | (slot + Self.firstIndex)
        var position = Int(truncatingIfNeeded: hash) & mask
        while table[position] != wanted {
            precondition(table[position] != Self.empty, "session \(slot) is not in the table")
            position = (position + 1) & mask
        }
        table[position] = Self.tombstone
        chunks.release(from: slots[Int(slot)].head)
        slots[Int(slot)].head = firstFree
        slots[Int(slot)].flags = []
        firstFree = slot
        liveCount -= 1
        if liveCount == 0, slots.count > 1 << 10 { reset() }
    }

    /// Forgets all sessions at once, which costs nothing for each.
    mutating func removeAll() {
        chunks.releaseAll()
        liveCount = 0
        reset()
    }

    /// Empties a session and starts it anew under the same identifier.
    mutating func restart(_ slot: UInt32, tick: UInt32, stamp: UInt32) {
        var key: [UInt8] = []
        var reader = ChunkReader(chunk: slots[Int(slot)].head)
        reader.readIdentifier(in: chunks, into: &key)
        chunks.release(from: slots[Int(slot)].head)
        slots[Int(slot)] = SessionSlot(chunk: chunks.allocate(), tick: tick, stamp: stamp)
        unsafe key.withUnsafeBytes { bytes in unsafe writeIdentifier(bytes, slot: slot) }
    }

    /// The hash of a session's identifier.
    func hash(of slot: UInt32) -> UInt64 {
        unsafe withIdentifier(of: slot) { key in unsafe sessionHash(key) }
    }

    /// Moves all stamps down, keeping their order (those below the shift become equal).
    mutating func moveStamps(down shift: UInt32) {
        for index in slots.indices { slots[index].stamp -= min(slots[index].stamp, shift) }
    }

    private mutating func reset() {
        slots.removeAll(keepingCapacity: true)
        firstFree = .max
        occupied = 0
        table = [UInt32](repeating: Self.empty, count: 1 << 10)
    }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 58) }

    private mutating func place(_ slot: UInt32, hash: UInt64) {
        let mask = table.count - 1
        var position = Int(truncatingIfNeeded: hash) & mask
        while table[position] > Self.tombstone { position = (position + 1) & mask }
        if table[position] == Self.empty { occupied += 1 }
        table[position] = Self.tag(hash) << Self.slotBits | (slot + Self.firstIndex)
    }

    /// Makes the table of all open sessions anew, with room for more.
    mutating func rebuild() {
        var capacity = 1 << 10
        while (liveCount + 1) * 10 > capacity * 7 { capacity *= 2 }
        table = [UInt32](repeating: Self.empty, count: capacity)
        occupied = 0
        for slot in 0..<UInt32(slots.count) where slots[Int(slot)].flags.contains(.live) {
            place(slot, hash: hash(of: slot))
        }
    }

    // MARK: Identifiers

    private mutating func writeIdentifier(_ key: UnsafeRawBufferPointer, slot: UInt32) {
        var length = 0
        unsafe Self.encode(UInt64(key.count), to: staging, at: &length)
        var state = slots[Int(slot)]
        unsafe write(UnsafeRawBufferPointer(start: staging, count: length), to: &state)
        unsafe write(key, to: &state)
        slots[Int(slot)] = state
    }

    private func identifier(of slot: UInt32, equals key: UnsafeRawBufferPointer) -> Bool {
        let head = slots[Int(slot)].head
        let payload = unsafe chunks.payload(of: head)
        let first = unsafe payload.load(as: UInt8.self)
        if first < 0x80 {
            guard Int(first) == key.count else { return false }
            if key.count < ChunkStore.payloadBytes {
                return unsafe Self.equal(payload + 1, key, from: 0, count: key.count)
            }
        }
        var reader = ChunkReader(chunk: head)
        guard reader.number(in: chunks) == UInt64(key.count) else { return false }
        for index in 0..<key.count where unsafe reader.byte(in: chunks) != key[index] { return false }
        return true
    }

    @inline(__always)
    private static func equal(_ left: UnsafeMutableRawPointer, _ right: UnsafeRawBufferPointer, from: Int, count: Int) -> Bool {
        var index = 0
        while index + 8 <= count {
            let a = unsafe left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let b = unsafe right.loadUnaligned(fromByteOffset: from + index, as: UInt64.self)
            if a != b { return false }
            index += 8
        }
        while index < count {
            if unsafe left.load(fromByteOffset: index, as: UInt8.self) != right[from + index] { return false }
            index += 1
        }
        return true
    }

    private func withIdentifier<R>(of slot: UInt32, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        var key: [UInt8] = []
        var reader = ChunkReader(chunk: slots[Int(slot)].head)
        reader.readIdentifier(in: chunks, into: &key)
        return unsafe key.withUnsafeBytes { bytes in unsafe body(bytes) }
    }

    // MARK: Events

    /// Appends an event.
    ///
    /// - Parameters:
    ///   - milliseconds: since the owner's base; `nil` where unknown.
    @inline(__always)
    mutating func append(
        template: UInt32, source: UInt32, line: UInt64, milliseconds: Int64?, to slot: UInt32
    ) {
        // A copy of the slot, written back once: one bounds check instead of a dozen.
        var state = slots[Int(slot)]
        var length = 0
        let moved = state.source != source
        unsafe Self.encode(UInt64(template) << 1 | (moved ? 1 : 0), to: staging, at: &length)
        if moved {
            unsafe Self.encode(UInt64(source), to: staging, at: &length)
            state.source = source
        }
        let lineStep = Int64(bitPattern: line &- state.lastLine)
        unsafe Self.encode(Self.zigzag(lineStep), to: staging, at: &length)
        state.lastLine = line
        if let milliseconds {
            let step = milliseconds &- state.lastMilliseconds
            let seconds = step / 1000
            let code = seconds &* 1000 == step ? Self.zigzag(seconds) << 1 : Self.zigzag(step) << 1 | 1
            unsafe Self.encode(code, to: staging, at: &length)
            state.lastMilliseconds = milliseconds
            state.flags.insert(.hasTime)
        } else {
            unsafe Self.encode(Self.unknownTime, to: staging, at: &length)
        }
        unsafe write(UnsafeRawBufferPointer(start: staging, count: length), to: &state)
        slots[Int(slot)] = state
    }

    /// Appends ``row`` behind the event appended last, in a store whose events all have values.
    ///
    /// Behind their number: a whole number times four; 1, then eight bytes, for another number; a symbol times four plus 2; 3 for none.
    mutating func appendRow(to slot: UInt32) {
        var state = slots[Int(slot)]
        var length = 0
        unsafe Self.encode(UInt64(row.count), to: staging, at: &length)
        for index in row.indices {
            let value = row[index]
            if let number = value.number {
                let whole = abs(number) < 0x1p52 ? Int64(number) : 0
                if Double(whole) == number {
                    unsafe Self.encode(Self.zigzag(whole) << 2, to: staging, at: &length)
                } else {
                    unsafe Self.encode(1, to: staging, at: &length)
                    unsafe staging.storeBytes(of: value.bits.littleEndian, toByteOffset: length, as: UInt64.self)
                    length += 8
                }
            } else if let symbol = value.symbol {
                unsafe Self.encode(UInt64(symbol) << 2 | 2, to: staging, at: &length)
            } else {
                unsafe Self.encode(3, to: staging, at: &length)
            }
            // At most 10 bytes a value, 64 in all.
            if length > 50 {
                unsafe write(UnsafeRawBufferPointer(start: staging, count: length), to: &state)
                length = 0
            }
        }
        unsafe write(UnsafeRawBufferPointer(start: staging, count: length), to: &state)
        slots[Int(slot)] = state
    }

    /// The code of an unknown time: a step of zero in milliseconds, which is otherwise written in seconds.
    static let unknownTime: UInt64 = 1

    /// Copies a session's whole byte string (length, identifier, events) to the end of `target`.
    func copyBytes(of slot: UInt32, into target: inout [UInt8]) {
        var chunk = slots[Int(slot)].head
        while chunk != ChunkStore.none {
            let following = chunks.next(after: chunk)
            let count = following == ChunkStore.none ? Int(slots[Int(slot)].tailUsed) : ChunkStore.payloadBytes
            unsafe target.append(contentsOf: UnsafeRawBufferPointer(start: chunks.payload(of: chunk), count: count))
            chunk = following
        }
    }

    @inline(__always)
    mutating func write(_ bytes: UnsafeRawBufferPointer, to state: inout SessionSlot) {
        var written = 0
        while written < bytes.count {
            var used = Int(state.tailUsed)
            if used == ChunkStore.payloadBytes {
                let chunk = chunks.allocate()
                chunks.link(state.tail, to: chunk)
                state.tail = chunk
                used = 0
            }
            let count = min(bytes.count - written, ChunkStore.payloadBytes - used)
            let target = unsafe chunks.payload(of: state.tail) + used
            for index in 0..<count {
                unsafe target.storeBytes(of: bytes[written + index], toByteOffset: index, as: UInt8.self)
            }
            state.tailUsed = UInt8(truncatingIfNeeded: used + count)
            written += count
        }
    }

    @inline(__always)
    private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    @inline(__always)
    private static func encode(_ value: UInt64, to target: UnsafeMutableRawPointer, at offset: inout Int) {
        var rest = value
        while rest >= 0x80 {
            unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: offset, as: UInt8.self)
            rest >>= 7
            offset += 1
        }
        unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: offset, as: UInt8.self)
        offset += 1
    }
}
