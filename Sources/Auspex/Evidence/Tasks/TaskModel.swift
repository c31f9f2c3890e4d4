import Foundation

/// What is usual inside sessions, by kind of session: which step follows which, what comes before a step, how often, how long it takes.
///
/// The kind of a session is its opening step. Where a kind is rare, what all kinds do together decides.
struct TaskModel: Sendable, Codable {
    /// What was seen in a context, and how often.
    struct Choices: Sendable, Codable {
        /// How often each was seen; empty where only the numbers are needed.
        @SortedKeys var counts: [Int32: Int] = [:]
        /// All together.
        var total = 0
        /// How many never seen before another log like the one learnt from would bring; see ``Discovery``.
        var expectedNew = 1.0
        /// Things seen once.
        var singles = 0
        /// What was seen most often.
        var usual: Int32?

        /// Good and Turing's estimate of how likely something never seen is.
        var unseenMass: Double { (Double(singles) + 0.5) / Double(total + 1) }
    }

    /// Contexts with fewer observations are too rare to be surprised in.
    static let least = 20
    /// The log learnt from must hold a wait this many times.
    static let leastWaits = 20.0

    private(set) var steps: TaskSteps
    /// Followers by kind and step (``pair(_:_:)``).
    @SortedKeys private(set) var followers: [UInt64: Choices] = [:]
    /// Followers by step alone.
    @SortedKeys private(set) var pooled: [Int32: Choices] = [:]
    /// Steps that came before another in all sessions of a kind, by kind and step.
    @SortedKeys private(set) var required: [UInt64: [Int32]] = [:]
    /// Repetitions of a step in a session, by kind and step.
    @SortedKeys private(set) var repetitions: [UInt64: Tail] = [:]
    /// Delays between steps that follow each other, by both steps.
    @SortedKeys private(set) var delays: [UInt64: Tail] = [:]
    /// The same between neighbours in the log, where sessions have parts that go their own way.
    @SortedKeys private(set) var pauses: [UInt64: Tail] = [:]
    /// Seconds any step may be late on this machine: 99.5 % of all delays are not further from the median of their kind.
    private(set) var lateness = 0.001
    /// Numbers of count vectors by kind.
    @SortedKeys private(set) var vectors: [Int32: Choices] = [:]
    /// Count vectors by kind; see ``TaskEnd/vector``.
    @SortedKeys private(set) var vectorSets: [Int32: SortedMembers<UInt64>] = [:]
    /// What is odd about count vectors that are not among them; `nil` in a model of an earlier version.
    private(set) var stepCounts: StepCounts?
    /// Last steps by kind.
    @SortedKeys private(set) var ends: [Int32: Choices] = [:]
    /// Last steps of sessions of any kind.
    @SortedMembers private(set) var allEnds: Set<Int32> = []

