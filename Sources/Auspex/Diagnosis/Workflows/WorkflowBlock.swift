/// The structure of a task as nested blocks: the form in which workflows are mined, compared and replayed.
///
/// Blocks are what the marks of a drawn workflow mean: a branch is a ``choice(_:)``, a fork/join pair a ``parallel(_:)``, a back edge a
/// ``loop(_:_:)``. Every block has one way in and one way out, so a graph drawn from blocks can never be stuck half-way.
/// What such nesting cannot express (jumps out of the middle of a loop, joins of some but not all branches) is approximated by
/// choices and loops.
///
/// ```swift
/// let task = WorkflowBlock.sequence([.event(E5), .parallel([.event(E6), .event(E7)]), .event(E8)])
/// task.notation  // "5 {6 | 7} 8"
/// ```
public indirect enum WorkflowBlock: Sendable, Hashable {
    /// One event.
    case event(TemplateID)
    /// No event: the other side of a choice that may be left out.
    case nothing
    /// Blocks one after another.
    case sequence([WorkflowBlock])
    /// Exactly one of the blocks.
    case choice([WorkflowBlock])
    /// All of the blocks, in any order, also mixed (fork and join).
    case parallel([WorkflowBlock])
    /// The body again and again.
    case loop(WorkflowBlock, LoopBounds)

    /// Deepest nesting that is read from outside.
    static let maximumDepth = 64
    /// Most branches of a fork that are read from outside: where an execution stands is kept for each.
    static let maximumBranches = 32

    /// The block in its one canonical form: nested blocks of the same kind joined, superfluous ones removed, the members of choices and
    /// parallel blocks in a fixed order. Two blocks that differ only in how they were put together are equal afterwards.
    ///
    /// - Complexity: O(n log n) comparisons of blocks of at most n events.
    public var canonical: WorkflowBlock {
        switch self {
        case .event, .nothing:
            return self
        case .sequence(let members):
            let flat = members.map(\.canonical).flatMap { block -> [WorkflowBlock] in
                switch block {
                case .sequence(let inner): inner
                case .nothing: []
                default: [block]
                }
            }
            return flat.isEmpty ? .nothing : flat.count == 1 ? flat[0] : .sequence(flat)
        case .choice(let members):
            let flat = members.map(\.canonical).flatMap { block -> [WorkflowBlock] in
                if case .choice(let inner) = block { inner } else { [block] }
            }
            let unique = Set(flat).sorted { $0.precedes($1) }
            return unique.isEmpty ? .nothing : unique.count == 1 ? unique[0] : .choice(unique)
        case .parallel(let members):
            let flat = members.map(\.canonical).flatMap { block -> [WorkflowBlock] in
                switch block {
                case .parallel(let inner): inner
                case .nothing: []
                default: [block]
                }
            }.sorted { $0.precedes($1) }
            return flat.isEmpty ? .nothing : flat.count == 1 ? flat[0] : .parallel(flat)
        case .loop(let body, let bounds):
            let body = body.canonical
            if body == .nothing || bounds == .exactly(1) { return body }
            if case .loop(let inner, .onceOrMore) = body, bounds.minimum == 1 { return .loop(inner, .onceOrMore) }
            return .loop(body, bounds)
        }
    }

    /// Every template in the block, in the order of the notation, repeats included.
    public var templates: [TemplateID] {
        switch self {
        case .event(let template): [template]
        case .nothing: []
        case .sequence(let members), .choice(let members), .parallel(let members): members.flatMap(\.templates)
        case .loop(let body, _): body.templates
        }
    }

    /// Number of blocks, this one included.
    public var size: Int {
        switch self {
        case .event, .nothing: 1
        case .sequence(let members), .choice(let members), .parallel(let members): members.reduce(1) { $0 + $1.size }
        case .loop(let body, _): 1 + body.size
        }
    }

    /// Whether the block can be passed without any event.
    public var isSkippable: Bool {
        switch self {
        case .event: false
        case .nothing: true
        case .sequence(let members), .parallel(let members): members.allSatisfy(\.isSkippable)
        case .choice(let members): members.contains(where: \.isSkippable)
        case .loop(let body, _): body.isSkippable
        }
    }

    /// One line a person can read: `9 10 (11 12)+ 13`, `5 {6 | 7} 8`, `14 (15 / 16) 17`, `3?`.
    public var notation: String { notation { "\($0.rawValue)" } }

    /// The one-line notation with other names for the templates.
    public func notation(_ name: (TemplateID) -> String) -> String {
        switch self {
        case .event(let template): return name(template)
        case .nothing: return "–"
        case .sequence(let members): return members.map { $0.notation(name) }.joined(separator: " ")
        case .parallel(let members): return "{" + members.map { $0.notation(name) }.joined(separator: " | ") + "}"
        case .choice(let members):
            let some = members.filter { $0 != .nothing }
            let inner = some.map { $0.notation(name) }.joined(separator: " / ")
            let text = some.count == 1 ? some[0].grouped(inner) : "(" + inner + ")"
            return some.count == members.count ? text : text + "?"
        case .loop(let body, let bounds): return body.grouped(body.notation(name)) + bounds.notation
        }
    }

    private func grouped(_ text: String) -> String {
        switch self {
        case .sequence, .loop: "(" + text + ")"
        default: text
        }
    }

    /// Numbers that order blocks: first by the first template, then by structure.
    private var sortKey: [UInt32] {
        var key: [UInt32] = [templates.first?.rawValue ?? 0]
        appendSortKey(to: &key)
        return key
    }

    private func appendSortKey(to key: inout [UInt32]) {
        func append(_ kind: UInt32, _ members: [WorkflowBlock]) {
            key.append(kind)
            key.append(UInt32(clamping: members.count))
            for member in members { member.appendSortKey(to: &key) }
        }
        switch self {
        case .event(let template): key += [1, template.rawValue]
        case .nothing: key.append(0)
        case .sequence(let members): append(2, members)
        case .choice(let members): append(3, members)
        case .parallel(let members): append(4, members)
        case .loop(let body, let bounds):
            key += [5, UInt32(clamping: bounds.minimum), UInt32(clamping: bounds.maximum ?? 0)]
            body.appendSortKey(to: &key)
        }
    }

    private func precedes(_ other: WorkflowBlock) -> Bool { sortKey.lexicographicallyPrecedes(other.sortKey) }
}
