/// Which sessions teach and which test. Chronological unless somebody asks for random, and then labelled so.
public struct Split: Sendable, Equatable, Codable {
    /// How sessions are ordered before the cut.
    public enum Order: Sendable, Equatable, Codable {
        /// By the time of the first event; sessions without times keep their place in the input.
        case chronological
        /// Shuffled by a seed. Flatters every method: the same minutes are in both parts.
        case random(seed: UInt64)
    }

    /// How sessions are ordered before the cut.
    public var order: Order
    /// Share of the sessions that teach, 0…1.
    public var trainingShare: Double

    /// Creates a split; 60 % teach by default.
    public init(order: Order = .chronological, trainingShare: Double = 0.6) {
        self.order = order
        self.trainingShare = trainingShare
    }

    /// Name printed beside every figure.
    public var name: String {
        switch order {
        case .chronological: "chronological"
        case .random: "random"
        }
    }

    /// Cuts sessions into those that teach and those that test, as numbers, the teaching ones first in order.
    public func cut(_ sessions: [EventSequence]) -> (training: [Int], test: [Int]) {
        var numbers = Array(sessions.indices)
        switch order {
        case .chronological:
            let starts = sessions.map { $0.times.first { !$0.isNaN } }
            if starts.allSatisfy({ $0 != nil }) {
                numbers.sort { (starts[$0] ?? 0, $0) < (starts[$1] ?? 0, $1) }
            }
        case .random(let seed):
            var source = RandomSource(seed: seed).stream("split")
            numbers.shuffle(using: &source)
        }
        let count = min(max(0, Int((Double(numbers.count) * trainingShare).rounded())), numbers.count)
        return (Array(numbers[..<count]), Array(numbers[count...]))
    }
}
