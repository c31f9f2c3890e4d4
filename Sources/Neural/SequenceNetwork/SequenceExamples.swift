/// Sequences with what is true of each: what a ``SequenceNetwork`` learns from and is asked about.
public struct SequenceExamples: Sendable {
    /// What one branch of the network reads.
    public struct Reading: Sendable {
        /// What stands beside, or in the place of, the tokens.
        public enum Numbers: Sendable {
            /// Nothing.
            case none
            /// So many for each element, in the order of the tokens.
            case given([Float], width: Int)
            /// How often each of so many tokens has come up to the element.
            case counts(Int)
        }

        /// The tokens of all sequences, one sequence after the other.
        public var tokens: [Int32]
        /// `starts[i]..<starts[i + 1]` are the tokens of sequence `i`.
        public var starts: [Int]
        /// Sets of tokens (`count` each, −1 fills up) that stand for the tokens; `nil` where tokens stand for themselves.
        public var sets: (tokens: [Int32], count: Int)?
        /// Numbers beside the tokens.
        public var numbers: Numbers

        /// Creates a reading.
        ///
        /// - Precondition: starts ascend and cover all tokens.
        public init(tokens: [Int32], starts: [Int], sets: (tokens: [Int32], count: Int)? = nil, numbers: Numbers = .none) {
            precondition(starts.first == 0 && starts.last == tokens.count, "starts cover all tokens")
            self.tokens = tokens
            self.starts = starts
            self.sets = sets
            self.numbers = numbers
        }
    }

    /// What is true of the sequences.
    public enum Truth: Sendable {
        /// Nothing is known: they are only asked about.
        case unknown
        /// Any number of weighted classes each: those of sequence `i` are `starts[i]..<starts[i + 1]`.
        case classes([Int32], weights: [Float], starts: [Int], smoothing: LabelSmoothing)
        /// Yes or no for each output; `positiveWeight` as in ``BinaryCrossEntropy``.
        case binary([Float], weights: [Float], positiveWeight: Float)
        /// Numbers for each output.
        case numbers([Float], width: Int)
        /// What each output's rectified value should have of their sum, as in ``ShareCrossEntropy``.
        case shares([Float], width: Int)
    }

    /// What each branch reads; all have the same sequences.
    public var readings: [Reading]
    /// Numbers of each sequence beside what the branches read, `width` each.
    public var extra: (numbers: [Float], width: Int)
    /// What is true of them.
    public var truth: Truth

    /// Creates examples.
    ///
    /// - Precondition: all readings have as many sequences.
    public init(_ readings: [Reading], extra: (numbers: [Float], width: Int) = ([], 0), truth: Truth = .unknown) {
        precondition(!readings.isEmpty || extra.width > 0, "examples hold something")
        precondition(Set(readings.map(\.starts.count)).count <= 1, "all branches read the same sequences")
        self.readings = readings
        self.extra = extra
        self.truth = truth
    }

    /// Number of sequences.
    public var count: Int { readings.first.map { $0.starts.count - 1 } ?? extra.numbers.count / max(1, extra.width) }

    /// Some of the sequences as a network reads them.
    func input(_ selected: [Int], for configuration: SequenceNetwork.Configuration) -> SequenceNetwork.Input {
        let branches = zip(readings, configuration.branches).map { $0.input(selected, for: $1) }
        var numbers: [Float] = []
        for number in selected { numbers += extra.numbers[number * extra.width..<(number + 1) * extra.width] }
        return SequenceNetwork.Input(branches, extra: numbers)
    }

    /// How wrong outputs are about some of the sequences, and what all answers weigh; `nil` where nothing is known.
    func loss(_ selected: [Int], outputs: Int) -> (loss: AnyLoss, weight: Double)? {
        let nodes = selected.indices.map { Int32($0) }
        switch truth {
        case .unknown: return nil
        case .classes(let classes, let weights, let starts, let smoothing):
            var own: [Int32] = [], ownWeights: [Float] = [], ownStarts: [Int32] = [0]
            for number in selected {
                own += classes[starts[number]..<starts[number + 1]]
                ownWeights += weights[starts[number]..<starts[number + 1]]
                ownStarts.append(Int32(own.count))
            }
            let targets = ClassTargets(nodes: nodes, starts: ownStarts, classes: own, weights: ownWeights)
            return (.classes(SoftmaxCrossEntropy(targets, smoothing: smoothing)), targets.totalWeight)
        case .binary(let truths, let weights, let positiveWeight):
            var own: [Float] = [], ownWeights: [Float] = []
            for number in selected {
                own += truths[number * outputs..<(number + 1) * outputs]
                ownWeights += weights[number * outputs..<(number + 1) * outputs]
            }
            let targets = BinaryTargets(nodes: nodes, values: own, weights: ownWeights)
            return (.binary(BinaryCrossEntropy(targets, positiveWeight: positiveWeight)), targets.totalWeight)
        case .numbers(let numbers, let width):
            let own = selected.flatMap { numbers[$0 * width..<($0 + 1) * width] }
            return (
                .numbers(SquaredError(ValueTargets(nodes: nodes, values: own, weights: nodes.map { _ in 1 }))), Double(nodes.count * width)
            )
        case .shares(let shares, let width):
            let own = selected.flatMap { shares[$0 * width..<($0 + 1) * width] }
            return (.shares(ShareCrossEntropy(ValueTargets(nodes: nodes, values: own, weights: nodes.map { _ in 1 }))), Double(nodes.count))
        }
    }
}

