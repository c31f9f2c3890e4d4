/// The distinct contexts (histories of a fixed length) of event streams, and what followed them: an automaton that is built as it is walked.
///
/// A transition is (context, next token). Walking a known stream costs one table look-up an event; contexts are compared token by
/// token, so two are never confused. Arrays only: no allocation per event.
struct ContextIndex: Sendable {
    /// Tokens in a context.
    let length: Int
    /// Tokens of all contexts, one context after the other.
    private(set) var tokens: [Int32] = []
    /// For each transition: its context.
    private(set) var contexts: [Int32] = []
    /// For each transition: the token that followed.
    private(set) var nexts: [Int32] = []
    /// For each transition: the context after it, −1 while nobody asked.
    private var successors: [Int32] = []
    private var contextTable = IndexTable()
    private var transitionTable = IndexTable()

    init(length: Int) {
        precondition(length > 0, "a context has at least one token")
        self.length = length
    }

    /// Number of distinct contexts.
    var contextCount: Int { tokens.count / length }
    /// Number of distinct transitions.
    var transitionCount: Int { contexts.count }

    /// The tokens of a context.
    func context(_ index: Int32) -> ArraySlice<Int32> { tokens[Int(index) * length..<(Int(index) + 1) * length] }

    /// The context of these tokens; made if it is new.
    mutating func context(of window: ArraySlice<Int32>) -> Int32 {
        precondition(window.count == length, "a context has \(length) tokens")
        var hash: UInt64 = 0
        for token in window { hash = (hash ^ UInt64(UInt32(bitPattern: token))).mixed }
        let first = window.startIndex
        let found = contextTable.find(hash) { candidate in
            let start = Int(candidate) * length
            for offset in 0..<length where tokens[start + offset] != window[first + offset] { return false }
            return true
        }
        if let found { return found }
        let index = Int32(contextCount)
        tokens.append(contentsOf: window)
        contextTable.insert(index, hash: hash)
        return index
    }

    /// The transition from a context by a token; made if it is new.
    mutating func transition(from context: Int32, by token: Int32) -> Int32 {
        let hash = (UInt64(UInt32(bitPattern: context)) << 32 | UInt64(UInt32(bitPattern: token))).mixed
        if let found = transitionTable.find(hash, where: { contexts[Int($0)] == context && nexts[Int($0)] == token }) { return found }
        let index = Int32(transitionCount)
        contexts.append(context)
        nexts.append(token)
        successors.append(-1)
        transitionTable.insert(index, hash: hash)
        return index
    }

    /// The context after a transition.
    mutating func successor(of transition: Int32) -> Int32 {
        let known = successors[Int(transition)]
        if known >= 0 { return known }
        var window = Array(context(contexts[Int(transition)]).dropFirst())
        window.append(nexts[Int(transition)])
        let index = context(of: window[...])
        successors[Int(transition)] = index
        return index
    }
}

/// Open addressing from hashes to indices; the owner keeps the keys.
private struct IndexTable: Sendable {
    private var slots = [Int32](repeating: -1, count: 64)
    private var hashes = [UInt64](repeating: 0, count: 64)
    private var count = 0

    func find(_ hash: UInt64, where matches: (Int32) -> Bool) -> Int32? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            if hashes[slot] == hash, matches(slots[slot]) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    mutating func insert(_ index: Int32, hash: UInt64) {
        if 2 * (count + 1) > slots.count {
            let (oldSlots, oldHashes) = (slots, hashes)
            slots = [Int32](repeating: -1, count: 2 * oldSlots.count)
            hashes = [UInt64](repeating: 0, count: slots.count)
            for position in oldSlots.indices where oldSlots[position] >= 0 { place(oldSlots[position], oldHashes[position]) }
        }
        place(index, hash)
        count += 1
    }

    private mutating func place(_ index: Int32, _ hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = index
        hashes[slot] = hash
    }
}
