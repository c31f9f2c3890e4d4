/// Drain: a template tree of fixed depth (He, Zhu, Zheng, Lyu, ICWS 2017).
///
/// ```swift
/// var parser = try SkeletonParser(.init(.drain(Drain.Configuration())))
/// parser.learn(batch, into: &events)
/// ```
///
/// A new skeleton walks the tree: by token count, then by first token, then to the most similar group of the leaf, which it joins when enough
/// tokens are equal, turning the differing ones into `<*>`, or else to a group of its own.
///
/// Beyond the paper, each a value of ``Configuration``: plain words are not joined by similarity alone; a word that takes many values in
/// otherwise equal templates makes them one; a generalised place keeps the punctuation around it.
///
/// - Complexity: O(groups of the leaf × tokens) for a new skeleton.
///
/// Does badly where messages differ in a few plain words that are free text but take few values (they stay apart), and where one
/// event has texts of several lengths.
public struct Drain: TemplateTree {
    /// What it was built from, inside its bounds.
    let configuration: Configuration
    let head: SkeletonHead

    // By slot of the template table.
    var leaves: [Int32] = []
    var signatures: [UInt64] = []

    var tree: DrainTree
    var variants = VariantIndex()
    let comparison: DrainComparison

    /// Words that were learnt into variable places: what names are known by when learning ends. Not stored.
    var placeWords = PlaceWords()

    /// An empty tree.
    ///
    /// - Parameter isMasked: whether numbers and other values are masked already; else tokens with a digit are variable on the way down.
    init(_ configuration: Configuration, head: SkeletonHead, isMasked: Bool) {
        self.configuration = configuration
        self.head = head
        // A request is told by its head; the segments of its path are words like any other.
        let levels = head.kind == .request ? head.count : configuration.depth - 3 + head.count
        tree = DrainTree(
            levels: levels, headLevels: head.count, maxChildren: configuration.maxChildren, mindsDigits: !isMasked)
        comparison = DrainComparison(configuration)
    }

    /// How many first tokens lead to a leaf; they are never merged.
    var fixedTokens: Int { isRequest ? head.count : configuration.depth - 3 + head.count }

    /// Whether records are requests.
    var isRequest: Bool { head.kind == .request }

    func checkInvariants(_ templates: TemplateTable) {
        #if DEBUG
        for (slot, leaf) in leaves.enumerated() where leaf >= 0 {
            precondition(templates.isAlive(Int32(slot)), "slot \(slot) is filed and given up")
            precondition(tree.groups(leaf).contains(Int32(slot)), "\(templates.ids[slot]) is not in its leaf")
        }
        #endif
    }
}
