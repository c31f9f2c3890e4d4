/// The nodes of each sequence of a batch, first element first: what layers that look at whole sequences work along.
///
/// Sequences that share nodes name them again, so a path costs its length.
public struct SequencePaths: Sendable, Equatable {
    /// `starts[s]..<starts[s + 1]` are the places of sequence `s`.
    public private(set) var starts: [Int32] = [0]
    /// The node at each place.
    public private(set) var nodes: [Int32] = []

    /// Follows each sequence of a batch from its end to its beginning. Complexity: the sum of the lengths.
    public init(_ batch: SequenceBatch) {
        nodes.reserveCapacity(batch.nodeCount)
        starts.reserveCapacity(batch.ends.count + 1)
        for end in batch.ends {
            let first = nodes.count
            var node = end
            while node >= 0 {
                nodes.append(node)
                node = batch.parents[Int(node)]
            }
            nodes[first...].reverse()
            precondition(nodes.count <= Int(Int32.max), "places fit 32 bits")
            starts.append(Int32(nodes.count))
        }
    }

    /// Number of sequences.
    public var sequenceCount: Int { starts.count - 1 }

    /// The places of a sequence.
    public func places(of sequence: Int) -> Range<Int> { Int(starts[sequence])..<Int(starts[sequence + 1]) }

    /// Length of the longest sequence.
    var longest: Int { (0..<sequenceCount).map { places(of: $0).count }.max() ?? 0 }

    /// Whether every node of a batch belongs to one sequence and stands there once: what a layer needs whose output at an element depends on
    /// later ones.
    func areApart(in batch: SequenceBatch) -> Bool {
        guard nodes.count == batch.nodeCount else { return false }
        var seen = [Bool](repeating: false, count: batch.nodeCount)
        for node in nodes {
            if seen[Int(node)] { return false }
            seen[Int(node)] = true
        }
        return true
    }
}

extension SequenceBatch {
    /// Sequences of any lengths that share nothing, so that layers may look at later elements too (``Bidirectional``, ``SelfAttention``).
    ///
    /// - Parameters:
    ///   - sequences: the tokens, one sequence after the other, first element first.
    ///   - starts: `starts[i]..<starts[i + 1]` are the tokens of sequence `i`.
    public static func chains(_ sequences: [Int32], starts: [Int]) -> SequenceBatch {
        precondition(starts.first == 0 && starts.last == sequences.count, "starts cover all tokens")
        let lengths = zip(starts, starts.dropFirst()).map { $1 - $0 }
        precondition(lengths.allSatisfy { $0 >= 0 }, "starts ascend")
        // Those that reach a level stand in it by falling length, so that a level's places are the first of the level before.
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        let falling = chains(fallingLengths: order.map { lengths[$0] })
        var tokens = [Int32](repeating: 0, count: falling.nodeCount)
        for level in 0..<falling.levelCount {
            for (place, node) in falling.nodes(ofLevel: level).enumerated() { tokens[node] = sequences[starts[order[place]] + level] }
        }
        var ends = [Int32](repeating: -1, count: lengths.count)
        for (place, sequence) in order.enumerated() { ends[sequence] = falling.ends[place] }
        return SequenceBatch(levelStarts: falling.levelStarts, parents: falling.parents, tokens: tokens, ends: ends)
    }

    /// The sequences read from their ends: node `n` of the result is element `nodes[n]` of this batch; and the other way round, since the lengths
    /// are the same.
    ///
    /// - Precondition: the sequences share no node.
    func reversed(_ paths: SequencePaths) -> (batch: SequenceBatch, nodes: [Int32]) {
        precondition(paths.areApart(in: self), "sequences that share nodes cannot be read from their ends")
        var partners = [Int32](repeating: -1, count: nodeCount)
        for sequence in 0..<paths.sequenceCount {
            let places = paths.places(of: sequence)
            for place in places { partners[Int(paths.nodes[place])] = paths.nodes[places.lowerBound + places.upperBound - 1 - place] }
        }
        let count = tokensPerNode
        var turned: [Int32] = []
        if !tokens.isEmpty {
            turned.reserveCapacity(tokens.count)
            for partner in partners { turned += tokens[Int(partner) * count..<(Int(partner) + 1) * count] }
        }
        return (SequenceBatch(levelStarts: levelStarts, parents: parents, tokens: turned, ends: ends), partners)
    }
}