extension SequenceExamples.Reading {
    fileprivate func input(_ selected: [Int], for branch: SequenceNetwork.Branch) -> SequenceNetwork.BranchInput {
        var own: [Int32] = [], ownStarts = [0], places: [Int] = []
        for number in selected {
            own += tokens[starts[number]..<starts[number + 1]]
            ownStarts.append(own.count)
            if case .given = numbers { places += starts[number]..<starts[number + 1] }
        }
        if case .none = numbers, branch.sharesPrefixes {
            return SequenceNetwork.BranchInput(replaced(SequenceBatch(sharingPrefixes: own, starts: ownStarts)))
        }
        guard branch.values > 0 else { return SequenceNetwork.BranchInput(replaced(SequenceBatch.chains(own, starts: ownStarts))) }
        if case .counts(let count) = numbers, branch.readsPrefixesAlike {
            precondition(count == branch.values, "the branch reads \(branch.values) numbers at each element, not \(count)")
            let tree = SequenceBatch(sharingPrefixes: own, starts: ownStarts), values = Self.counts(of: count, along: tree)
            if branch.tokens > 0 { return SequenceNetwork.BranchInput(replaced(tree), values: values) }
            return SequenceNetwork.BranchInput(
                SequenceBatch(levelStarts: tree.levelStarts, parents: tree.parents, tokens: [], ends: tree.ends), values: values)
        }
        // The place of each node's element finds its numbers.
        let order = SequenceBatch.chains((0..<Int32(own.count)).map { $0 }, starts: ownStarts)
        var values = [Float](repeating: 0, count: order.nodeCount * branch.values)
        switch numbers {
        case .none: preconditionFailure("the branch reads \(branch.values) numbers at each element")
        case .given(let all, let width):
            precondition(width == branch.values, "the branch reads \(branch.values) numbers at each element, not \(width)")
            for (node, place) in order.tokens.enumerated() {
                let from = places[Int(place)] * width
                for offset in 0..<width { values[node * width + offset] = all[from + offset] }
            }
        case .counts(let count):
            precondition(count == branch.values, "the branch reads \(branch.values) numbers at each element, not \(count)")
            for (node, place) in order.tokens.enumerated() {
                let parent = Int(order.parents[node])
                // Not by a slice of the same array: that would copy all of it for each element.
                if parent >= 0 { for offset in 0..<count { values[node * count + offset] = values[parent * count + offset] } }
                let token = Int(own[Int(place)])
                if token < count { values[node * count + token] += 1 }
            }
        }
        let replacedTokens = branch.tokens > 0 ? order.tokens.map { own[Int($0)] } : []
        let batch = SequenceBatch(levelStarts: order.levelStarts, parents: order.parents, tokens: replacedTokens, ends: order.ends)
        return SequenceNetwork.BranchInput(branch.tokens > 0 ? replaced(batch) : batch, values: values)
    }

    /// How often each of so many tokens has come on the way to each node.
    private static func counts(of count: Int, along batch: SequenceBatch) -> [Float] {
        var values = [Float](repeating: 0, count: batch.nodeCount * count)
        for node in 0..<batch.nodeCount {
            let parent = Int(batch.parents[node]), token = Int(batch.tokens[node])
            // Not by a slice of the same array: that would copy all of it for each element.
            if parent >= 0 { for offset in 0..<count { values[node * count + offset] = values[parent * count + offset] } }
            if token < count { values[node * count + token] += 1 }
        }
        return values
    }

    private func replaced(_ batch: SequenceBatch) -> SequenceBatch {
        guard let sets else { return batch }
        return batch.replacingTokens(by: sets.tokens, count: sets.count)
    }
}

/// A loss of a kind that is known at run time.
enum AnyLoss: Loss {
    case classes(SoftmaxCrossEntropy)
    case binary(BinaryCrossEntropy)
    case numbers(SquaredError)
    case shares(ShareCrossEntropy)

    var nodes: [Int32] {
        switch self {
        case .classes(let loss): loss.nodes
        case .binary(let loss): loss.nodes
        case .numbers(let loss): loss.nodes
        case .shares(let loss): loss.nodes
        }
    }

    func differentiate(_ outputs: inout [Float], columns: Int, scale: Float) -> Double {
        switch self {
        case .classes(let loss): loss.differentiate(&outputs, columns: columns, scale: scale)
        case .binary(let loss): loss.differentiate(&outputs, columns: columns, scale: scale)
        case .numbers(let loss): loss.differentiate(&outputs, columns: columns, scale: scale)
        case .shares(let loss): loss.differentiate(&outputs, columns: columns, scale: scale)
        }
    }
}
