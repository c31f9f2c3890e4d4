/// What two detectors decided about the same sessions, counted: all a paired comparison needs.
public struct PairedDecisions: Sendable, Equatable {
    /// Sessions by the first decision, the second and the truth: place `4·first + 2·second + truth`.
    private(set) var cells = [Int](repeating: 0, count: 8)

    /// Counts decisions, in parallel order.
    public init(_ first: [Bool], _ second: [Bool], labels: [Bool]) {
        precondition(first.count == labels.count && second.count == labels.count, "a decision of each and a label for every session")
        for place in labels.indices { cells[(first[place] ? 4 : 0) + (second[place] ? 2 : 0) + (labels[place] ? 1 : 0)] += 1 }
    }

    init(cells: [Int]) { self.cells = cells }

    /// Sessions in all.
    public var count: Int { cells.reduce(0, +) }

    /// The decisions of the first.
    public var first: ConfusionMatrix { matrix(4) }
    /// The decisions of the second.
    public var second: ConfusionMatrix { matrix(2) }

    private func matrix(_ bit: Int) -> ConfusionMatrix {
        var matrix = ConfusionMatrix()
        for (cell, count) in cells.enumerated() {
            switch (cell & bit != 0, cell & 1 != 0) {
            case (true, true): matrix.truePositives += count
            case (true, false): matrix.falsePositives += count
            case (false, true): matrix.falseNegatives += count
            case (false, false): matrix.trueNegatives += count
            }
        }
        return matrix
    }

    /// As many sessions, drawn with replacement.
    func drawn(using source: inout RandomSource) -> PairedDecisions {
        PairedDecisions(cells: source.multinomial(count, weights: cells))
    }
}

/// By how much a figure of one detector exceeds that of another on the same sessions, and how sure that is.
public struct PairedDifference: Sendable, Codable, Equatable {
    /// The difference on the sessions themselves.
    public var value: Double
    /// Where it lies in 95 of 100 draws: lower end.
    public var low: Double
    /// Upper end.
    public var high: Double

    /// Whether the interval leaves 0 out: the lead is more than the luck of the draw.
    public var isReal: Bool { low > 0 || high < 0 }
}

/// The bootstrap over sessions for the difference of two detectors (Efron and Tibshirani 1993, percentile interval).
///
/// Drawing n sessions with replacement and looking at both decisions about each is the same as drawing the eight numbers of
/// ``PairedDecisions`` from a multinomial distribution, so a draw costs no more for a million sessions than for a hundred or so.
/// Sessions are drawn one by one: where they come in bursts or as copies, the interval is narrower than it should be.
public struct PairedBootstrap: Sendable {
    /// Draws for each pair.
    public var draws: Int
    /// Seed of the draws.
    public var seed: UInt64

    /// Creates a bootstrap.
    public init(draws: Int = 1_000, seed: UInt64 = 1) {
        self.draws = max(1, draws)
        self.seed = seed
    }

    /// The difference of a figure, first minus second.
    ///
    /// - Parameters:
    ///   - pairs: one for each seed of the detectors; draws of all pairs count alike, so the interval has the luck of both seed and sessions in it.
    ///   - figure: an undefined one counts as 0.
    /// - Returns: `nil` without a pair or without a session.
    public func difference(_ pairs: [PairedDecisions], of figure: (ConfusionMatrix) -> Double?) -> PairedDifference? {
        guard !pairs.isEmpty, pairs.allSatisfy({ $0.count > 0 }) else { return nil }
        func difference(_ pair: PairedDecisions) -> Double { (figure(pair.first) ?? 0) - (figure(pair.second) ?? 0) }
        var source = RandomSource(seed: seed).stream("paired bootstrap"), drawn: [Double] = []
        for pair in pairs { for _ in 0..<draws { drawn.append(difference(pair.drawn(using: &source))) } }
        drawn.sort()
        let tail = Int((Double(drawn.count) * 0.025).rounded(.down))
        return PairedDifference(
            value: pairs.reduce(0) { $0 + difference($1) } / Double(pairs.count), low: drawn[tail], high: drawn[drawn.count - 1 - tail])
    }
}
