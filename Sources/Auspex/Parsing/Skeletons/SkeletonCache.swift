/// What the cache knows about a skeleton.
struct CachedMatch {
    /// Slot of the template, or -1 when none fits.
    var slot: Int32
    /// The template's id.
    var id: TemplateID
    /// The part of the tree the result came from, or -1 for all of it.
    var scope: Int32
    /// That part's version then.
    var version: UInt32
    /// Whether the result may be used for learning too.
    var isLearnt: Bool
    /// The variable places of the skeleton that its template does not spell out; where there are none, the masked spans are the parameters.
    var placeStart: UInt32 = 0
    /// How many there are.
    var placeCount: UInt32 = 0
}

/// A bounded, exact cache from skeletons to matches: open addressing, hash and bytes compared, emptied when full.
///
/// Emptying costs little, because what is in use comes back with one walk of the tree each.
struct SkeletonCache: Sendable {
    private struct Entry {
        var hash: UInt64 = 0
        var offset: UInt32 = 0
        var count: UInt32 = 0
        var match = CachedMatch(slot: -1, id: .none, scope: -1, version: 0, isLearnt: false)
        var isUsed = false
    }

    private var entries: [Entry] = []
    private var arena: [UInt8] = []
    private var places: [VariablePlace] = []
    private var used = 0
    private let capacity: Int
    private let arenaLimit: Int
    private let placeLimit: Int

    /// A cache for `capacity` skeletons; 0 caches nothing.
    init(capacity: Int) {
        self.capacity = capacity
        arenaLimit = Swift.min(64 << 20, capacity * 256)
        placeLimit = Swift.min(1 << 22, capacity * 16)
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

    /// A variable place of a match.
    @inline(__always)
    func place(_ index: UInt32) -> VariablePlace { places[Int(index)] }

    /// Sets the match of a skeleton; `index` is what ``find(_:_:count:)`` said.
    ///
    /// - Parameters:
    ///   - places: the skeleton's variable places.
    ///   - isLasting: whether the match is worth keeping; else its places are kept until the next call.
    /// - Returns: the match with its places.
    @unsafe mutating func set(
        _ index: Int, _ hash: UInt64, _ skeleton: UnsafeBufferPointer<UInt8>, _ match: CachedMatch, places new: [VariablePlace],
        isLasting: Bool
    ) -> CachedMatch {
        let count = skeleton.count
        let fits = isLasting && (index >= 0 || (capacity > 0 && count <= arenaLimit / 4))
        let isFull = fits && index < 0 && (used >= capacity || arena.count + count > arenaLimit)
        var index = index
        if isFull || places.count + new.count > placeLimit {
            removeAll()
            index = -1
        }
        var match = match
        match.placeStart = UInt32(places.count)
        match.placeCount = UInt32(new.count)
        places.append(contentsOf: new)
        guard fits else { return match }
        if index >= 0 {
            entries[index].match = match
            return match
        }
        if (used + 1) * 2 > entries.count { grow() }
        var entry = Entry(hash: hash, offset: UInt32(arena.count), count: UInt32(count), match: match)
        entry.isUsed = true
        unsafe arena.append(contentsOf: skeleton)
        insert(entry)
        used += 1
        return match
    }

    /// Forgets everything.
    mutating func removeAll() {
        for index in entries.indices { entries[index].isUsed = false }
        arena.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
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
