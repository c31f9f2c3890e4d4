/// A file (or pipe) that is read on behind its end, through rotation and truncation.
///
/// A rotation is noticed by name. The old file stays open until nothing has come to it for ``grace`` seconds, because its writer may go on with it for a while;
/// what comes is read before what the new one has. Rotations that were missed are made up for from the files beside it. A file that was emptied is
/// read again from its beginning, after what its copy has more. Line numbers begin anew with a new file.
struct FollowedSource {
    /// Seconds without a byte after which a file whose name leads elsewhere is let go.
    static let grace = 10.0
    /// Old files kept open at most.
    static let oldLimit = 16

    let number: Int
    let path: String
    /// Whether its name is not waited for once it is gone: it was found in a folder, and would be again.
    let isFound: Bool
    /// Whether it is what rotation left of another log: read to its end, and let go.
    let isLeft: Bool
    var isFinished = false
    /// Whether everything that was there at the beginning has been read.
    private(set) var hasCaughtUp = false
    private var current: OpenLog?
    private var old: [OpenLog] = []
    private var lookedAt = -Double.infinity
    private var missingSince: Double?
    private var saysOther = false
    /// Files that were let go, and how far they were read.
    private var left: [ReadingState.Past] = []
    /// What the next file is begun with.
    private var fresh: LineAssembler?

    /// A log that is open, or a pipe.
    init(number: Int, path: String, log: OpenLog, isFound: Bool = false, isLeft: Bool = false) {
        (self.number, self.path, self.isFound, self.isLeft) = (number, path, isFound, isLeft)
        current = log
        fresh = log.assembler
    }

    /// What rotation left of another log; opened when it is its turn.
    init(number: Int, leftAt path: String) {
        (self.number, self.path, isFound, isLeft) = (number, path, false, true)
    }

    /// A log that is missing for now.
    init(number: Int, missingAt path: String, fresh: LineAssembler) {
        (self.number, self.path, isFound, isLeft, hasCaughtUp) = (number, path, false, false, true)
        self.fresh = fresh
    }

    /// Whether it is to be opened first.
    var isUnopened: Bool { fresh == nil }

    /// Opens what rotation left.
    mutating func open(_ log: OpenLog) {
        current = log
        fresh = log.assembler
    }

    /// Marks of the files that are open.
    var marks: [FileMark] { (old + (current.map { [$0] } ?? [])).compactMap(\.mark) }
    /// Files that were let go.
    var past: [ReadingState.Past] { left }
    /// Whether something waits for a further line.
    var hasPending: Bool { current?.assembler.hasPending == true || old.contains { $0.assembler.hasPending } }
    /// The pipe behind it.
    var pipe: ByteSource? { current?.isPipe == true ? current?.source : nil }

    /// Looks once: new bytes, a rotation, or a quiet spell long enough to deliver what waits.
    ///
    /// - Returns: bytes read; records are in the batch.
    mutating func read(
        into batch: inout RecordBatch, room: Int, following: RecordReader.Following, summary: inout ReadSummary
    ) -> Int {
        batch.records.removeAll(keepingCapacity: true)
        batch.fields.removeAll(keepingCapacity: true)
        let now = following.now()
        if now - lookedAt >= following.interval / 2, !isLeft, current?.isPipe != true { look(now, &summary) }
        let taken = readOld(&batch, room, following, &summary)
        guard taken == 0, batch.records.isEmpty, !isFinished else { return taken }
        guard var log = current else {
            hasCaughtUp = true
            isFinished = (isFound || isLeft) && old.isEmpty
            return 0
        }
        if log.isPipe, !log.source.isReady {
            hasCaughtUp = true
            log.deliverWhenQuiet(&batch, following, &summary)
            current = log
            return 0
        }
        if let unread = log.emptied() {
            // Without a copy, what waits for the end of its line is all there will be of it.
            let hasCopy = readsCopy(of: log, unread, now, &summary)
            if !hasCopy { log.finish(&batch, summary: &summary) }
            log.restart()
            current = log
            return hasCopy ? readOld(&batch, room, following, &summary) : 0
        }
        let got = log.read(into: &batch, room: room, following: following, summary: &summary)
        current = log
        if log.hasCaughtUp { hasCaughtUp = true }
        guard got == 0, batch.records.isEmpty else { return got }
        hasCaughtUp = true
        if let problem = log.source.problem { summary.add(problem) }
        if log.isPipe || log.source.isCompressed || log.source.problem != nil {
            log.finish(&batch, summary: &summary)
            current = nil
            forget(log)
            isFinished = old.isEmpty
        } else if isLeft {
            retire(log, now)
            current = nil
        }
        return 0
    }

    /// How far it was read.
    func state(format: Int) -> ReadingState.Source {
        ReadingState.Source(name: path, format: format, current: current?.state, old: old.compactMap(\.state), past: left)
    }

    /// Goes on with files of an earlier run: `old` ones are read to their end before the one that has the name now.
    mutating func take(old logs: [OpenLog], now: Double) {
        for log in logs { retire(log, now) }
    }

