/// How serious raw lines say they are, read as the log's format has it.
final class LineLevels {
    private let formats: [LogFormat?]
    /// A format's reader is made when the first of its lines is asked about.
    private var assemblers: [Int: LineAssembler] = [:]
    private var batch = RecordBatch()

    /// - Parameter formats: the formats of the log, by number.
    init(_ formats: [LogFormat?]) {
        self.formats = formats
    }

    /// The level of a line; `nil` where it says none, or is not known.
    func level(of raw: String, format number: Int) -> Severity? {
        guard !raw.isEmpty, formats.indices.contains(number), let format = formats[number] else { return nil }
        var assembler = (assemblers[number] ?? LineAssembler(source: 0, format: format, options: RecordReader.Options())).restarted()
        var summary = ReadSummary()
        summary.sources = [ReadSummary.Source(name: "")]
        let bytes = Array(raw.utf8)
        let start = assembler.begin(&batch, room: bytes.count)
        batch.bytes.replaceSubrange(start..<(start + bytes.count), with: bytes)
        assembler.consume(&batch, valid: start + bytes.count, final: true, summary: &summary)
        assemblers[number] = assembler
        guard !batch.records.isEmpty else { return nil }
        let levelField = batch.fieldCount == format.fieldNames.count ? format.levelField : nil
        let text = batch.bytes
        let found = ObservationReader.severity(text.span, batch, 0, levelField: levelField).severity
        return found == .unknown ? nil : found
    }
}
