/// Sequences a network reads together, as a forest: its nodes are sequence elements, its paths from a root are sequences.
///
/// A recurrent layer starts every sequence from the same zero state, so sequences with equal beginnings have equal states there and may share
/// the nodes (``init(sharingPrefixes:starts:)``). Sequences that share nothing are the special case in which every node has at most
/// one child (``chains(count:length:tokens:)``). Sequences may differ in length.
///
/// Invariant, checked on creation: the nodes of a level are contiguous, levels follow one another, the parent of a node lies in the level
/// before its own, nodes of level 0 have none (−1), a node's only token is not negative.
public struct SequenceBatch: Sendable, Equatable {
    /// `levelStarts[l]..<levelStarts[l + 1]` are the nodes of level `l`.
    public let levelStarts: [Int]
    /// The parent of each node; −1 in level 0.
    public let parents: [Int32]
    /// The tokens of each node, as many for each (``tokensPerNode``); empty when the layer's input is rows of numbers.
    public let tokens: [Int32]
    /// The node of the last element of each sequence, in the order in which the sequences were given; −1 for an empty one.
    public let ends: [Int32]
    /// One more than the largest token.
    let tokenLimit: Int

    /// Creates a batch from flat arrays.
    ///
    /// - Precondition: the invariant of the type.
    public init(levelStarts: [Int], parents: [Int32], tokens: [Int32], ends: [Int32] = []) {
        precondition(levelStarts.first == 0 && levelStarts.last == parents.count, "levels cover all nodes")
        precondition(
            tokens.isEmpty || (!parents.isEmpty && tokens.count.isMultiple(of: parents.count)), "as many tokens for each node as for others"
        )
        precondition(parents.count < Int(Int32.max), "nodes fit 32 bits")
        for level in 0..<levelStarts.count - 1 {
            precondition(levelStarts[level] <= levelStarts[level + 1], "levels ascend")
            for node in levelStarts[level]..<levelStarts[level + 1] {
                let parent = Int(parents[node])
                precondition(
                    level == 0 ? parent == -1 : parent >= levelStarts[level - 1] && parent < levelStarts[level],
                    "the parent of a node lies one level before it")
            }
        }
        precondition((tokens.min() ?? 0) >= (tokens.count > parents.count ? -1 : 0), "tokens are not negative")
        precondition((ends.min() ?? 0) >= -1 && Int(ends.max() ?? -1) < parents.count, "sequences end at nodes")
        self.levelStarts = levelStarts
        self.parents = parents
        self.tokens = tokens
        self.ends = ends
        tokenLimit = Int(tokens.max() ?? -1) + 1
    }

    /// Sequences of equal length without sharing: node `t * count + s` is element `t` of sequence `s`.
    ///
    /// - Parameters:
    ///   - count: number of sequences.
    ///   - length: their length.
    ///   - tokens: `length × count` tokens in node order, or empty for rows of numbers.
    public static func chains(count: Int, length: Int, tokens: [Int32] = []) -> SequenceBatch {
        SequenceBatch(
            levelStarts: (0...length).map { $0 * count },
            parents: (0..<length * count).map { Int32($0 < count ? -1 : $0 - count) }, tokens: tokens,
            ends: (0..<count).map { Int32(length == 0 ? -1 : (length - 1) * count + $0) })
    }

    /// Sequences of these lengths without sharing, for rows of numbers. In a level the sequences stand in the order given, which must be that
    /// of falling length: node `levelStarts[t] + s` is element `t` of sequence `s`.
    ///
    /// - Precondition: lengths do not rise.
    public static func chains(fallingLengths lengths: [Int]) -> SequenceBatch {
        precondition(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "lengths do not rise")
        var starts = [0], parents: [Int32] = []
        var ends = [Int32](repeating: -1, count: lengths.count)
        for level in 0..<(lengths.first ?? 0) {
            let before = level == 0 ? 0 : starts[level - 1]
            for (place, length) in lengths.enumerated() {
                guard length > level else { break }
                ends[place] = Int32(parents.count)
                parents.append(level == 0 ? -1 : Int32(before + place))
            }
            starts.append(parents.count)
        }
        return SequenceBatch(levelStarts: starts, parents: parents, tokens: [], ends: ends)
    }

    /// Rows that have nothing to do with each other: sequences of one element.
    public static func rows(_ count: Int) -> SequenceBatch { chains(count: count, length: 1) }

    /// Number of nodes.
    public var nodeCount: Int { parents.count }
    /// Tokens of a node. Where they are several they are a set (the ones of a multi-hot vector): layers add up their rows, and −1 is none.
    public var tokensPerNode: Int { max(1, tokens.count / max(1, parents.count)) }
    /// Number of levels: the longest sequence.
    public var levelCount: Int { levelStarts.count - 1 }

    /// The nodes of a level; empty for level −1.
    public func nodes(ofLevel level: Int) -> Range<Int> {
        level < 0 ? 0..<0 : levelStarts[level]..<levelStarts[level + 1]
    }

    /// Nodes in the widest level.
    public var widestLevel: Int {
        (0..<levelCount).map { nodes(ofLevel: $0).count }.max() ?? 0
    }

    /// The same sequences with a set of tokens in the place of each token.
    ///
    /// - Parameters:
    ///   - sets: the sets by token, one after the other; −1 fills up short ones.
    ///   - count: tokens of a set.
    public func replacingTokens(by sets: [Int32], count: Int) -> SequenceBatch {
        precondition(count > 0 && tokens.count == nodeCount && tokenLimit * count <= sets.count, "a set for each token")
        var replaced: [Int32] = []
        replaced.reserveCapacity(nodeCount * count)
        for token in tokens { replaced += sets[Int(token) * count..<(Int(token) + 1) * count] }
        return SequenceBatch(levelStarts: levelStarts, parents: parents, tokens: replaced, ends: ends)
    }
}
