/// Spell: templates are longest common subsequences (Du, Li, ICDM 2016); the parser of the DeepLog paper.
///
/// ```swift
/// var parser = try SkeletonParser(.init(.spell(Spell.Configuration())))
/// parser.learn(batch, into: &events)
/// ```
///
/// A line that fits a template as it is belongs to it. Else it joins the template with which it has the longest common subsequence of words, when that is
/// a large enough share of the line; the template becomes that subsequence, with one `<*>` wherever tokens were dropped. A place may
/// take any number of tokens, so events whose texts have several lengths are one template.
///
/// The paper finds a fitting template by a prefix tree first, then by trying them all; here a 64-bit signature of each template's words excludes
/// nearly all of those that cannot fit. Templates that differ in one word of many values are merged; the paper's pass that splits templates is left out,
/// as in the public implementations.
///
/// - Complexity: O(templates) for a new skeleton that fits one, plus O(tokens²) for each template with enough words in common otherwise.
///
/// Does badly where events differ in one word of many: they are joined, whatever the word says.
public struct Spell: TemplateTree {
    /// The templates of one head (component, method and outcome); those of different heads never meet.
    struct Group {
        /// Its part of the tree, as cached results know it.
        var scope: Int32
        /// The slots of its templates.
        var slots: [Int32] = []
        /// The slots of the templates in which a word occurs, by the word's hash.
        var holders: [UInt64: [Int32]] = [:]
    }

    let configuration: Configuration
    let head: SkeletonHead
    var groups: [[UInt8]: Group] = [:]
    var variants = VariantIndex()

    // By slot of the template table.
    /// Tokens of the longest line that joined; 0 where there is no template.
    var longest: [Int] = []
    var signatures: [UInt64] = []
    var wordCounts: [Int] = []

    /// An empty tree.
    init(_ configuration: Configuration, head: SkeletonHead) {
        self.configuration = configuration
        self.head = head
    }

    mutating func finishLearning(_ templates: inout TemplateTable) {}

    func filing(of slot: Int32, _ templates: TemplateTable) -> TemplateFiling { TemplateFiling(longest: longest[Int(slot)]) }

    mutating func restore(_ slot: Int32, _ filing: TemplateFiling, _ templates: inout TemplateTable) -> Bool {
        guard filing.path.isEmpty, let longest = filing.longest, longest >= 0 else { return false }
        file(slot, longest: longest, &templates)
        return true
    }

    func checkInvariants(_ templates: TemplateTable) {
        #if DEBUG
        for (key, group) in groups {
            precondition(!group.slots.isEmpty, "a head without a template")
            for slot in group.slots {
                precondition(templates.isAlive(slot), "slot \(slot) is filed and given up")
                precondition(head.key(templates.lines[Int(slot)]) == key, "slot \(slot) is filed under another head")
            }
        }
        #endif
    }
}
