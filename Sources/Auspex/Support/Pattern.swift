import CPCRE2
import Synchronization

/// A regular expression over bytes: PCRE2 with just-in-time compilation, bounded in time and memory.
///
/// ```swift
/// let block = try Pattern("blk_(?<id>-?\\d+)")
/// block.firstMatch(in: line, range: content)?.group("id")
/// ```
///
/// Bytes need not be valid UTF-8. An expression of ASCII characters is matched byte by byte; one that names other characters or
/// Unicode properties is matched by code point, and never across invalid bytes. A match that needs more steps, stack or heap than
/// ``Limits`` allows counts as *no match* and is counted in ``limitHits``: an expression a user gave can slow a line down, never stop
/// the program.
///
/// Values are `Sendable` and cheap to copy; all copies share the compiled code. Scratch memory for matching is kept and reused, one
/// block for each thread that matches at the same time.
public struct Pattern: Sendable {
    /// How much one match may cost.
    public struct Limits: Sendable, Equatable, Codable {
        /// Backtracking steps from one start position.
        public var steps: UInt32
        /// Nested backtracking points (interpreter only).
        public var depth: UInt32
        /// Heap of one match in KiB (interpreter only).
        public var heapKiB: UInt32
        /// How many bytes from the start of the range a match may begin in; bounds expressions that fail slowly at every position.
        public var startBytes: Int

        /// Creates limits; the defaults keep the worst expression on the worst 64 KiB line to a fraction of a second.
        public init(steps: UInt32 = 20_000, depth: UInt32 = 5_000, heapKiB: UInt32 = 4_096, startBytes: Int = 65_536) {
            self.steps = steps
            self.depth = depth
            self.heapKiB = heapKiB
            self.startBytes = startBytes
        }
    }

    /// The expression as written.
    public let expression: String
    /// Number of capture groups, without the whole match.
    public let groupCount: Int
    /// Numbers of the named groups.
    public let groupNames: [String: Int]
    private let program: PatternProgram

    /// Compiles an expression in PCRE2 (Perl) syntax.
    ///
    /// - Parameters:
    ///   - expression: at most 16 KiB.
    ///   - ignoringCase: whether letters match in either case.
    ///   - limits: what one match may cost.
    /// - Throws: ``InputError`` naming the expression, the position of the fault and what PCRE2 said.
    public init(_ expression: String, ignoringCase: Bool = false, limits: Limits = Limits()) throws(InputError) {
        self.expression = expression
        program = try PatternProgram(expression, ignoringCase: ignoringCase, limits: limits)
        groupCount = program.groupCount
        groupNames = program.groupNames
    }

    /// How often a match was given up because it reached a limit.
    public var limitHits: Int { program.limitHits.load(ordering: .relaxed) }

    /// The whole first match inside `range`, without groups: the cheapest question.
    ///
    /// - Parameters:
    ///   - bytes: the text; look-behind sees bytes before the range, nothing sees bytes behind it.
    ///   - range: where to look; `nil` is everything. Must lie inside `bytes`.
    public func firstRange(in bytes: [UInt8], range: Range<Int>? = nil) -> Range<Int>? {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe firstRange(in: buffer, range: range ?? 0..<buffer.count)
        }
    }

    /// The whole first match inside `range`, on borrowed memory.
    @unsafe public func firstRange(in bytes: UnsafeRawBufferPointer, range: Range<Int>) -> Range<Int>? {
        var found: Range<Int>?
        unsafe program.match(bytes, range: range) { offsets in found = offsets.range(0) }
        return found
    }

    /// Whether the expression matches anywhere inside `range`.
    public func matches(_ bytes: [UInt8], range: Range<Int>? = nil) -> Bool {
        firstRange(in: bytes, range: range) != nil
    }

    /// Whether the expression matches anywhere in `text`.
    public func matches(_ text: String) -> Bool {
        firstRange(in: Array(text.utf8)) != nil
    }

    /// The first match inside `range` with its groups, or `nil`.
    public func firstMatch(in bytes: [UInt8], range: Range<Int>? = nil) -> PatternMatch? {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe firstMatch(in: buffer, range: range ?? 0..<buffer.count)
        }
    }

    /// The first match inside `range` with its groups, on borrowed memory.
    @unsafe public func firstMatch(in bytes: UnsafeRawBufferPointer, range: Range<Int>) -> PatternMatch? {
        var found: PatternMatch?
        unsafe program.match(bytes, range: range) { offsets in
            found = PatternMatch(groups: (0...groupCount).map { offsets.range($0) }, names: groupNames)
        }
        return found
    }

    /// The first match inside `range`, its groups written into the caller's array (whole match first): no allocation after the first call.
    ///
    /// - Parameter groups: overwritten with `groupCount + 1` ranges, `nil` for groups that took no part; emptied when nothing matches.
    /// - Returns: whether there is a match.
    @unsafe public func firstMatch(
        in bytes: UnsafeRawBufferPointer, range: Range<Int>, into groups: inout [Range<Int>?]
    ) -> Bool {
        groups.removeAll(keepingCapacity: true)
        unsafe program.match(bytes, range: range) { offsets in
            for group in 0...groupCount { groups.append(offsets.range(group)) }
        }
        return !groups.isEmpty
    }
}

/// Where an expression matched and what its groups took.
public struct PatternMatch: Sendable, Equatable {
    /// The whole match at 0, then the numbered groups; `nil` for a group that took no part.
    public let groups: [Range<Int>?]
    private let names: [String: Int]

    init(groups: [Range<Int>?], names: [String: Int]) {
        self.groups = groups
        self.names = names
    }

    /// The whole match.
    public var range: Range<Int> { groups[0] ?? 0..<0 }

    /// What the named group took, or `nil` when it took no part or does not exist.
    public func group(_ name: String) -> Range<Int>? {
        names[name].flatMap { groups[$0] }
    }
}
