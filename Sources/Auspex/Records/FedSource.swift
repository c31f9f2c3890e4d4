/// A source whose bytes are handed in piece by piece, as they come.
struct FedSource {
    /// Its name.
    let name: String
    /// Its format's number; `nil` until enough of it has come to tell.
    var format: Int?
    /// Cuts it into records, once its format is known.
    var assembler: LineAssembler?
    /// What came before the format was known.
    var head: [UInt8] = []
    /// When bytes came last.
    var lastFed = 0.0

    init(name: String) {
        self.name = name
    }

    /// Whether something waits for more bytes.
    var hasPending: Bool { !head.isEmpty || assembler?.hasPending == true }

    /// Begins to make records.
    mutating func begin(as format: Int, _ logFormat: LogFormat, number: Int, options: RecordReader.Options) {
        self.format = format
        assembler = LineAssembler(source: number, format: logFormat, options: options)
    }

    /// Makes records of bytes.
    mutating func read(_ bytes: ArraySlice<UInt8>, into batch: inout RecordBatch, summary: inout ReadSummary) {
        guard let start = assembler?.begin(&batch, room: bytes.count) else { return }
        batch.bytes.replaceSubrange(start..<(start + bytes.count), with: bytes)
        assembler?.consume(&batch, valid: start + bytes.count, final: false, summary: &summary)
        batch.format = format ?? 0
    }

    /// Makes records of what waits.
    mutating func finish(_ batch: inout RecordBatch, summary: inout ReadSummary) {
        guard let start = assembler?.begin(&batch, room: 1) else { return }
        assembler?.consume(&batch, valid: start, final: true, summary: &summary)
        batch.format = format ?? 0
    }
}
