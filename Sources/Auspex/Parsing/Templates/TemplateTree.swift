/// Decides which template a skeleton belongs to. That is all a parsing algorithm is here: ids, bounds and counts are the business of the
/// ``TemplateTable``; masks, header fields, parameters and the cache of known skeletons that of the parser.
///
/// A tree sees a skeleton only when the cache does not know it, or a part of the tree (a *scope*) has changed since.
/// Equal skeletons in equal order give equal results, and so does a tree restored from what it saved.
protocol TemplateTree: Sendable {
    /// Learning: the template that takes the line, generalised where need be; `nil` when the line needs a template of its own.
    mutating func join(_ line: SkeletonLine, _ templates: inout TemplateTable) -> TreeMatch?

    /// Learning: files a template that was made of a line nothing took. It may be merged with others.
    mutating func insert(_ slot: Int32, _ templates: inout TemplateTable) -> TreeMatch

    /// Matching: the template that has the line already.
    func match(_ line: SkeletonLine, _ templates: TemplateTable) -> TreeMatch

    /// Where a line has variable text that its template does not spell out, in the order of the text.
    func places(of line: SkeletonLine, in slot: Int32, _ templates: TemplateTable) -> [VariablePlace]

    /// Ends learning: what only the whole log shows may merge templates once more.
    mutating func finishLearning(_ templates: inout TemplateTable)

    /// Forgets a template; the caller takes it out of the table.
    mutating func remove(_ slot: Int32, _ templates: inout TemplateTable)

    /// What a template needs to be filed again, beyond its text.
    func filing(of slot: Int32, _ templates: TemplateTable) -> TemplateFiling

    /// Files a saved template again.
    ///
    /// - Returns: whether the filing fits the text.
    mutating func restore(_ slot: Int32, _ filing: TemplateFiling, _ templates: inout TemplateTable) -> Bool

    /// The words the tree knows, in its order; `nil` for a tree without one.
    var wordOrder: [[UInt8]]? { get }

    /// Takes the saved order of words, before any template is restored.
    ///
    /// - Returns: whether it can be one.
    mutating func restore(wordOrder: [[UInt8]]?) -> Bool

    /// Traps when the tree contradicts the table. Does nothing in release builds.
    func checkInvariants(_ templates: TemplateTable)
}

extension TemplateTree {
    /// No order of words.
    var wordOrder: [[UInt8]]? { nil }

    /// Nothing to take.
    mutating func restore(wordOrder: [[UInt8]]?) -> Bool { wordOrder == nil }
}

/// What a tree found for a line.
struct TreeMatch {
    /// Slot of the template, or -1 when none fits.
    var slot: Int32
    /// The part of the tree whose changes may change the result; -1 for the whole tree.
    var scope: Int32
    /// Whether the result holds until the scope changes.
    var isLasting = true
}

/// Tokens of a line that stand at one variable place of its template.
struct VariablePlace: Sendable, Equatable {
    /// The first token.
    var first: UInt32
    /// One past the last token; equal to ``first`` where a place is empty.
    var end: UInt32
    /// Literal bytes of the first token before the value.
    var prefix: UInt32 = 0
    /// Literal bytes of the last token behind the value.
    var suffix: UInt32 = 0
}

/// What is saved of a template beyond its text, so that a tree can file it where it was.
struct TemplateFiling: Equatable {
    /// Drain: the first tokens that lead to its leaf; `nil` is the wildcard child.
    var path: [[UInt8]?] = []
    /// Spell: tokens of the longest line that joined it.
    var longest: Int?
    /// FT-tree: whether the tree was pruned here.
    var isPruned: Bool?
}
