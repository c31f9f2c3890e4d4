/// What a session rule extracts from a text, so that it is masked there: a session's name is no part of a template.
///
/// Most identifiers are masked by their bytes already. Those that are words (`user (\w+)`) are not; that learning has met some is remembered, so that
/// matching need not look where there never were any.
struct SessionMask: Sendable {
    private let pattern: Pattern
    private var groups: [Range<Int>?] = []
    private(set) var found: [Range<Int>] = []
    /// Whether the rule ever extracted something that the byte-level masks had left.
    var isNeeded = false

    /// Compiles the expression.
    ///
    /// - Throws: ``InputError`` when it does not compile.
    init(_ expression: String) throws(InputError) { pattern = try Pattern(expression) }

    /// Finds what the rule extracts from a record: the first capture group of each match, else the whole match; what lies in `content` is in ``found``.
    ///
    /// Unsafe because it reads the batch by pointer; safe because the pattern checks the range against the buffer.
    @unsafe mutating func find(in bytes: UnsafeRawBufferPointer, record: Range<Int>, content: Range<Int>) {
        found.removeAll(keepingCapacity: true)
        var position = record.lowerBound
        while position <= record.upperBound, unsafe pattern.firstMatch(in: bytes, range: position..<record.upperBound, into: &groups) {
            guard let whole = groups[0] else { return }
            let value = (groups.dropFirst().first { $0 != nil } ?? nil) ?? whole
            let isBehind = value.lowerBound >= Swift.max(content.lowerBound, found.last?.upperBound ?? 0)
            if !value.isEmpty, isBehind, value.upperBound <= content.upperBound { found.append(value) }
            position = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
        }
    }

    /// Whether one of the values found is not part of a masked span.
    func leavesSomething(_ scratch: borrowing MaskScratch) -> Bool {
        var span = 0
        for value in found {
            while span < scratch.spanCount, unsafe Int(scratch.spans[span].range.end) < value.upperBound { span += 1 }
            if span == scratch.spanCount { return true }
            if unsafe Int(scratch.spans[span].range.start) > value.lowerBound { return true }
        }
        return false
    }
}
