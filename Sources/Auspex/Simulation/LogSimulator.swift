/// Writes the log of a simulated system, with planted and labelled faults, chunk by chunk.
///
/// ```swift
/// var simulator = try LogSimulator(system: "hdfs", configuration: .init(length: .lines(1_000_000)))
/// var chunk = SimulatedChunk()
/// while simulator.next(into: &chunk) { write(chunk.log) }
/// ```
///
/// Sessions are planned whole by walking the system's workflow, then written interleaved in order of log time; memory grows with the
/// sessions open at the same time (some hundreds), not with the log. Equal configurations give equal bytes on every platform with the same `log`.
///
/// A simulation is a demonstration and a load generator, not evidence of quality on real logs: its normal behaviour is exactly the
/// workflow's, and its faults are cleaner than real ones.
public struct LogSimulator: Sendable {
    /// Bytes in a chunk, at most.
    public static let chunkBytes = 1 << 18
    /// How often the last sessions are planned anew to fill an exact number of lines.
    private static let fittingAttempts = 2_000
    /// Plans from which the mean length of a workflow is known well enough.
    private static let lengthSamples = 200

    private let tasks: [FlatWorkflow]
    private let isSession: [Bool]
    private let taskShares: [Double]
    /// Faults that are stretches of the log, and how often each is drawn.
    private let episodes: [(kind: FaultKind, workflow: FlatWorkflow)]
    private let episodeWeights: [Double]
    private var episodeChance = 0.0
    private let kinds: [FaultKind]
    private let anomalyRate: Double
    private let meanGap: Double
    private let planter: FaultPlanter
    private let hasNames: Bool
    private let throttle: ThrottleSchedule?
    private let overlap: Int?
    private let oneOfAKind: Bool
    private let shortestRest: Int
    private let noise: Double
    /// What noise writes.
    private let usualMessages: [UInt16]
    private var linesLeft: Int
    private var sessionsLeft: Int
    private var nextStart: Int64
    private var arrivals: RandomSource
    private var plans: RandomSource
    private var seeds: RandomSource
    private var noises: RandomSource
    private var writer: LineWriter
    private var buffer = LineBuffer(capacity: LogSimulator.chunkBytes)
    private var open = OpenSessions()
    private var plan: [PlannedEvent] = []
    private var linesWritten = 0
    /// Log time of the last line written, milliseconds.
    private var now: Int64 = 0
    /// Tasks under way, by kind.
    private var running: [Int]

