/// A kind of line never learnt, as its text tells it.
struct NewKind {
    /// How serious it says it is.
    var severity = Severity.unknown
    /// Whether its words speak of trouble.
    var speaksOfTrouble = false
    /// Tells new kinds apart.
    var name: UInt64 = 0
    /// Its words, as hashes; empty where they do not tell the kind.
    var words: [UInt64] = []
    /// The request it tells of.
    var request: Request?
}

extension ObservationReader {
    /// What a record of a kind never learnt says: how serious it is, whether it speaks of trouble, and a name for its kind: its words without
    /// those that hold digits and without quoted text.
    static func newKind(
        _ records: borrowing RecordBatch, _ index: Int, format: LogFormat
    ) -> NewKind {
        let bytes = records.bytes.span
        let record = records.records[index]
        let read = severity(bytes, records, index, levelField: records.fieldCount == format.fieldNames.count ? format.levelField : nil)
        var name: UInt64 = 17
        var words: [UInt64] = []
        if record.unparsed == nil, records.fieldCount == format.fieldNames.count, let fields = Request.Fields(format) {
            let request = fields.request(bytes, records, index)
            return NewKind(
                severity: read.severity, speaksOfTrouble: read.speaksOfTrouble, name: mix(request.path, request.outcome), request: request)
        }
        var index = Int(record.content.start)
        let end = min(Int(record.content.end), index + 600)
        while index < end, words.count < 16 {
            let first = index
            var hasDigit = false
            while index < end, !ByteScan.isBlank(bytes[index]), bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "'") {
                if NumberReader.isDigit(bytes[index]) { hasDigit = true }
                index += 1
            }
            if index > first, !hasDigit {
                words.append(hash(bytes, ByteRange(start: UInt32(first), end: UInt32(index))))
                name = mix(name, words[words.count - 1])
            }
            if index < end, !ByteScan.isBlank(bytes[index]) {
                // Quoted text is a value.
                let quote = bytes[index]
                index += 1
                while index < end, bytes[index] != quote { index += 1 }
            }
            index += 1
        }
        return NewKind(severity: read.severity, speaksOfTrouble: read.speaksOfTrouble, name: name, words: words)
    }
}
