/// A session that goes on: what is remembered of it.
///
/// Not locked: it belongs to one ``TaskSessions``, which one thread at a time uses.
final class OpenTask: @unchecked Sendable {
    /// Different steps remembered.
    static let stepLimit = 512
    /// Parts of a session that go their own way.
    static let branchLimit = 256

    /// The opening step; -1 where the beginning was not seen.
    let kind: Int32
    let begin: Double
    let firstLine: LineReference
    private(set) var last: Int32
    private(set) var lastTime: Double
    private(set) var lastLine: LineReference
    private(set) var counts: [(step: Int32, count: Int32)]
    private var branches: [(branch: UInt64, step: Int32, time: Double)] = []
    private var missed: [Int32] = []
    /// How late its steps were altogether; see ``TaskModel/slowness(of:delay:pause:lateness:)``.
    private(set) var slowness = 0.0
    private(set) var lateSeconds = 0.0
    private var latest: (lateness: Double, sign: SessionSign)?
    private var rarest: (count: Int, sign: SessionSign)?
    var strengths = SessionStrengths()
    var subject = ""

    init(kind: Int32, step: Int32, branch: UInt64, time: Double, line: LineReference) {
        self.kind = kind
        begin = time
        firstLine = line
        last = step
        lastTime = time
        lastLine = line
        counts = [(step, 1)]
        if branch != 0 { branches = [(branch, step, time)] }
    }

    /// Adds a step and says what it is beside the steps before.
    func add(step: Int32, branch: UInt64, time: Double, line: LineReference, into moment: inout TaskMoment) {
        moment.kind = kind
        moment.before = last
        moment.step = step
        moment.delay = time - lastTime
        moment.neighbour = last
        moment.neighbourLine = lastLine
        moment.pause = moment.delay
        moment.isBranching = false
        if branch != 0 {
            if let place = branches.firstIndex(where: { $0.branch == branch }) {
                moment.before = branches[place].step
                moment.delay = time - branches[place].time
                branches[place].step = step
                branches[place].time = time
            } else {
                moment.isBranching = true
                if branches.count < Self.branchLimit { branches.append((branch, step, time)) }
            }
        }
        moment.repetition = 1
        if let place = counts.firstIndex(where: { $0.step == step }) {
            counts[place].count &+= 1
            moment.repetition = Int(counts[place].count)
        } else if counts.count < Self.stepLimit {
            counts.append((step, 1))
        }
        last = step
        lastTime = time
        lastLine = line
    }

    /// Whether a step came before the present one, which came for the first time.
    func hasSeen(_ step: Int32) -> Bool { counts.contains { $0.step == step } }

    /// Remembers that the absence of a step was told.
    ///
    /// - Returns: `false` when it had been told before.
    func tellMissing(_ step: Int32) -> Bool {
        guard missed.count < 64, !missed.contains(step) else { return false }
        missed.append(step)
        return true
    }

    /// Adds a late step.
    func add(_ late: (factors: Double, seconds: Double)) {
        slowness += late.factors
        lateSeconds += late.seconds
    }

    /// Remembers a late step, if it is the latest so far.
    func note(lateness: Double, _ sign: @autoclosure () -> SessionSign) {
        if lateness > latest?.lateness ?? 0 { latest = (lateness, sign()) }
    }

    /// Where it stood still longest beyond what is usual.
    var latestSign: SessionSign? { latest?.sign }

    /// Remembers a step of a kind seen so often, if it is the rarest so far.
    @inline(__always)
    func note(frequency: Int, _ sign: @autoclosure () -> SessionSign) {
        if frequency < rarest?.count ?? Int.max { rarest = (frequency, sign()) }
    }

    func end(_ key: UInt64, isOver: Bool) -> TaskEnd {
        var vector: UInt64 = 0
        for (step, count) in counts { vector &+= ObservationReader.mix(UInt64(step) + 1, UInt64(count)) }
        return TaskEnd(
            session: key, kind: kind, last: last, vector: vector, counts: counts, lastTime: lastTime, firstLine: firstLine,
            lastLine: lastLine, isOver: isOver, strengths: strengths, slowness: slowness, latest: latest?.sign, rarest: rarest?.sign,
            subject: subject)
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(kind)
        writer.write(begin)
        writer.write(firstLine)
        writer.write(last)
        writer.write(lastTime)
        writer.write(lastLine)
        writer.write(counts) { writer, entry in
            writer.write(entry.step)
            writer.write(entry.count)
        }
        writer.write(branches) { writer, entry in
            writer.write(entry.branch)
            writer.write(entry.step)
            writer.write(entry.time)
        }
        writer.write(missed) { $0.write($1) }
        writer.write(slowness)
        writer.write(lateSeconds)
        writer.write(latest) { writer, entry in
            writer.write(entry.lateness)
            entry.sign.write(to: &writer)
        }
        writer.write(rarest) { writer, entry in
            writer.write(entry.count)
            entry.sign.write(to: &writer)
        }
        strengths.write(to: &writer)
        writer.write(subject)
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        kind = try reader.step(bounds)
        begin = try reader.double()
        firstLine = try LineReference(from: &reader)
        last = try reader.step(bounds)
        lastTime = try reader.double()
        lastLine = try LineReference(from: &reader)
        counts = try reader.list { (try $0.step(bounds), Int32(try $0.tally())) }
        branches = try reader.list { (try $0.number(), try $0.step(bounds), try $0.double()) }
        missed = try reader.list { try $0.step(bounds) }
        slowness = try reader.double()
        lateSeconds = try reader.double()
        latest = try reader.optional { (try $0.double(), try SessionSign(from: &$0, bounds)) }
        rarest = try reader.optional { (try $0.int(), try SessionSign(from: &$0, bounds)) }
        strengths = try SessionStrengths(from: &reader, bounds)
        subject = try reader.text()
    }
}