    /// Prepares a simulation.
    ///
    /// - Throws: ``InputError`` for an unknown system, shares outside 0…1, a negative length, fault kinds the system does not know, a
    ///   throttled network in a system that never waits for it, and more tasks at once than it can have.
    public init(system name: String, configuration: Configuration = Configuration()) throws(InputError) {
        guard let system = SimulatedSystem.all.first(where: { $0.name == name }) else {
            throw InputError("unknown system '\(name)': choose one of \(Simulation.systems.joined(separator: ", "))")
        }
        guard configuration.anomalyRate >= 0, configuration.anomalyRate <= 1 else {
            throw InputError("anomaly rate \(configuration.anomalyRate) is not between 0 and 1")
        }
        guard configuration.noise >= 0, configuration.noise <= 1 else {
            throw InputError("noise \(configuration.noise) is not between 0 and 1")
        }
        let rate = configuration.sessionsPerSecond ?? system.tasksPerSecond
        guard rate > 0, rate <= 100_000 else { throw InputError("\(rate) sessions per second: give a number above 0 and at most 100000") }
        (linesLeft, sessionsLeft) =
            switch configuration.length {
            case .lines(let count): (count, Int.max)
            case .sessions(let count): (Int.max, count)
            }
        guard linesLeft >= 0, sessionsLeft >= 0 else { throw InputError("a simulated log cannot have a negative length") }
        let known = system.faults.kinds + system.faults.others + system.episodes.map(\.kind)
        if let unknown = configuration.kinds?.first(where: { !known.contains($0) }) {
            let list = known.map(\.rawValue).joined(separator: ", ")
            throw InputError("the system '\(name)' has no fault '\(unknown.rawValue)': choose among \(list)")
        }
        kinds = configuration.kinds ?? system.faults.kinds
        anomalyRate = kinds.isEmpty ? 0 : configuration.anomalyRate
        meanGap = 1000 / rate
        let random = RandomSource(seed: configuration.seed)
        writer = LineWriter(system, random: random.stream("lines"))
        arrivals = random.stream("arrivals")
        plans = random.stream("plans")
        seeds = random.stream("sessions")
        noises = random.stream("noise")
        var indices: [String: Int] = [:]
        for (index, message) in system.messages.enumerated() { indices[message.name] = index }
        tasks = system.tasks.map { FlatWorkflow($0.workflow, messages: indices) }
        usualMessages = Set(tasks.flatMap(\.messages)).sorted()
        noise = configuration.noise
        try configuration.throttle?.validate()
        if configuration.throttle != nil, !tasks.contains(where: \.waitsForNetwork) {
            throw InputError("the system '\(name)' never waits for a network: nothing to throttle")
        }
        throttle = configuration.throttle.map { ThrottleSchedule($0, random: random.stream("throttle")) }
        overlap = configuration.overlap ?? system.overlap
        oneOfAKind = system.oneOfAKind && overlap != nil
        shortestRest = system.shortestRest
        let most = oneOfAKind ? system.tasks.count : 100_000
        if let overlap, !(1...most).contains(overlap) {
            throw InputError("\(overlap) tasks at once: the system '\(name)' can have 1 to \(most)")
        }
        let chosen = system.episodes.filter { configuration.kinds?.contains($0.kind) ?? true }
        episodes = configuration.anomalyRate > 0 ? chosen.map { ($0.kind, FlatWorkflow($0.workflow, messages: indices)) } : []
        episodeWeights = chosen.map(\.weight)
        running = (system.tasks.map { _ in 0 }) + chosen.map { _ in 0 }
        isSession = system.tasks.map(\.isSession) + chosen.map { _ in false }
        let total = system.tasks.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        taskShares = system.tasks.map {
            sum += $0.weight / total
            return sum
        }
        planter = FaultPlanter(system.faults, messages: indices, withValue: writer.messagesWithValue)
        hasNames = system.identity != .none
        nextStart = 0
        if !episodes.isEmpty {
            episodeChance = Self.episodeChance(
                lineShare: configuration.anomalyRate, episodes: episodes.map(\.workflow), weights: episodeWeights, tasks: tasks,
                shares: taskShares, random: random.stream("lengths"))
        }
    }

    /// The chance that what begins is an episode, so that episodes write that share of the lines: from the mean lengths of both.
    private static func episodeChance(
        lineShare: Double, episodes: [FlatWorkflow], weights: [Double], tasks: [FlatWorkflow], shares: [Double], random: RandomSource
    ) -> Double {
        var random = random, events: [PlannedEvent] = []
        func mean(_ workflow: FlatWorkflow) -> Double {
            var sum = 0
            for _ in 0..<lengthSamples {
                _ = workflow.plan(start: 0, throttle: nil, random: &random, into: &events)
                sum += events.count
            }
            return Double(sum) / Double(lengthSamples)
        }
        let usual = zip(tasks, zip(shares, [0] + shares)).reduce(0) { $0 + mean($1.0) * ($1.1.0 - $1.1.1) }
        let faulty = zip(episodes, weights).reduce(0) { $0 + mean($1.0) * $1.1 } / weights.reduce(0, +)
        return lineShare * usual / max(1e-9, lineShare * usual + (1 - lineShare) * faulty)
    }

    /// Writes the next chunk, replacing what was in it.
    ///
    /// - Returns: false when the log is complete; the chunk is empty then.
    public mutating func next(into chunk: inout SimulatedChunk) -> Bool {
        chunk.lines = 0
        chunk.sessionLabels.removeAll(keepingCapacity: true)
        chunk.lineLabels.removeAll(keepingCapacity: true)
        while !buffer.isFull {
            while linesLeft > 0, sessionsLeft > 0, isTimeToBegin, begin(&chunk) {}
            guard !open.isEmpty else { break }
            var (event, identity, slot, isLast) = open.takeNext()
            if isLast { running[open.task(slot)] -= 1 }
            now = event.time
            if noise > 0, noises.uniform() < noise, event.fault == 0, event.delay == 0 {
                event.message = usualMessages[noises.index(below: usualMessages.count)]
            }
            writer.write(event, of: identity, into: &buffer)
            linesWritten += 1
            chunk.lines += 1
            if event.fault != 0 || event.delay > 0 { label(event, open.name(slot), &chunk) }
        }
        buffer.move(into: &chunk.log)
        return chunk.lines > 0
    }

