/// How long the steps of workflows usually take.
///
/// A step is a pair of events that come directly after one another in an execution. Its usual interval reaches from the smallest to the
/// largest training duration, widened by half their distance from the median on both sides: wide enough for a few hundred examples,
/// narrow enough that a step several times slower is found. Steps seen fewer than ``minimumCount`` times have none.
public struct StepDurations: Sendable, Equatable, Codable {
    /// A step's usual durations, in seconds.
    public struct Step: Sendable, Equatable, Codable {
        /// Index of the workflow.
        public var workflow: Int
        /// Node of the event before.
        public var from: Int
        /// Node of the event after.
        public var to: Int
        /// Number of examples.
        public var count: Int
        /// Half of the examples took longer.
        public var median: Double
        /// Shortest usual duration.
        public var low: Double
        /// Longest usual duration.
        public var high: Double
    }

    /// The steps, ordered by (workflow, from, to), each once.
    public let steps: [Step]
    /// Fewest examples for an interval.
    public static let minimumCount = 20

    /// Creates durations from steps.
    public init(steps: [Step] = []) {
        self.steps = steps.sorted { $0.key < $1.key }
    }

    /// The usual durations of a step; `nil` when it was seen too rarely.
    ///
    /// - Complexity: O(log steps).
    public func step(workflow: Int, from: Int, to: Int) -> Step? {
        let key = (workflow, from, to)
        let place = steps.firstPlace { $0.key < key }
        return place < steps.count && steps[place].key == key ? steps[place] : nil
    }

    /// Collects examples. Of each step the first 4,096 durations are kept.
    struct Learning {
        private struct Key: Hashable {
            var workflow: Int, from: Int, to: Int
        }
        private var examples: [Key: [Double]] = [:]

        mutating func add(workflow: Int, steps: [WorkflowStep], events: [Int], times: [Double]) {
            guard let last = events.last, times.indices.contains(last) else { return }
            for place in events.indices.dropFirst() {
                let duration = times[events[place]] - times[events[place - 1]]
                guard duration.isFinite, duration >= 0 else { continue }
                let key = Key(workflow: workflow, from: steps[place - 1].node, to: steps[place].node)
                if examples[key, default: []].count < 4_096 { examples[key, default: []].append(duration) }
            }
        }

        func durations() -> StepDurations {
            let steps = examples.compactMap { key, values -> Step? in
                guard values.count >= StepDurations.minimumCount else { return nil }
                let sorted = values.sorted()
                let median = sorted[sorted.count / 2], least = sorted[0], most = sorted[sorted.count - 1]
                return Step(
                    workflow: key.workflow, from: key.from, to: key.to, count: values.count, median: median,
                    low: max(0, least - (median - least) / 2), high: most + (most - median) / 2)
            }
            return StepDurations(steps: steps)
        }
    }
}

extension StepDurations.Step {
    /// What steps are found by.
    fileprivate var key: (Int, Int, Int) { (workflow, from, to) }

    /// Whether a step read from outside can be true of workflows with so many nodes.
    func isPossible(nodes: [Int]) -> Bool {
        nodes.indices.contains(workflow) && (0..<nodes[workflow]).contains(from) && (0..<nodes[workflow]).contains(to) && count >= 0
            && low >= 0 && low <= median && median <= high && high.isFinite
    }
}
