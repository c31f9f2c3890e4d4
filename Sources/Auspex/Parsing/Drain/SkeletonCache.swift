/// What the cache knows about a skeleton.
struct CachedMatch {
    /// Slot of the group, or -1 when no template fits.
    var slot: Int32
    /// The group's id.
    var id: TemplateID
    /// The leaf that was searched, or -1 when there was none.
    var leaf: Int32
    /// The leaf's version (or the tree's, without a leaf) when it was searched.
    var version: UInt32
    /// Whether the result may be used for learning too.
    var isLearnt: Bool
    /// Whether the template has no generalised place, so that the masked spans are the parameters.
    var isPlain: Bool
}

/// A bounded, exact cache from skeletons to matches: open addressing, hash and bytes compared, emptied when full.
///
/// Emptying costs little, because what is in use comes back with one walk of the tree each.
struct SkeletonCache: Sendable {
    private struct Entry {
        var hash: UInt64 = 0
        var offset: UInt32 = 0
        var count: UInt32 = 0
        var match = CachedMatch(slot: -1, id: .none, leaf: -1, version: 0, isLearnt: false, isPlain: true)
        var isUsed = false
    }

    private var entries: [Entry] = []
    private var arena: [UInt8] = []
    private var used = 0
    private let capacity: Int
    private let arenaLimit: Int

    /// A cache for `capacity` skeletons; 0 caches nothing.
    init(capacity: Int) {
        self.capacity = capacity
        arenaLimit = Swift.min(64 << 20, capacity * 256)
    }

    /// The entry of a skeleton, or -1.
    ///
    /// Unsafe reading stays inside `bytes[0..<count]`.
    @inline(__always)
    @unsafe func find(_ hash: UInt64, _ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        guard used > 0 else { return -1 }
        let mask = entries.count &- 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while entries[index].isUsed {
            if entries[index].hash == hash, Int(entries[index].count) == count {
                let offset = Int(entries[index].offset)
                let isEqual = unsafe arena.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return count == 0 }
                    return unsafe Self.equal(base + offset, bytes, count)
                }
                if isEqual { return index }
            }
            index = (index &+ 1) & mask
        }
        return -1
    }

    /// The match at an entry.
    @inline(__always)
    func match(_ index: Int) -> CachedMatch { entries[index].match }

    /// Sets the match of a skeleton; `index` is what ``find(_:_:count:)`` said.
    @unsafe mutating func set(_ index: Int, _ hash: UInt64, _ bytes: UnsafePointer<UInt8>, count: Int, _ match: CachedMatch) {
        if index >= 0 {
            entries[index].match = match
            return
        }
        guard capacity > 0, count <= arenaLimit / 4 else { return }
        if used >= capacity || arena.count + count > arenaLimit { removeAll() }
        if (used + 1) * 2 > entries.count { grow() }
        var entry = Entry(hash: hash, offset: UInt32(arena.count), count: UInt32(count), match: match)
        entry.isUsed = true
        unsafe arena.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        insert(entry)
        used += 1
    }

    /// Forgets everything.
    mutating func removeAll() {
        for index in entries.indices { entries[index].isUsed = false }
        arena.removeAll(keepingCapacity: true)
        used = 0
    }

    private mutating func insert(_ entry: Entry) {
        let mask = entries.count - 1
        var index = Int(truncatingIfNeeded: entry.hash) & mask
        while entries[index].isUsed { index = (index + 1) & mask }
        entries[index] = entry
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: Swift.max(256, old.count * 2))
        for entry in old where entry.isUsed { insert(entry) }
    }

    @inline(__always)
    @unsafe private static func equal(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let a = unsafe UnsafeRawPointer(left), b = unsafe UnsafeRawPointer(right)
        var offset = 0
        while offset &+ 8 <= count {
            if unsafe a.loadUnaligned(fromByteOffset: offset, as: UInt64.self) != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self) {
                return false
            }
            offset &+= 8
        }
        while offset < count {
            if unsafe left[offset] != right[offset] { return false }
            offset &+= 1
        }
        return true
    }
}
