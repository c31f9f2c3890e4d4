/// Tells the tasks of an interleaved log apart, so that each can be mined from its own sub-stream.
///
/// The density idea with windows wide enough to bridge foreign keys. In a window of d keys, j follows i with probability `P_d(i,j)`, and
/// follows *any* place of the log with probability `B_d(j)`. The lift `(P_d − B_d)/(1 − B_d)`, the largest over distances and over both
/// directions (i then j, j before i), is near 1 for neighbours in one task, however many foreign keys come between, and near 0 for keys
/// that meet by chance. The groups are the sets connected by high lift. Each group's sub-stream is then cut into executions, see
/// ``ExecutionCutting``.
///
/// The paper takes direct neighbours only, which foreign keys destroy; this step is this project's [choice]. It holds for tasks that
/// overlap themselves too. It does badly when so many executions run at once that a task's next key is further away than
/// ``Configuration/reach``, and cannot work when different tasks always run in lock-step.
///
/// - Complexity: O(N·reach) for N keys; memory O(pairs·reach).
public struct TaskSeparation: Sendable {
    /// How tasks are separated.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Longest distance looked at, in keys: about four times the number of executions at the same time.
        public var reach: Int
        /// Lift above which two keys belong to one task.
        public var link: Double
        /// A distance at which a key is found anyway with this probability says nothing.
        public var maximumBase: Double
        /// Standard errors taken off the lift, against chance in small logs.
        public var caution: Double
        /// Fewest occurrences of a key.
        public var minimumCount: Int
        /// How executions are cut out of a task's sub-stream.
        public var cutting: ExecutionCutting.Configuration

        /// Creates a configuration.
        public init(
            reach: Int = 16, link: Double = 0.35, maximumBase: Double = 0.75, caution: Double = 2, minimumCount: Int = 5,
            cutting: ExecutionCutting.Configuration = .init()
        ) {
            self.reach = reach
            self.link = link
            self.maximumBase = maximumBase
            self.caution = caution
            self.minimumCount = minimumCount
            self.cutting = cutting
        }
    }

    /// The settings.
    public let configuration: Configuration

    /// Creates a separation.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// The sets of keys that belong together, each ascending, ordered by their smallest key.
    public func groups(_ sequences: [[TemplateID]]) -> [[TemplateID]] {
        let matrix = CooccurrenceMatrix(sequences, maximumDistance: configuration.reach)
        let keys = matrix.keys.filter { matrix.count($0) >= configuration.minimumCount }
        var parent = Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
        func root(_ key: TemplateID) -> TemplateID {
            var key = key
            while let next = parent[key], next != key { key = next }
            return key
        }
        let bases = Bases(matrix)
        for i in keys {
            for j in unique(matrix.successors(of: i) + matrix.predecessors(of: i)) where j != i && parent[j] != nil {
                let left = root(i), right = root(j)
                guard left != right, lift(i, j, matrix, bases) > configuration.link else { continue }
                parent[max(left, right)] = min(left, right)
            }
        }
        return Dictionary(grouping: keys, by: root).sorted { $0.key < $1.key }.map { $0.value.sorted() }
    }

    /// How much more often two keys meet than by chance: 1 when always, 0 when by chance.
    private func lift(_ i: TemplateID, _ j: TemplateID, _ matrix: CooccurrenceMatrix, _ bases: Bases) -> Double {
        var best = 0.0
        for distance in 1...configuration.reach {
            for (chance, base) in [
                (matrix.follows(i, j, within: distance), bases.following(j, distance)),
                (matrix.precedes(i, j, within: distance), bases.preceding(j, distance)),
            ] where base <= configuration.maximumBase {
                let error = (base * (1 - base) / Double(matrix.count(i))).squareRoot()
                best = max(best, (chance - base - configuration.caution * error) / (1 - base))
            }
        }
        return best
    }

    /// B_d(j): how often a key is found within d keys after (before) any place of the log.
    private struct Bases {
        private var after: [TemplateID: [Double]] = [:]
        private var before: [TemplateID: [Double]] = [:]

        init(_ matrix: CooccurrenceMatrix) {
            let total = Double(matrix.keys.reduce(0) { $0 + matrix.count($1) })
            for i in matrix.keys {
                let share = Double(matrix.count(i)) / total
                for (neighbours, isAfter) in [(matrix.successors(of: i), true), (matrix.predecessors(of: i), false)] {
                    for j in neighbours {
                        var row = (isAfter ? after[j] : before[j]) ?? [Double](repeating: 0, count: matrix.maximumDistance)
                        for distance in 1...matrix.maximumDistance {
                            row[distance - 1] +=
                                share * (isAfter ? matrix.follows(i, j, within: distance) : matrix.precedes(i, j, within: distance))
                        }
                        if isAfter { after[j] = row } else { before[j] = row }
                    }
                }
            }
        }

        func following(_ key: TemplateID, _ distance: Int) -> Double { after[key]?[distance - 1] ?? 0 }
        func preceding(_ key: TemplateID, _ distance: Int) -> Double { before[key]?[distance - 1] ?? 0 }
    }
}