    static func pair(_ left: Int32, _ right: Int32) -> UInt64 { UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right)) }

    init(_ table: ObservationTable, _ records: [Range<Int>], _ slots: SlotModel, _ statements: StatementTable) {
        steps = TaskSteps(table, records, slots, statements)
        guard steps.hasSessions else { return }
        var learner = TaskLearner()
        for range in records {
            var sessions = TaskSessions(idle: steps.idle)
            for record in range where table.sessions[record] != 0 {
                let step = steps.learn(table, record)
                guard step >= 0 else { continue }
                sessions.add(table, record, step: step, steps: steps) { learner.take($0) }
                learner.take(sessions.current, of: sessions.session)
            }
            sessions.finish { learner.take($0) }
        }
        take(learner, seconds: records.map { table.times[$0.upperBound - 1] - table.times[$0.lowerBound] }.max() ?? 0)
    }

    /// Takes over what was counted in a log (the longest part of one) of so many seconds.
    private mutating func take(_ learner: TaskLearner, seconds: Double) {
        followers = learner.followers.mapValues(Self.closed)
        pooled = learner.pooled.mapValues(Self.closed)
        ends = learner.ends.mapValues(Self.closed)
        allEnds = Set(ends.values.flatMap(\.counts.keys))
        required = learner.required
        repetitions = learner.repetitions.compactMapValues { Tail($0, floor: 1, least: 20) }
        // Waits of which the log learnt from holds only a few cannot be too long for it.
        func usual(_ delays: [Float]) -> Tail? {
            Tail(delays, floor: 1e-3, least: 15).flatMap { $0.high * Self.leastWaits < seconds ? $0 : nil }
        }
        delays = learner.delays.compactMapValues(usual)
        if learner.hasBranches { pauses = learner.pauses.compactMapValues(usual) }
        lateness = learner.lateness
        stepCounts = learner.stepCounts
        for (kind, counts) in learner.vectors {
            vectorSets[kind] = SortedMembers(wrappedValue: Set(counts.keys))
            vectors[kind] = Choices(
                total: counts.values.reduce(0, +), expectedNew: Discovery.expected(counts.values), singles: counts.values.count { $0 == 1 })
        }
    }

    private static func closed(_ choices: Choices) -> Choices {
        var choices = choices
        choices.total = choices.counts.values.reduce(0, +)
        choices.expectedNew = Discovery.expected(choices.counts.values)
        choices.singles = choices.counts.values.count { $0 == 1 }
        choices.usual = choices.counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return choices
    }

    /// What follows the step before: in sessions of its kind where enough was seen of them, else in all; `nil` where too little was seen.
    func choices(after moment: TaskMoment) -> Choices? {
        if moment.kind >= 0, let own = followers[Self.pair(moment.kind, moment.before)], own.total >= Self.least { return own }
        guard let all = pooled[moment.before], all.total >= Self.least else { return nil }
        return all
    }

    /// How late a step comes, both behind the step before and behind its neighbour in the log: the logarithm of the delay over the longest
    /// of its kind, the usual lateness of the machine added to both, and the seconds beyond that longest; 0 for what was seen.
    ///
    /// - Parameters:
    ///   - delay: what is usual behind the step before.
    ///   - pause: what is usual behind the neighbour; `nil` where sessions do not have parts.
    @inline(__always)
    static func slowness(of moment: TaskMoment, delay: Tail?, pause: Tail?, lateness: Double) -> (factors: Double, seconds: Double) {
        var sum = (factors: 0.0, seconds: 0.0)
        if !moment.isBranching, moment.delay > 0, let delay, moment.delay > delay.maximum {
            sum = (log((moment.delay + lateness) / (delay.maximum + lateness)), moment.delay - delay.maximum)
        }
        if moment.pause > 0, let pause, moment.pause > pause.maximum {
            sum.factors += log((moment.pause + lateness) / (pause.maximum + lateness))
            sum.seconds = max(sum.seconds, moment.pause - pause.maximum)
        }
        return sum
    }

    /// The longest pause learnt from between a step and its neighbour in the log; `nil` where none is known.
    func longestPause(before moment: TaskMoment) -> Double? {
        (pauses.isEmpty ? delays : pauses)[Self.pair(moment.neighbour, moment.step)]?.maximum
    }

    /// Why the figures cannot be used; `nil` when they can.
    func problem(statements: Int) -> String? {
        if let problem = steps.problem(statements: statements) { return problem }
        let count = Int32(steps.statements.count)
        func isStep(_ step: Int32) -> Bool { step >= 0 && step < count }
        let choices = Array(followers.values) + Array(pooled.values) + Array(vectors.values) + Array(ends.values)
        let tails = Array(repetitions.values) + Array(delays.values) + Array(pauses.values)
        guard choices.allSatisfy({ $0.expectedNew.isFinite && $0.expectedNew > 0 && $0.total >= 0 && $0.singles >= 0 }),
            choices.allSatisfy({ $0.usual.map(isStep) ?? true }), required.values.allSatisfy({ $0.allSatisfy(isStep) }),
            ends.keys.allSatisfy(isStep), vectors.keys.allSatisfy(isStep), tails.allSatisfy(\.isUsable), lateness.isFinite, lateness > 0,
            stepCounts?.isUsable(steps: steps.statements.count) ?? true
        else { return "sessions hold steps or numbers that are not possible" }
        return nil
    }
}
