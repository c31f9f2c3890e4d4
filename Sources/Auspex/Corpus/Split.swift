/// Which sessions teach and which test. Chronological unless somebody asks for another, and then labelled so.
public struct Split: Sendable, Equatable, Codable {
    /// How sessions are ordered before the cut.
    public enum Order: Sendable, Equatable, Codable {
        /// By the time of the first event; sessions without times keep their place in the input.
        case chronological
        /// Shuffled by a seed. Flatters every method: the same minutes are in both parts.
        case random(seed: UInt64)
        /// By group (an application, a node, a fault), groups shuffled by a seed: a group is in one part only.
        case grouped(seed: UInt64)
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
        case .grouped: "by group"
        }
    }

    /// Cuts sessions into those that teach and those that test, as numbers, the teaching ones first in order.
    ///
    /// - Parameter groups: the group of each session, for a split by group; their identifiers by default.
    public func cut(_ sessions: [EventSequence], groups: [String]? = nil) -> (training: [Int], test: [Int]) {
        let units = units(of: sessions, groups)
        let wanted = min(max(0, Int((Double(sessions.count) * trainingShare).rounded())), sessions.count)
        var training: [Int] = [], test: [Int] = []
        for unit in units {
            if training.count < wanted { training += unit } else { test += unit }
        }
        return (training, test)
    }

    /// Cuts sessions into folds: each tests once what the others teach. Chronological folds are stretches of time, so all but the last one are
    /// judged by what came later, too.
    public func folds(_ count: Int, of sessions: [EventSequence], groups: [String]? = nil) -> [(training: [Int], test: [Int])] {
        let units = units(of: sessions, groups)
        var parts = [[Int]](repeating: [], count: max(1, min(count, units.count)))
        var done = 0
        for unit in units {
            parts[min(parts.count - 1, done * parts.count / max(1, sessions.count))] += unit
            done += unit.count
        }
        return parts.indices.map { fold in (parts.indices.filter { $0 != fold }.flatMap { parts[$0] }, parts[fold]) }
    }

    /// What is never divided, in the order of the split: a session, or the sessions of a group.
    private func units(of sessions: [EventSequence], _ groups: [String]?) -> [[Int]] {
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
        case .grouped(let seed):
            let names = groups ?? sessions.map(\.id)
            var members: [String: [Int]] = [:]
            for number in numbers { members[names[number], default: []].append(number) }
            var source = RandomSource(seed: seed).stream("split")
            return members.keys.sorted().shuffled(using: &source).map { members[$0] ?? [] }
        }
        return numbers.map { [$0] }
    }
}