    /// Whether it has a log of its own (not what is written to it now) that is a file.
    func has(_ member: RotatedFiles.Member) -> Bool {
        // No other file can have the inode of one that is open.
        marks.contains { $0.isSameFile(member.file) } || left.contains { $0.mark.isMark(of: member) }
    }

    /// Delivers the next thing that waits.
    mutating func finish(_ batch: inout RecordBatch, summary: inout ReadSummary) {
        while batch.records.isEmpty, !old.isEmpty {
            old[0].finish(&batch, summary: &summary)
            old.removeFirst()
        }
        if batch.records.isEmpty {
            current?.finish(&batch, summary: &summary)
            current = nil
        }
        isFinished = old.isEmpty && current == nil
    }

    private mutating func readOld(
        _ batch: inout RecordBatch, _ room: Int, _ following: RecordReader.Following, _ summary: inout ReadSummary
    ) -> Int {
        var index = 0
        while index < old.count {
            let taken = old[index].read(into: &batch, room: room, following: following, summary: &summary)
            let now = following.now()
            if taken > 0, !old[index].isCopy { old[index].until = max(old[index].until, now + Self.grace) }
            if taken > 0 || !batch.records.isEmpty { return taken }
            // What the next file has came later: a record that is whole goes first.
            if old[index].assembler.hasWholeRecord {
                old[index].finish(&batch, summary: &summary)
                if !batch.records.isEmpty { return 0 }
            }
            if now < old[index].until, old.count <= Self.oldLimit, !old[index].source.isCompressed {
                index += 1
                continue
            }
            old[index].finish(&batch, summary: &summary)
            forget(old.remove(at: index))
            if !batch.records.isEmpty { return 0 }
        }
        return 0
    }

    private mutating func forget(_ log: OpenLog) {
        if let mark = log.mark { left = left.suffix(Self.oldLimit - 1) + [.init(mark: mark, position: log.source.position)] }
    }

    private mutating func retire(_ log: OpenLog, _ now: Double) {
        var log = log
        log.until = now + Self.grace
        old.append(log)
    }

    // MARK: Names

    /// Looks where the name leads.
    private mutating func look(_ now: Double, _ summary: inout ReadSummary) {
        lookedAt = now
        switch PathLook(path) {
        case .missing:
            let since = missingSince ?? now
            missingSince = since
            if now - since >= Self.grace, let log = current {
                retire(log, now)
                current = nil
            }
        case .other:
            guard !saysOther else { return }
            saysOther = true
            summary.add(
                InputProblem(file: path, what: "is not a regular file any more; what comes under this name is read when it is one again"))
        case .file(let file):
            missingSince = nil
            saysOther = false
            guard current?.mark?.isSameFile(file) != true else { return }
            turn(now, &summary)
        }
    }

    /// Turns to the file that has the name now.
    private mutating func turn(_ now: Double, _ summary: inout ReadSummary) {
        guard let fresh, let next = try? ByteSource(path: path, waits: false), next.isRegular, let identity = next.identity else { return }
        let file = PathLook.File(device: identity.device, inode: identity.inode)
        // Moved away and back.
        if let place = old.firstIndex(where: { $0.mark?.isSameFile(file) == true }) {
            if let log = current { retire(log, now) }
            current = old.remove(at: place)
            current?.until = .infinity
            return
        }
        if let log = current {
            retire(log, now)
            if let mark = log.mark {
                retireMissed(RotatedFiles(of: path).behind(mark.file, written: mark.written, before: file), like: log, now)
            }
        }
        if let known = left.last(where: { $0.mark.isSameFile(file) && $0.mark.begins(next.head(FileMark.headLimit)) }) {
            _ = next.skip(to: known.position)
        }
        current = OpenLog(next, (current?.assembler ?? fresh).restarted())
    }

    /// Reads logs of rotations that were missed, but for those that are known.
    private mutating func retireMissed(_ members: [RotatedFiles.Member], like log: OpenLog, _ now: Double) {
        for member in members where !has(member) {
            guard let source = try? ByteSource(path: member.path, waits: false) else { continue }
            retire(OpenLog(source, log.assembler.restarted()), now)
        }
    }

    /// Looks for the copy of a file that was emptied, to read there what had not been read; says what became of the rest.
    private mutating func readsCopy(of log: OpenLog, _ unread: UInt64, _ now: Double, _ summary: inout ReadSummary) -> Bool {
        let position = log.source.position, files = RotatedFiles(of: path)
        if let mark = log.mark, let copy = files.open(mark, at: position, isCopy: true) {
            var rest = OpenLog(copy, log.assembler)
            rest.until = now
            rest.isCopy = true
            old.append(rest)
            // It may have been emptied more than once since.
            if let file = rest.mark?.file { retireMissed(files.behind(file, written: mark.written, before: mark.file), like: log, now) }
            summary.add(
                InputProblem(
                    file: path, offset: position,
                    what:
                        "the file was emptied; the rest of it is read in its copy \(copy.name), what was written while it was copied may be lost"
                ))
            return true
        }
        let seen = unread > 0 ? "\(unread) bytes that were seen, and what" : "what"
        summary.add(
            InputProblem(
                file: path, offset: position,
                what: "the file was emptied and no copy of it is there; \(seen) was written since the last look, is lost"))
        return false
    }
}
