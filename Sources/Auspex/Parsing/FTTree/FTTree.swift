/// FT-tree: a tree of frequent words (Zhang, Meng et al., IWQoS 2017; IEEE Access 2020); the parser of LogTransfer.
///
/// ```swift
/// var parser = try SkeletonParser(.init(.ftTree(FTTree.Configuration())))
/// parser.learn(batch, into: &events)
/// parser.finishLearning()
/// ```
///
/// The constant words of a template occur together far more often than the variable ones. Each line's words, in the order of how often they occur in the
/// whole log, are a path of the tree; where a node would get more children than a bound, so many continuations are a variable field, and the path ends there.
/// A template is therefore a *set* of words; it is shown as the first line that had them, with `<*>` for what is not in the set. Each head (component)
/// has a tree of its own; lines of few tokens are templates as they are.
///
/// The order of words has to be known before the tree can be built. Until there are ``Configuration/orderAfter`` different skeletons, or learning
/// ends, each of them is a template of its own; then the order is fixed, the tree is built, and their ids resolve to those of the tree's
/// templates. Words met later stand behind all others (incremental learning as in the paper).
///
/// A line matches the longest template all of whose words it has.
///
/// - Complexity: O(words × log words) for a new skeleton that follows a path; else O(nodes whose words it has).
///
/// Does badly where words that tell events apart are rarer than the values around them, and where fields have few values: each makes a template.
public struct FTTree: TemplateTree {
    struct Node {
        var parent: Int32
        /// The word's place in the order; -1 for a root.
        var word: Int32
        /// Words on the way from the root.
        var level: Int
        var children: [Int32: Int32] = [:]
        /// The template whose words end here, or -1.
        var slot: Int32 = -1
        /// Whether the words behind it were found to be variable.
        var isPruned = false
    }

    /// The tree of one head.
    struct Root {
        var node: Int32
        /// Its part of the tree, as cached results know it: changes where a path that was learnt leads elsewhere.
        var scope: Int32
    }

    let configuration: Configuration
    let head: SkeletonHead

    /// Places of words in the order; `nil` until the order is known.
    var ranks: [UInt64: Int32]?
    var order: [[UInt8]] = []
    /// Lines that are templates as they are: all of them until the order is known, then the short ones.
    var wholes: [[UInt8]: Int32] = [:]
    /// The part of the tree that ``wholes`` are; -1 before the first.
    var wholeScope: Int32 = -1
    var roots: [[UInt8]: Root] = [:]
    var nodes: [Node] = []
    var freeNodes: [Int32] = []
    /// The node of each slot's template; -1 where it has none.
    var nodeOfSlot: [Int32] = []

    /// An empty tree.
    init(_ configuration: Configuration, head: SkeletonHead) {
        self.configuration = configuration
        self.head = head
    }

    mutating func finishLearning(_ templates: inout TemplateTable) {
        if ranks == nil, !wholes.isEmpty { build(&templates) }
    }

    var wordOrder: [[UInt8]]? { ranks == nil ? nil : order }

    mutating func restore(wordOrder: [[UInt8]]?) -> Bool {
        guard let wordOrder else { return true }
        guard wordOrder.count <= configuration.maxWords else { return false }
        order = wordOrder
        var ranks: [UInt64: Int32] = [:]
        for (rank, word) in wordOrder.enumerated() {
            let line = SkeletonLine(word)
            guard line.tokens.count == 1, ranks.updateValue(Int32(rank), forKey: line.tokens[0].hash) == nil else { return false }
        }
        self.ranks = ranks
        return true
    }

    func filing(of slot: Int32, _ templates: TemplateTable) -> TemplateFiling {
        guard Int(slot) < nodeOfSlot.count, nodeOfSlot[Int(slot)] >= 0 else { return TemplateFiling() }
        return TemplateFiling(isPruned: nodes[Int(nodeOfSlot[Int(slot)])].isPruned)
    }

    mutating func restore(_ slot: Int32, _ filing: TemplateFiling, _ templates: inout TemplateTable) -> Bool {
        guard filing.path.isEmpty else { return false }
        let line = templates.lines[Int(slot)]
        guard let isPruned = filing.isPruned else {
            guard wholes[line.bytes] == nil else { return false }
            fileWhole(slot, &templates)
            return true
        }
        guard let ranks else { return false }
        var path: [Int32] = []
        for token in words(of: line) {
            guard let rank = ranks[token.hash] else { return false }
            path.append(rank)
        }
        var node = root(head.key(line), &templates).node
        for word in Set(path).sorted() { node = nodes[Int(node)].children[word] ?? makeNode(parent: node, word: word) }
        guard nodes[Int(node)].slot < 0 else { return false }
        nodes[Int(node)].isPruned = isPruned
        file(slot, at: node)
        return true
    }

    func checkInvariants(_ templates: TemplateTable) {
        #if DEBUG
        for (slot, node) in nodeOfSlot.enumerated() where node >= 0 {
            precondition(templates.isAlive(Int32(slot)), "slot \(slot) is filed and given up")
            precondition(nodes[Int(node)].slot == slot, "slot \(slot) is not at its node")
            precondition(!nodes[Int(node)].isPruned || nodes[Int(node)].children.isEmpty, "a pruned node has children")
        }
        for slot in wholes.values { precondition(templates.isAlive(slot), "slot \(slot) is whole and given up") }
        #endif
    }
}
