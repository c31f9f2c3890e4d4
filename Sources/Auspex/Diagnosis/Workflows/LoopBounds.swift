/// How often the body of a loop runs.
public struct LoopBounds: Sendable, Hashable, Codable {
    /// Fewest runs, at least 1: a loop that may be left out is a choice between the loop and nothing.
    public var minimum: Int
    /// Most runs; `nil` when there is no bound.
    public var maximum: Int?

    /// Largest count that is told apart: a place in a loop is kept by its count. More is "once or more".
    public static let maximumCount = 1_000

    /// Creates bounds; what makes no sense is put right (`minimum` below 1, `maximum` below `minimum`).
    public init(minimum: Int = 1, maximum: Int? = nil) {
        self.minimum = max(1, minimum)
        self.maximum = maximum.map { max($0, max(1, minimum)) }
    }

    /// Once or more often.
    public static let onceOrMore = LoopBounds()

    /// Exactly `count` times; ``onceOrMore`` for more than ``maximumCount``.
    public static func exactly(_ count: Int) -> LoopBounds {
        count > maximumCount ? onceOrMore : LoopBounds(minimum: count, maximum: count)
    }

    /// Suffix in the notation of regular expressions: `+`, `×3`, `×2–4`.
    public var notation: String {
        switch (minimum, maximum) {
        case (1, nil): "+"
        case (let low, nil): "×\(low)+"
        case (let low, let high?): low == high ? "×\(low)" : "×\(low)–\(high)"
        }
    }
}