    private func label(_ event: PlannedEvent, _ session: String, _ chunk: inout SimulatedChunk) {
        let kind = event.fault == 0 ? nil : FaultKind.allCases[Int(event.fault) - 1]
        if let kind, kind != .slowStep {
            let field = kind == .valueOutOfRange ? writer.valueName(event.message) : ""
            chunk.lineLabels.append(LineLabel(line: linesWritten, session: session, kind: kind, field: field))
        }
        if event.delay > 0 {
            chunk.lineLabels.append(LineLabel(line: linesWritten, session: session, kind: .slowStep, slowdown: event.slowdown))
        }
    }

    private var isTimeToBegin: Bool {
        if let overlap { return open.count < overlap }
        return open.isEmpty || nextStart <= open.nextTime
    }

    /// Plans and opens the session whose turn it is.
    ///
    /// - Returns: false when none fits in the lines that are left while others are under way: once they end there is more to choose from.
    private mutating func begin(_ chunk: inout SimulatedChunk) -> Bool {
        if overlap != nil { nextStart = now + Int64(meanGap * arrivals.exponential()) }
        let identity = SessionIdentity(seed: seeds.next(), start: nextStart)
        let (task, kind) = planFitting()
        if oneOfAKind, linesLeft != .max, !fits(plan.count), !open.isEmpty { return false }
        let name = hasNames && isSession[task] ? writer.identifier(identity) : ""
        if isSession[task] {
            sessionsLeft -= 1
            if hasNames { chunk.sessionLabels.append(SessionLabel(session: name, kind: kind)) }
        }
        if linesLeft != .max { linesLeft -= plan.count }
        open.open(identity, task: task, name: name, events: plan)
        running[task] += 1
        if overlap == nil { nextStart += Int64(meanGap * arrivals.exponential()) }
        return true
    }

    /// Plans one session into `plan`; near the end of a log of given length, one that leaves no impossible rest.
    private mutating func planFitting() -> (task: Int, kind: FaultKind?) {
        var result = planOne()
        guard linesLeft < 400 else { return result }
        for _ in 0..<Self.fittingAttempts where !fits(plan.count) { result = planOne() }
        guard plan.count > linesLeft, !oneOfAKind || open.isEmpty else { return result }
        // Only logs shorter than a session or two end like this: the cut session is labelled as what it is.
        plan.removeSubrange(linesLeft...)
        if isSession[result.task] {
            result.kind = .truncatedSession
            plan[plan.count - 1].fault = UInt8((FaultKind.allCases.firstIndex(of: .truncatedSession) ?? 0) + 1)
        }
        return result
    }

    private func fits(_ count: Int) -> Bool {
        count == linesLeft || linesLeft - count >= shortestRest
    }

    private mutating func planOne() -> (task: Int, kind: FaultKind?) {
        if !episodes.isEmpty, plans.uniform() < episodeChance { return planEpisode() }
        var task = drawTask()
        while oneOfAKind, running[task] > 0 { task = drawTask() }
        let firstEnd = tasks[task].plan(start: nextStart, throttle: throttle, random: &plans, into: &plan)
        guard isSession[task], plans.uniform() < anomalyRate else { return (task, slowKind) }
        let first = plans.index(below: kinds.count)
        for offset in kinds.indices {
            let kind = kinds[(first + offset) % kinds.count]
            if planter.plant(kind, into: &plan, firstEnd: firstEnd, random: &plans) { return (task, kind) }
        }
        return (task, slowKind)
    }

    /// An episode, all of it labelled.
    private mutating func planEpisode() -> (task: Int, kind: FaultKind?) {
        var number = 0, rest = plans.uniform() * episodeWeights.reduce(0, +)
        while number < episodes.count - 1, rest >= episodeWeights[number] {
            rest -= episodeWeights[number]
            number += 1
        }
        _ = episodes[number].workflow.plan(start: nextStart, throttle: nil, random: &plans, into: &plan)
        let fault = UInt8((FaultKind.allCases.firstIndex(of: episodes[number].kind) ?? 0) + 1)
        for place in plan.indices { plan[place].fault = fault }
        return (tasks.count + number, episodes[number].kind)
    }

    private mutating func drawTask() -> Int {
        var task = 0
        if tasks.count > 1 {
            let value = plans.uniform()
            while task < tasks.count - 1, taskShares[task] <= value { task += 1 }
        }
        return task
    }

    /// What a session is in which nothing was planted.
    private var slowKind: FaultKind? { plan.contains { $0.delay > 0 } ? .slowStep : nil }
}
