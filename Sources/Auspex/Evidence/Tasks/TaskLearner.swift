/// Counts what ``TaskModel`` is made of.
struct TaskLearner {
    /// Delays kept of one pair of steps.
    static let delayLimit = 5000
    /// Sessions a step must have occurred in before what always precedes it is required.
    static let leastSessions = 30

    private struct Predecessors {
        var sessions = 0
        var before: [Int32: Int] = [:]
    }

    private(set) var followers: [UInt64: TaskModel.Choices] = [:]
    private(set) var pooled: [Int32: TaskModel.Choices] = [:]
    private(set) var ends: [Int32: TaskModel.Choices] = [:]
    private(set) var delays: [UInt64: [Float]] = [:]
    private(set) var pauses: [UInt64: [Float]] = [:]
    private(set) var repetitions: [UInt64: [Float]] = [:]
    private(set) var vectors: [Int32: [UInt64: Int]] = [:]
    private(set) var stepCounts = StepCounts()
    private(set) var hasBranches = false
    private var predecessors: [UInt64: Predecessors] = [:]

    mutating func take(_ moment: TaskMoment, of session: OpenTask?) {
        guard moment.before >= 0 else { return }
        if !moment.isBranching {
            if moment.kind >= 0 {
                followers[TaskModel.pair(moment.kind, moment.before), default: TaskModel.Choices()].counts[moment.step, default: 0] += 1
            }
            pooled[moment.before, default: TaskModel.Choices()].counts[moment.step, default: 0] += 1
            Self.keep(moment.delay, TaskModel.pair(moment.before, moment.step), in: &delays)
        }
        hasBranches = hasBranches || moment.isBranching
        Self.keep(moment.pause, TaskModel.pair(moment.neighbour, moment.step), in: &pauses)
        guard moment.kind >= 0, moment.repetition == 1, let session else { return }
        let key = TaskModel.pair(moment.kind, moment.step)
        var known = predecessors[key] ?? Predecessors()
        predecessors[key] = nil
        known.sessions += 1
        for (step, _) in session.counts where step != moment.step { known.before[step, default: 0] += 1 }
        predecessors[key] = known
    }

    private static func keep(_ delay: Double, _ pair: UInt64, in delays: inout [UInt64: [Float]]) {
        if delays[pair, default: []].count < delayLimit { delays[pair, default: []].append(Float(max(0, delay))) }
    }

    mutating func take(_ end: TaskEnd) {
        guard end.kind >= 0 else { return }
        for (step, count) in end.counts { repetitions[TaskModel.pair(end.kind, step), default: []].append(Float(count)) }
        guard end.isOver else { return }
        vectors[end.kind, default: [:]][end.vector, default: 0] += 1
        stepCounts.add(kind: end.kind, end.counts)
        ends[end.kind, default: TaskModel.Choices()].counts[end.last, default: 0] += 1
    }

    /// Steps that came before another in all of at least ``leastSessions`` sessions of a kind.
    var required: [UInt64: [Int32]] {
        var required: [UInt64: [Int32]] = [:]
        for (key, known) in predecessors where known.sessions >= Self.leastSessions {
            let kind = Int32(truncatingIfNeeded: key >> 32)
            let always = known.before.filter { $0.value == known.sessions && $0.key != kind }.keys.sorted()
            if !always.isEmpty { required[key] = always }
        }
        return required
    }

    /// 99.5 % of all delays are not further from the median of their kind; at least a millisecond.
    var lateness: Double {
        var late: [Float] = []
        for delays in delays.values where delays.count >= 15 {
            let median = delays.sorted()[delays.count / 2]
            for delay in delays { late.append(max(0, delay - median)) }
        }
        late.sort()
        return late.isEmpty ? 0.001 : max(0.001, Double(late[min(late.count - 1, late.count * 995 / 1000)]))
    }
}
