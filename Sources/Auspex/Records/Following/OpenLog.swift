/// One file that is read on behind its end: its bytes, and what is unfinished of them.
struct OpenLog {
    let source: ByteSource
    var assembler: LineAssembler
    /// Which file it is; `nil` for a pipe.
    private(set) var mark: FileMark?
    /// Until when it is kept open although its name leads elsewhere.
    var until = Double.infinity
    /// Whether it is a copy, to which nothing will be written.
    var isCopy = false
    private var quietSince: Double?
    private var knownSize: Int64 = 0
    /// Bytes it had when it was opened.
    private let sizeAtStart: UInt64

    init(_ source: ByteSource, _ assembler: LineAssembler) {
        self.source = source
        self.assembler = assembler
        mark = FileMark(source)
        sizeAtStart = UInt64(max(0, source.identity?.size ?? 0))
    }

    /// Whether everything was read that was there when it was opened.
    var hasCaughtUp: Bool { !isPipe && !source.isCompressed && source.position >= sizeAtStart }
    /// Where it is, to go on from there another time; `nil` for a pipe, which cannot be read again.
    var state: ReadingState.Log? {
        mark.map { ReadingState.Log(mark: $0, position: source.position, unfinished: assembler.unfinished) }
    }

    /// Whether it has no name that could be looked at.
    var isPipe: Bool { mark == nil }

    /// Reads on, or lets what waits go when nothing has come for long.
    ///
    /// - Returns: bytes read; records are in the batch.
    mutating func read(
        into batch: inout RecordBatch, room: Int, following: RecordReader.Following, summary: inout ReadSummary
    ) -> Int {
        let start = assembler.begin(&batch, room: max(room, 1))
        var taken = source.read(into: &batch.bytes, at: start, count: max(room, 1))
        // A pipe gives little at a time; what is there is one batch.
        while isPipe, taken > 0, taken < room, source.isReady {
            let more = source.read(into: &batch.bytes, at: start + taken, count: room - taken)
            if more == 0 { break }
            taken += more
        }
        assembler.consume(&batch, valid: start + taken, final: false, summary: &summary)
        guard taken == 0 else {
            quietSince = nil
            summary.sources[assembler.source].bytes += UInt64(taken)
            if let mark, mark.headCount < FileMark.headLimit {
                self.mark = FileMark(source)
            } else if mark != nil {
                self.mark?.written = source.modified ?? 0
            }
            return taken
        }
        guard batch.records.isEmpty else { return 0 }
        deliverWhenQuiet(&batch, following, &summary)
        return 0
    }

    /// Delivers what waits for a further line when that has not come for long.
    mutating func deliverWhenQuiet(_ batch: inout RecordBatch, _ following: RecordReader.Following, _ summary: inout ReadSummary) {
        guard assembler.hasPending else {
            quietSince = nil
            return
        }
        let now = following.now()
        guard let since = quietSince else {
            quietSince = now
            return
        }
        if now - since >= following.patience {
            finish(&batch, summary: &summary)
            quietSince = nil
        }
    }

    /// Delivers everything that waits.
    mutating func finish(_ batch: inout RecordBatch, summary: inout ReadSummary) {
        let start = assembler.begin(&batch, room: 1)
        assembler.consume(&batch, valid: start, final: true, summary: &summary)
    }

    /// Whether the file was emptied since it was read, and perhaps written again: it is shorter, or it begins otherwise.
    ///
    /// - Returns: how many bytes were seen in it and not read; `nil` when all is as before.
    mutating func emptied() -> UInt64? {
        guard let mark, !source.isCompressed, let identity = source.identity else { return nil }
        let position = Int64(clamping: source.position)
        guard identity.size < position || mark.headCount > 0 && !mark.begins(source.head(mark.headCount)) else {
            knownSize = identity.size
            return nil
        }
        defer { knownSize = 0 }
        return UInt64(max(0, knownSize - position))
    }

    /// Begins again with the same file after it was emptied.
    mutating func restart() {
        source.rewind()
        assembler = assembler.restarted()
        mark = FileMark(source)
        quietSince = nil
    }
}
