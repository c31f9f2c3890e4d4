/// What two networks play about: sequences, a vector that was really seen after (or for) each, and which of its cells were looked at.
public struct AdversarialExamples: Sendable {
    /// The tokens of all sequences, one sequence after the other.
    public let tokens: [Int32]
    /// `starts[i]..<starts[i + 1]` are the tokens of sequence `i`.
    public let starts: [Int]
    /// Cells of a vector.
    public let width: Int
    /// `[sequences × width]` numbers 0…1.
    public let truths: [Float]
    /// `[sequences × width]`: 1 for a cell that was observed, 0 for one of which nothing is known but that it was not.
    public let observed: [Float]

    /// Creates examples.
    ///
    /// - Precondition: starts cover all tokens, no sequence is empty, a truth and a mark for each cell.
    public init(tokens: [Int32], starts: [Int], width: Int, truths: [Float], observed: [Float]) {
        precondition(starts.first == 0 && starts.last == tokens.count && zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 })
        precondition(width > 0 && truths.count == (starts.count - 1) * width && observed.count == truths.count)
        precondition(truths.allSatisfy { (0...1).contains($0) } && observed.allSatisfy { $0 == 0 || $0 == 1 })
        self.tokens = tokens
        self.starts = starts
        self.width = width
        self.truths = truths
        self.observed = observed
    }

    /// Number of sequences.
    public var count: Int { starts.count - 1 }

    /// Some sequences as a network reads them, with numbers that are the same at each of a sequence's elements and a vector for each sequence.
    func input(
        _ selected: [Int], numbers: [Float] = [], vectors: [Float] = [], for configuration: SequenceNetwork.Configuration
    ) -> SequenceNetwork.Input {
        let noise = configuration.branches[0].values
        var own: [Int32] = [], ownStarts = [0], values: [Float] = []
        for (place, number) in selected.enumerated() {
            own += tokens[starts[number]..<starts[number + 1]]
            ownStarts.append(own.count)
            for _ in starts[number]..<starts[number + 1] { values += numbers[place * noise..<(place + 1) * noise] }
        }
        let reading = SequenceExamples.Reading(
            tokens: own, starts: ownStarts, numbers: noise > 0 ? .given(values, width: noise) : .none)
        return SequenceExamples([reading], extra: (vectors, configuration.extra)).input(Array(selected.indices), for: configuration)
    }

    /// The rows of some sequences.
    func rows(_ selected: [Int], of all: [Float]) -> [Float] {
        var rows: [Float] = []
        rows.reserveCapacity(selected.count * width)
        for number in selected { rows += all[number * width..<(number + 1) * width] }
        return rows
    }
}

/// Rules of the game between a generator and a discriminator.
public struct AdversarialRules: Sendable, Equatable, Codable {
    /// Share of the cells that were not observed which the generator is told to be 0, drawn anew in each of its steps; without them it learns that
    /// everything occurs.
    public var negativeRatio: Double
    /// Whether the discriminator is shown such cells too, of real vectors (where they are 0) and of made ones: it then learns that what was not observed
    /// is not there (CFGAN, Chae et al. 2018, from which LogGAN has its negative sampling). Otherwise only the generator's steps draw them, and
    /// the discriminator, which takes high numbers for real, pulls them up again.
    public var showsNegatives: Bool
    /// Weight of the generator's mean squared error beside the game.
    public var reconstruction: Double
    /// What the discriminator is told of a real vector: 1, or less (label smoothing).
    public var realLabel: Double
    /// Whether the generator maximises ln D instead of minimising ln(1 − D) (Goodfellow et al. 2014, section 3).
    public var isNonSaturating: Bool
    /// Sequences of a step.
    public var batchSize: Int
    /// Parts a step is cut into, which threads may compute side by side.
    public var parts: Int

    /// Creates rules.
    public init(
        negativeRatio: Double = 0.1, showsNegatives: Bool = true, reconstruction: Double = 1, realLabel: Double = 1,
        isNonSaturating: Bool = false, batchSize: Int = 128,
        parts: Int = 2
    ) {
        self.negativeRatio = negativeRatio
        self.showsNegatives = showsNegatives
        self.reconstruction = reconstruction
        self.realLabel = realLabel
        self.isNonSaturating = isNonSaturating
        self.batchSize = batchSize
        self.parts = parts
    }
}

/// Where a training of one of the players is: a stored one goes on exactly.
public struct AdversarialPosition<Source: RandomNumberGenerator & Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    var order: ExampleOrder<Source>
    var source: Source

    init(count: Int, using source: Source) {
        var source = source
        _ = source.next()
        order = ExampleOrder(count: count, using: source)
        self.source = source
    }
}

/// Some sequences of a step, with what was drawn for them.
public struct AdversarialBatch: Sendable {
    var selected: [Int]
    var noise: [Float]
    /// Cells the generator learns about.
    var mask: [Float]
    var scale: Float
}

extension AdversarialExamples {
    /// Draws the batches of a step.
    func batches<Source>(
        _ position: inout AdversarialPosition<Source>, rules: AdversarialRules, noise: Int, isForGenerator: Bool
    ) -> [AdversarialBatch] {
        let size = min(rules.batchSize, count), steps = (count + size - 1) / size
        let selected = position.order.nextPart(steps), parts = min(rules.parts, selected.count)
        return (0..<parts).map { part in
            let own = Array(selected[part * selected.count / parts..<(part + 1) * selected.count / parts])
            var mask = rows(own, of: observed)
            if isForGenerator || rules.showsNegatives, rules.negativeRatio > 0 {
                for cell in mask.indices where mask[cell] == 0 && Initialization.uniform(&position.source) < rules.negativeRatio {
                    mask[cell] = 1
                }
            }
            return AdversarialBatch(
                selected: own, noise: GaussianNoise.draw(own.count * noise, using: &position.source), mask: mask,
                scale: 1 / Float(selected.count))
        }
    }
}
