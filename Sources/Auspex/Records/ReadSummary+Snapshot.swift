extension ReadSummary {
    /// Writes what was read.
    func write(to writer: inout SnapshotWriter) {
        writer.write(sources) { writer, source in
            writer.write(source.name)
            writer.write(source.lines)
            writer.write(source.bytes)
        }
        writer.write(records)
        writer.write(fitting)
        writer.write(UnparsedReason.allCases) { writer, reason in writer.write(counts[reason] ?? 0) }
    }

    /// Reads what was read; samples of odd lines begin anew.
    init(from reader: inout SnapshotReader) throws {
        self.init()
        sources = try reader.list { Source(name: try $0.text(), lines: try $0.number(), bytes: try $0.number()) }
        records = try reader.number()
        fitting = try reader.number()
        let numbers = try reader.list { try $0.number() }
        for (reason, number) in zip(UnparsedReason.allCases, numbers) where number > 0 { counts[reason] = number }
    }
}
