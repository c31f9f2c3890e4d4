/// Drain: an online log parser with a tree of fixed depth (He, Zhu, Zheng, Lyu, ICWS 2017), on masked skeletons.
///
/// ```swift
/// var drain = try Drain()
/// drain.learn(batch, into: &events)
/// for template in drain.templates { print(template.id, template.text, template.count) }
/// ```
///
/// A record's text becomes a skeleton in one pass over its bytes: white space runs become one blank and each number, address, path, identifier, …
/// one mask byte. A skeleton seen before is found in a cache; only a new one walks the tree: by token count, then by first token,
/// then to the most similar group of the leaf, which it joins when enough tokens are equal, turning the differing ones into `<*>`, or else to a
/// group of its own.
///
/// Beyond the paper, each a value of ``Configuration``: plain words are not joined by similarity alone; a word that takes many values in
/// otherwise equal templates makes them one (``TemplateChange/Kind/merged``); lists of masked values of any length are one event; a
/// generalised place keeps the punctuation around it.
///
/// Results do not depend on the cache. Ids count up from 1 and are never reused. Memory is bounded by ``Configuration``.
///
/// - Complexity: O(bytes) for a known skeleton; O(groups of the leaf × tokens) for a new one.
///
/// Does badly where messages differ in a few plain words that are free text but take few values (they stay apart), and where one
/// event has texts of several lengths.
public struct Drain: TemplateParser {
    /// What it was built from, inside its bounds.
    public let configuration: Configuration
    /// Records learnt so far: the parser's clock.
    public internal(set) var learntRecords: UInt64 = 0
    /// Grows whenever a template's text or existence changes.
    public internal(set) var revision: UInt64 = 0

    // Groups by slot. A slot is reused after eviction or merging, an id never.
    var lines: [DrainLine] = []
    var ids: [TemplateID] = []
    var counts: [Int] = []
    var lastMatches: [UInt64] = []
    var leaves: [Int32] = []
    var signatures: [UInt64] = []
    var freeSlots: [Int32] = []
    var slotOfID: [TemplateID: Int32] = [:]
    var aliases: [TemplateID: TemplateID] = [:]
    var nextID: UInt32 = 1

    var tree: DrainTree
    var variants = VariantIndex()
    var recency = RecencyQueue()
    var cache: SkeletonCache
    let comparison: DrainComparison
    let userMasks: UserMaskSet

    /// Words that were learnt into variable places: what names are known by when learning ends. Not stored.
    var placeWords = PlaceWords()

    var changes: [TemplateChange] = []
    var lostChanges = 0
    var warnings: [ParserWarning] = []
    var hasWarnedMany = false
    var hasWarnedEvicting = false

    /// An empty parser.
    ///
    /// - Throws: ``InputError`` for a user mask that does not compile.
    public init(_ configuration: Configuration = Configuration()) throws(InputError) {
        let bounded = configuration.bounded
        self.configuration = bounded
        userMasks = try UserMaskSet(bounded.masks)
        // A request is told by its head; the segments of its path are words like any other.
        let isAccess = if case .access = bounded.head { true } else { false }
        tree = DrainTree(
            levels: isAccess ? bounded.headTokens : bounded.depth - 3 + bounded.headTokens, headLevels: bounded.headTokens,
            maxChildren: bounded.maxChildren)
        cache = SkeletonCache(capacity: bounded.cacheEntries)
        comparison = DrainComparison(bounded)
    }

    /// Number of templates alive.
    public var templateCount: Int { slotOfID.count }

    /// The templates alive, by id.
    public var templates: [LogTemplate] {
        slotOfID.keys.sorted().compactMap { template($0) }
    }

    /// A template by its id, or by an id that was merged into it.
    public func template(_ id: TemplateID) -> LogTemplate? {
        let survivor = canonical(id)
        guard let slot = slotOfID[survivor] else { return nil }
        return LogTemplate(id: survivor, text: text(slot), count: counts[Int(slot)])
    }

    /// The id that stands for `id` today.
    public func canonical(_ id: TemplateID) -> TemplateID {
        var current = id
        while let next = aliases[current] { current = next }
        return current
    }

    /// The changes since the last call, oldest first, at most ``Configuration/maxChanges`` (the newest are kept).
    public mutating func takeChanges() -> [TemplateChange] {
        defer { changes = [] }
        return changes
    }

    /// The warnings since the last call. Each kind is given once in a parser's life.
    public mutating func takeWarnings() -> [ParserWarning] {
        defer { warnings = [] }
        return warnings
    }

    /// The text of a slot's template; the severity in front of it, if any, is not part of the text.
    func text(_ slot: Int32) -> String {
        switch configuration.head {
        case .access: accessText(lines[Int(slot)])
        case .statement, .component: headedText(lines[Int(slot)])
        case nil: lines[Int(slot)].text(from: configuration.severityField == nil ? 0 : 1)
        }
    }
}
