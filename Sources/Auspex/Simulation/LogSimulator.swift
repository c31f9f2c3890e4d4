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
    /// How much to write.
    public enum Length: Sendable, Equatable, Codable {
        /// Exactly so many lines; every session is finished (the last ones are chosen to fit), except in logs of a few lines.
        case lines(Int)
        /// So many sessions, however many lines that takes; background lines come on top.
        case sessions(Int)
    }

    /// What to simulate.
    public struct Configuration: Sendable, Equatable, Codable {
        /// How much to write. Default: 20,000 lines.
        public var length: Length
        /// Share of sessions with a planted fault, 0…1. Default .03, about the share in the real HDFS log.
        public var anomalyRate: Double
        /// Kinds of fault to plant, drawn evenly; `nil` for the system's own list. Default `nil`.
        public var kinds: [FaultKind]?
        /// Sessions (and background tasks) begun per second of log time; `nil` for the system's own. Default `nil`.
        public var sessionsPerSecond: Double?
        /// Seed. Default 1.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            length: Length = .lines(20_000), anomalyRate: Double = 0.03, kinds: [FaultKind]? = nil, sessionsPerSecond: Double? = nil,
            seed: UInt64 = 1
        ) {
            self.length = length
            self.anomalyRate = anomalyRate
            self.kinds = kinds
            self.sessionsPerSecond = sessionsPerSecond
            self.seed = seed
        }
    }

    /// Bytes in a chunk, at most.
    public static let chunkBytes = 1 << 18
    /// How often the last sessions are planned anew to fill an exact number of lines.
    private static let fittingAttempts = 2_000

    private let tasks: [FlatWorkflow]
    private let isSession: [Bool]
    private let taskShares: [Double]
    private let kinds: [FaultKind]
    private let anomalyRate: Double
    private let meanGap: Double
    private let planter: FaultPlanter
    private let hasNames: Bool
    private var linesLeft: Int
    private var sessionsLeft: Int
    private var nextStart: Int64
    private var arrivals: RandomSource
    private var plans: RandomSource
    private var seeds: RandomSource
    private var writer: LineWriter
    private var buffer = LineBuffer(capacity: LogSimulator.chunkBytes)
    private var open = OpenSessions()
    private var plan: [PlannedEvent] = []
    private var linesWritten = 0

    /// Prepares a simulation.
    ///
    /// - Throws: ``InputError`` for an unknown system, a rate outside 0…1, a negative length, or fault kinds the system does not know.
    public init(system name: String, configuration: Configuration = Configuration()) throws(InputError) {
        guard let system = SimulatedSystem.all.first(where: { $0.name == name }) else {
            throw InputError("unknown system '\(name)': choose one of \(Simulation.systems.joined(separator: ", "))")
        }
        guard configuration.anomalyRate >= 0, configuration.anomalyRate <= 1 else {
            throw InputError("anomaly rate \(configuration.anomalyRate) is not between 0 and 1")
        }
        let rate = configuration.sessionsPerSecond ?? system.tasksPerSecond
        guard rate > 0, rate <= 100_000 else { throw InputError("\(rate) sessions per second: give a number above 0 and at most 100000") }
        (linesLeft, sessionsLeft) =
            switch configuration.length {
            case .lines(let count): (count, Int.max)
            case .sessions(let count): (Int.max, count)
            }
        guard linesLeft >= 0, sessionsLeft >= 0 else { throw InputError("a simulated log cannot have a negative length") }
        let known = system.faults.kinds
        if let unknown = configuration.kinds?.first(where: { !known.contains($0) }) {
            let list = known.map(\.rawValue).joined(separator: ", ")
            throw InputError("the system '\(name)' has no fault '\(unknown.rawValue)': choose among \(list)")
        }
        kinds = configuration.kinds ?? known
        anomalyRate = kinds.isEmpty ? 0 : configuration.anomalyRate
        meanGap = 1000 / rate
        let random = RandomSource(seed: configuration.seed)
        writer = LineWriter(system, random: random.stream("lines"))
        arrivals = random.stream("arrivals")
        plans = random.stream("plans")
        seeds = random.stream("sessions")
        var indices: [String: Int] = [:]
        for (index, message) in system.messages.enumerated() { indices[message.name] = index }
        tasks = system.tasks.map { FlatWorkflow($0.workflow, messages: indices) }
        isSession = system.tasks.map(\.isSession)
        let total = system.tasks.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        taskShares = system.tasks.map {
            sum += $0.weight / total
            return sum
        }
        planter = FaultPlanter(system.faults, messages: indices, withValue: writer.messagesWithValue)
        hasNames = system.identity != .none
        nextStart = 0
    }

    /// Writes the next chunk, replacing what was in it.
    ///
    /// - Returns: false when the log is complete; the chunk is empty then.
    public mutating func next(into chunk: inout SimulatedChunk) -> Bool {
        chunk.lines = 0
        chunk.sessionLabels.removeAll(keepingCapacity: true)
        chunk.lineLabels.removeAll(keepingCapacity: true)
        while !buffer.isFull {
            while linesLeft > 0, sessionsLeft > 0, open.isEmpty || nextStart <= open.nextTime { begin(&chunk) }
            guard !open.isEmpty else { break }
            let (event, identity, slot, _) = open.takeNext()
            writer.write(event, of: identity, into: &buffer)
            linesWritten += 1
            chunk.lines += 1
            if event.fault != 0 {
                let kind = FaultKind.allCases[Int(event.fault) - 1]
                let field = kind == .valueOutOfRange ? writer.valueName(event.message) : ""
                chunk.lineLabels.append(LineLabel(line: linesWritten, session: open.name(slot), kind: kind, field: field))
            }
        }
        buffer.move(into: &chunk.log)
        return chunk.lines > 0
    }

    /// Plans and opens the session whose turn it is.
    private mutating func begin(_ chunk: inout SimulatedChunk) {
        let identity = SessionIdentity(seed: seeds.next(), start: nextStart)
        let (task, kind) = planFitting()
        let name = hasNames && isSession[task] ? writer.identifier(identity) : ""
        if isSession[task] {
            sessionsLeft -= 1
            if hasNames { chunk.sessionLabels.append(SessionLabel(session: name, kind: kind)) }
        }
        if linesLeft != .max { linesLeft -= plan.count }
        open.open(identity, name: name, events: plan)
        nextStart += Int64(meanGap * arrivals.exponential())
    }

    /// Plans one session into `plan`; near the end of a log of given length, one that leaves no impossible rest.
    private mutating func planFitting() -> (task: Int, kind: FaultKind?) {
        var result = planOne()
        guard linesLeft < 400 else { return result }
        for _ in 0..<Self.fittingAttempts where !fits(plan.count) { result = planOne() }
        guard plan.count > linesLeft else { return result }
        // Only logs shorter than a session or two end like this: the cut session is labelled as what it is.
        plan.removeSubrange(linesLeft...)
        if isSession[result.task] {
            result.kind = .truncatedSession
            plan[plan.count - 1].fault = UInt8((FaultKind.allCases.firstIndex(of: .truncatedSession) ?? 0) + 1)
        }
        return result
    }

    private func fits(_ count: Int) -> Bool {
        count == linesLeft || linesLeft - count >= 60
    }

    private mutating func planOne() -> (task: Int, kind: FaultKind?) {
        var task = 0
        if tasks.count > 1 {
            let value = plans.uniform()
            while task < tasks.count - 1, taskShares[task] <= value { task += 1 }
        }
        let firstEnd = tasks[task].plan(start: nextStart, random: &plans, into: &plan)
        guard isSession[task], plans.uniform() < anomalyRate else { return (task, nil) }
        let first = plans.index(below: kinds.count)
        for offset in kinds.indices {
            let kind = kinds[(first + offset) % kinds.count]
            if planter.plant(kind, into: &plan, firstEnd: firstEnd, random: &plans) { return (task, kind) }
        }
        return (task, nil)
    }
}
