/// A file (or standard input) that is read on behind its end, through rotation and truncation.
///
/// Rotation is noticed by name: when the path leads to another file, the rest of the old one is read first, then the new one from its
/// beginning. A file that became shorter is read again from its beginning. Line numbers begin anew with the new file.
struct FollowedSource {
    /// How many files can be followed at once.
    static let limit = 256

    let number: Int
    var isFinished = false
    private var source: ByteSource
    private var assembler: LineAssembler
    private var quietSince: Double?

    init(number: Int, source: ByteSource, assembler: LineAssembler) {
        self.number = number
        self.source = source
        self.assembler = assembler
    }

    /// Looks once: new bytes, a rotation, or a quiet spell long enough to deliver what waits.
    ///
    /// - Returns: bytes read; records are in the batch.
    mutating func read(
        into batch: inout RecordBatch, room: Int, following: RecordReader.Following, summary: inout ReadSummary
    ) -> Int {
        if source.name == "-", !source.isReady { return quiet(&batch, following, &summary) }
        // Looked at before reading: what was written to the old file until then is read before the new one is turned to.
        let next = source.name == "-" ? nil : rotated()
        let start = assembler.begin(&batch, room: max(room, 1))
        let taken = source.read(into: &batch.bytes, at: start, count: max(room, 1))
        assembler.consume(&batch, valid: start + taken, final: false, summary: &summary)
        if taken > 0 {
            quietSince = nil
            return taken
        }
        if let problem = source.problem {
            summary.add(problem)
            finish(&batch, summary: &summary)
            isFinished = true
            return 0
        }
        if source.name == "-" {
            finish(&batch, summary: &summary)
            isFinished = true
            return 0
        }
        if let next {
            finish(&batch, summary: &summary)
            source = next
            assembler = assembler.restarted()
            quietSince = nil
            return 0
        }
        return quiet(&batch, following, &summary)
    }

    /// Delivers everything that waits.
    mutating func finish(_ batch: inout RecordBatch, summary: inout ReadSummary) {
        let start = assembler.begin(&batch, room: 1)
        assembler.consume(&batch, valid: start, final: true, summary: &summary)
    }

    private mutating func quiet(_ batch: inout RecordBatch, _ following: RecordReader.Following, _ summary: inout ReadSummary) -> Int {
        batch.records.removeAll(keepingCapacity: true)
        batch.fields.removeAll(keepingCapacity: true)
        guard assembler.hasPending else {
            quietSince = nil
            return 0
        }
        let now = following.now()
        guard let since = quietSince else {
            quietSince = now
            return 0
        }
        if now - since >= following.patience {
            finish(&batch, summary: &summary)
            quietSince = nil
        }
        return 0
    }

    /// The file to go on with when the name leads elsewhere or the file shrank; `nil` when all is as before.
    private func rotated() -> ByteSource? {
        guard let old = source.identity else { return nil }
        guard let next = try? ByteSource(path: source.name), let new = next.identity else { return nil }
        if new.device != old.device || new.inode != old.inode { return next }
        return old.size < Int64(clamping: source.stored) ? next : nil
    }
}
