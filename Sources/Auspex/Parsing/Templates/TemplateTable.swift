/// The templates of a parser: texts, stable ids, counts, and what became of ids that were given up. Bounded; the same for every ``TemplateTree``.
///
/// A template has a *slot*, which is used again after eviction or merging, and an id, which never is. Ids count up from 1.
struct TemplateTable: Sendable {
    /// Texts by slot.
    private(set) var lines: [SkeletonLine] = []
    /// Ids by slot.
    private(set) var ids: [TemplateID] = []
    /// Records by slot.
    private(set) var counts: [Int] = []
    /// When a record of each slot was learnt last.
    private(set) var lastMatches: [UInt64] = []
    /// The slots of the templates alive.
    private(set) var slotOfID: [TemplateID: Int32] = [:]
    /// Ids given up by merging, and what they became.
    private(set) var aliases: [TemplateID: TemplateID] = [:]
    /// The next id to give.
    private(set) var nextID: UInt32 = 1
    /// Records learnt so far: the parser's clock.
    private(set) var learntRecords: UInt64 = 0
    /// Grows whenever a template's text or existence changes.
    private(set) var revision: UInt64 = 0
    /// Versions of the tree's parts.
    var versions = ScopeVersions()
    /// Which warnings were given: many templates, evicting.
    private(set) var givenWarnings = [false, false]

    private var freeSlots: [Int32] = []
    private var recency = RecencyQueue()
    private var warnings: [ParserWarning] = []
    /// Most templates.
    let limit: Int
    private let warningCount: Double

    /// An empty table.
    init(limit: Int, warningShare: Double) {
        self.limit = limit
        warningCount = Double(limit) * warningShare
    }

    /// Templates alive.
    var count: Int { slotOfID.count }

    /// The slots of the templates alive, in the order of their ids.
    var slots: [Int32] { slotOfID.sorted { $0.key < $1.key }.map(\.value) }

    /// The id that stands for `id` today.
    func canonical(_ id: TemplateID) -> TemplateID {
        var current = id
        while let next = aliases[current] { current = next }
        return current
    }

    /// Whether a slot still holds the template it held before.
    func isAlive(_ slot: Int32) -> Bool { slotOfID[ids[Int(slot)]] == slot }

    /// The warnings since the last call. Each kind is given once in a parser's life.
    mutating func takeWarnings() -> [ParserWarning] {
        defer { warnings = [] }
        return warnings
    }

    /// Counts a record that was learnt.
    @inline(__always)
    mutating func record(_ slot: Int32) {
        learntRecords &+= 1
        counts[Int(slot)] &+= 1
        lastMatches[Int(slot)] = learntRecords
    }

    // MARK: Changes

    /// Makes a template with an id of its own. The caller has made room for it (``oldest()``).
    mutating func add(_ line: SkeletonLine) -> Int32 {
        let id = TemplateID(rawValue: nextID)
        nextID += 1
        let slot = place(line, id)
        recency.insert(slot, id, at: learntRecords)
        revision &+= 1
        if !givenWarnings[0], Double(count) >= warningCount {
            givenWarnings[0] = true
            warnings.append(.manyTemplates(count: count, limit: limit))
        }
        return slot
    }

    /// Gives a template a new text.
    mutating func rewrite(_ slot: Int32, _ line: SkeletonLine) {
        lines[Int(slot)] = line
        revision &+= 1
    }

    /// Gives a template up: its id resolves to that of `keep` from now on. The tree has forgotten it.
    mutating func merge(_ slot: Int32, into keep: Int32) {
        counts[Int(keep)] += counts[Int(slot)]
        lastMatches[Int(keep)] = Swift.max(lastMatches[Int(keep)], lastMatches[Int(slot)])
        aliases[ids[Int(slot)]] = ids[Int(keep)]
        boundAliases()
        release(slot)
    }

    /// The least recently matched template when the table is full: the caller lets the tree forget it, then drops it.
    mutating func oldest() -> Int32? {
        guard count >= limit else { return nil }
        let ids = ids, lastMatches = lastMatches
        guard let slot = recency.popOldest({ (ids[Int($0)], lastMatches[Int($0)]) }) else { return nil }
        if !givenWarnings[1] {
            givenWarnings[1] = true
            warnings.append(.evicting(limit: limit))
        }
        return slot
    }

    /// Takes a template out; its id is never given again.
    mutating func release(_ slot: Int32) {
        slotOfID[ids[Int(slot)]] = nil
        ids[Int(slot)] = .none
        lines[Int(slot)] = SkeletonLine()
        freeSlots.append(slot)
        revision &+= 1
    }

    private mutating func place(_ line: SkeletonLine, _ id: TemplateID) -> Int32 {
        let slot: Int32
        if let reused = freeSlots.popLast() {
            slot = reused
            lines[Int(slot)] = line
            ids[Int(slot)] = id
            counts[Int(slot)] = 0
            lastMatches[Int(slot)] = learntRecords
        } else {
            slot = Int32(lines.count)
            lines.append(line)
            ids.append(id)
            counts.append(0)
            lastMatches.append(learntRecords)
        }
        slotOfID[id] = slot
        return slot
    }

    /// The aliases are bounded too: beyond sixteen times the templates, the older half is dropped.
    private mutating func boundAliases() {
        guard aliases.count > Swift.max(10_000, limit * 16) else { return }
        for id in aliases.keys.sorted().prefix(aliases.count / 2) { aliases[id] = nil }
    }

    // MARK: Saved tables

    /// Puts a saved template back.
    mutating func restore(_ line: SkeletonLine, id: TemplateID, count: Int, lastMatch: UInt64) -> Int32 {
        let slot = place(line, id)
        counts[Int(slot)] = count
        lastMatches[Int(slot)] = lastMatch
        recency.insert(slot, id, at: lastMatch)
        return slot
    }

    /// Puts back what a saved table had besides templates.
    mutating func restore(nextID: UInt32, learntRecords: UInt64, aliases: [TemplateID: TemplateID], givenWarnings: [Bool]) {
        self.nextID = nextID
        self.learntRecords = learntRecords
        self.aliases = aliases
        if givenWarnings.count == 2 { self.givenWarnings = givenWarnings }
    }

    /// Traps when the table contradicts itself. Does nothing in release builds.
    func checkInvariants() {
        #if DEBUG
        precondition(slotOfID.count <= limit, "\(slotOfID.count) templates, limit \(limit)")
        precondition(slotOfID.count + freeSlots.count == lines.count, "slots in use and free slots must be all slots")
        for (id, slot) in slotOfID {
            precondition(ids[Int(slot)] == id, "slot \(slot) does not know its id \(id)")
            precondition(id.rawValue > 0 && id.rawValue < nextID, "id \(id) was never given")
            precondition(aliases[id] == nil, "\(id) is alive and merged")
        }
        for old in aliases.keys { precondition(slotOfID[old] == nil, "\(old) is merged and alive") }
        #endif
    }
}
