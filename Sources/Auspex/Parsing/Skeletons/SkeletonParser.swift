/// Finds the templates of a log online, on masked skeletons, with a template tree of choice.
///
/// ```swift
/// var parser = try SkeletonParser()
/// parser.learn(batch, into: &events)
/// for template in parser.templates { print(template.id, template.text, template.count) }
/// ```
///
/// A record's text becomes a skeleton in one pass over its bytes: white space runs become one blank and each number, address, path, identifier, …
/// one mask byte; lists of masked values of any length become one. A skeleton seen before is found in a cache; only a new one is given to the tree
/// (``Drain``, ``Spell``, ``FTTree``), and what the tree says is remembered until that part of it changes.
///
/// Results do not depend on the cache. Ids count up from 1 and are never reused. Memory is bounded by ``Configuration``.
///
/// - Complexity: O(bytes) for a known skeleton; that of the tree for a new one.
public struct SkeletonParser: TemplateParser {
    /// What it was built from, inside its bounds.
    public let configuration: Configuration

    var table: TemplateTable
    var tree: any TemplateTree
    var cache: SkeletonCache
    let head: SkeletonHead
    let userMasks: UserMaskSet
    /// What a session rule extracts; `nil` without one.
    var sessionMask: SessionMask?

    /// Where statements name events, the template of each. No tree is asked: whatever their text, records of one statement are one event.
    var statements: [[UInt8]: Statement] = [:]

    /// The template of a statement.
    struct Statement {
        var slot: Int32
        var scope: Int32
    }

    /// An empty parser.
    ///
    /// - Throws: ``InputError`` for a mask that does not compile.
    public init(_ configuration: Configuration = Configuration()) throws(InputError) {
        let bounded = configuration.bounded
        self.configuration = bounded
        head = SkeletonHead(bounded.head, hasSeverity: bounded.severityField != nil)
        userMasks = try UserMaskSet(bounded.masks)
        sessionMask = try bounded.sessionPattern.map { pattern throws(InputError) in try SessionMask(pattern) }
        table = TemplateTable(limit: bounded.maxClusters, warningShare: bounded.warningShare)
        tree = bounded.tree.makeTree(head: head, isMasked: bounded.masksValues)
        cache = SkeletonCache(capacity: bounded.cacheEntries)
    }

    /// Number of templates alive.
    public var templateCount: Int { table.count }

    /// Records learnt so far: the parser's clock.
    public var learntRecords: UInt64 { table.learntRecords }

    /// Grows whenever a template's text or existence changes.
    public var revision: UInt64 { table.revision }

    /// The templates alive, by id.
    public var templates: [LogTemplate] {
        table.slots.map { slot in
            LogTemplate(id: table.ids[Int(slot)], text: head.text(table.lines[Int(slot)]), count: table.counts[Int(slot)])
        }
    }

    /// A template by its id, or by an id that was merged into it.
    public func template(_ id: TemplateID) -> LogTemplate? {
        let survivor = canonical(id)
        guard let slot = table.slotOfID[survivor] else { return nil }
        return LogTemplate(id: survivor, text: head.text(table.lines[Int(slot)]), count: table.counts[Int(slot)])
    }

    /// The id that stands for `id` today.
    public func canonical(_ id: TemplateID) -> TemplateID { table.canonical(id) }

    /// The warnings since the last call. Each kind is given once in a parser's life.
    public mutating func takeWarnings() -> [ParserWarning] { table.takeWarnings() }

    /// Ends learning: what only the whole log shows may merge templates once more.
    public mutating func finishLearning() {
        tree.finishLearning(&table)
        checkInvariants()
    }

    /// Traps when the state contradicts itself. Does nothing in release builds; complexity promises are void where it is active.
    func checkInvariants() {
        #if DEBUG
        table.checkInvariants()
        tree.checkInvariants(table)
        for (head, statement) in statements { precondition(table.isAlive(statement.slot), "\(head) has no template") }
        #endif
    }
}
