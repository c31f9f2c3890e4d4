extension LineAssembler {
    /// Writes what is unfinished and what the next line depends on.
    func write(to writer: inout SnapshotWriter) {
        writer.write(carry)
        writer.write(lineStart)
        writer.write(openSlot != nil)
        if let slot = openSlot {
            slot.write(to: &writer)
            writer.write(openFields) { $0.write($1) }
        }
        writer.write(lines)
        writer.write(linesReported)
        writer.write(isSkipping)
        writer.write(sawNul)
        writer.write(isSplitLine)
        writer.write(splitter.time.year)
        writer.write(splitter.time.last)
        writer.write(splitter.time.favourite)
    }

    /// What is unfinished, as bytes of its own.
    var unfinished: [UInt8] {
        var writer = SnapshotWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Takes over what was ``unfinished``.
    mutating func restore(_ unfinished: [UInt8]) throws {
        var reader = SnapshotReader(unfinished)
        try restore(from: &reader)
        guard reader.isAtEnd else { throw SnapshotReader.damaged }
    }

    /// Takes over what ``write(to:)`` wrote.
    mutating func restore(from reader: inout SnapshotReader) throws {
        carry = try reader.data()
        lineStart = try reader.int(in: 0...carry.count)
        openSlot = nil
        openFields = []
        if try reader.bool() {
            openSlot = try RecordSlot(from: &reader, bytes: carry.count)
            openFields = try reader.list { try ByteRange(from: &$0, bytes: carry.count) }
            guard openFields.count == splitter.format.fieldNames.count else { throw SnapshotReader.damaged }
        }
        lines = try reader.number()
        linesReported = try reader.number()
        isSkipping = try reader.bool()
        sawNul = try reader.bool()
        isSplitLine = try reader.bool()
        splitter.time.year = try reader.int(in: 0...9_999)
        splitter.time.last = try reader.double()
        splitter.time.favourite = try reader.int(in: -1...(TimeReader.known.count - 1))
    }
}

extension SnapshotWriter {
    /// Where bytes are.
    mutating func write(_ range: ByteRange) {
        write(range.start)
        write(range.end)
    }

    /// Where a record is.
    mutating func write(_ line: LineReference) {
        write(line.source)
        write(line.line)
    }
}

extension LineReference {
    /// Reads where a record is.
    init(from reader: inout SnapshotReader) throws {
        self.init(source: try reader.small(), line: try reader.number())
    }
}

extension ByteRange {
    /// Reads where bytes are, among so many.
    init(from reader: inout SnapshotReader, bytes: Int) throws {
        self.init(start: try reader.small(), end: try reader.small())
        guard start <= end, Int(end) <= bytes else { throw SnapshotReader.damaged }
    }
}

extension RecordSlot {
    /// Writes a record.
    func write(to writer: inout SnapshotWriter) {
        writer.write(raw)
        writer.write(content)
        writer.write(line)
        writer.write(time)
        writer.write(UnparsedReason.allCases.firstIndex { $0 == unparsed } ?? -1)
        writer.write(lineCount)
    }

    /// Reads a record of so many bytes.
    init(from reader: inout SnapshotReader, bytes: Int) throws {
        let raw = try ByteRange(from: &reader, bytes: bytes)
        // What was unescaped stands behind the bytes, and is not kept.
        let start = try reader.small(), end = try reader.small()
        let line = try reader.number(), time = try reader.double()
        let reason = try reader.int(in: -1...(UnparsedReason.allCases.count - 1))
        self.init(
            raw: raw, content: ByteRange(start: start, end: max(start, end)), line: line, time: time,
            unparsed: reason < 0 ? nil : UnparsedReason.allCases[reason], lineCount: try reader.small())
    }
}
