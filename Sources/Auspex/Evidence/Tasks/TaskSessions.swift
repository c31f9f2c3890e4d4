/// The open sessions of a log, step by step.
///
/// - Complexity: O(different steps of the session) for a step. Memory: about 300 bytes a session that is open.
struct TaskSessions: Sendable {
    /// Open sessions; beyond, those idle longest are closed.
    static let limit = 100_000

    var tracker: TaskTracker
    private let idle: Double
    var open: [UInt64: OpenTask] = [:]
    var nextSweep = -Double.infinity
    /// The step taken last.
    var current = TaskMoment()
    /// The session of the step taken last.
    var session: OpenTask?

    init(idle: Double) {
        self.idle = idle
        tracker = TaskTracker(idle: idle)
    }

    /// Adds a step; sessions that turn out to be over are handed out first. The step is in ``current`` afterwards.
    mutating func add(_ table: borrowing ObservationTable, _ record: Int, step: Int32, steps: TaskSteps, ended: (TaskEnd) -> Void) {
        add(
            table, record, step: step, isOpening: steps.openings.contains(table.statements[record]), branch: steps.branch(table, record),
            handovers: steps.handovers, ended: ended)
    }

    /// The same with what is known of the record's kind of line.
    ///
    /// - Parameters:
    ///   - branch: the part of its session it belongs to; 0 for none.
    ///   - handovers: see ``TaskSteps/handovers``.
    mutating func add(
        _ table: borrowing ObservationTable, _ record: Int, step: Int32, isOpening: Bool, branch: UInt64, handovers: Set<Int>,
        ended: (TaskEnd) -> Void
    ) {
        let time = table.times[record], line = table.lines[record]
        if time > nextSweep || open.count > Self.limit { sweep(time, ended) }
        if isOpening { tracker.release(table.sessions[record]) }
        let key = handovers.isEmpty ? table.sessions[record] : tracker.resolve(table, record, handovers)
        current.session = key
        if let task = open[key] {
            guard isOpening else {
                task.add(step: step, branch: branch, time: time, line: line, into: &current)
                session = task
                return
            }
            ended(task.end(key, isOver: true))
        }
        let task = OpenTask(kind: isOpening ? step : -1, step: step, branch: branch, time: time, line: line)
        open[key] = task
        session = task
        current = TaskMoment(session: key, kind: task.kind, step: step)
    }

    /// Goes on to a moment; sessions that are over by then are handed out.
    mutating func advance(to time: Double, ended: (TaskEnd) -> Void) {
        if time > nextSweep { sweep(time, ended) }
    }

    /// Hands out all that are still open, in the order they began.
    ///
    /// - Parameter isOver: whether a session had ended before the log did.
    mutating func finish(isOver: (OpenTask) -> Bool = { _ in false }, _ ended: (TaskEnd) -> Void) {
        for (key, task) in open.sorted(by: { ($0.value.begin, $0.key) < ($1.value.begin, $1.key) }) {
            ended(task.end(key, isOver: isOver(task)))
        }
        open = [:]
        session = nil
    }

    private mutating func sweep(_ time: Double, _ ended: (TaskEnd) -> Void) {
        nextSweep = time + idle / 4
        var limit = idle
        repeat {
            let over = open.filter { time - $0.value.lastTime > limit }
                .sorted { ($0.value.lastTime, $0.key) < ($1.value.lastTime, $1.key) }
            for (key, task) in over {
                open[key] = nil
                ended(task.end(key, isOver: true))
            }
            limit /= 8
        } while open.count > Self.limit && limit > 1e-3
        // Sessions that all go on at one moment: there is no telling which is over.
        if open.count > Self.limit { open.removeAll(keepingCapacity: true) }
    }
}
