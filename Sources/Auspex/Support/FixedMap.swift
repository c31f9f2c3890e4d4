/// A dictionary that is made once and read often: keys are 64-bit numbers, values lie side by side, a look-up takes one multiplication.
///
/// For keys of the program's own making; it does not defend itself against keys chosen to collide.
///
/// - Complexity: O(1) on average for a look-up. Memory: 16 to 32 bytes a key beside the values.
struct FixedMap<Value: Sendable>: Sendable {
    private var slots: [Int32]
    private var keys: [UInt64] = []
    private var values: [Value] = []
    private let mask: Int

    /// Makes a map of at most 2³¹ keys.
    init(_ entries: some Collection<(key: UInt64, value: Value)>) {
        var size = 8
        while size < entries.count * 2 { size *= 2 }
        mask = size - 1
        slots = Array(repeating: -1, count: size)
        keys.reserveCapacity(entries.count)
        values.reserveCapacity(entries.count)
        for (key, value) in entries {
            var slot = Self.hash(key) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(keys.count)
            keys.append(key)
            values.append(value)
        }
    }

    /// Whether it holds nothing.
    var isEmpty: Bool { keys.isEmpty }

    /// The value of a key.
    @inline(__always)
    subscript(key: UInt64) -> Value? {
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if keys[place] == key { return values[place] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Whether it holds a key.
    @inline(__always)
    func contains(_ key: UInt64) -> Bool {
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 {
            if keys[Int(slots[slot])] == key { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return Int(truncatingIfNeeded: product.high ^ product.low)
    }
}

extension FixedMap where Value == Void {
    /// Makes a set.
    init(keys: some Sequence<UInt64>) { self.init(Set(keys).sorted().map { (key: $0, value: ()) }) }
}
