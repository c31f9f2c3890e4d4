/// How far the files of a followed input were read, so that reading can go on from there another time.
///
/// Files are known by what they are (``FileMark``), not by name: what rotation does to names meanwhile is of no account.
struct ReadingState: Sendable {
    /// A file that was open.
    struct Log: Sendable {
        var mark: FileMark
        var position: UInt64
        /// What was unfinished: a ``LineAssembler``.
        var unfinished: [UInt8]
    }

    /// A file that was let go, read up to a position.
    struct Past: Sendable {
        var mark: FileMark
        var position: UInt64
    }

    /// What was followed under a name.
    struct Source: Sendable {
        var name: String
        var format: Int
        var current: Log?
        var old: [Log]
        var past: [Past]
    }

    var sources: [Source]
    /// Files of sources that are gone.
    var past: [Past]
    var summary: ReadSummary
}

extension ReadingState {
    func write(to writer: inout SnapshotWriter) {
        writer.write(sources) { writer, source in
            writer.write(source.name)
            writer.write(source.format)
            writer.write(source.current) { $1.write(to: &$0) }
            writer.write(source.old) { $1.write(to: &$0) }
            writer.write(source.past) { $1.write(to: &$0) }
        }
        writer.write(past) { $1.write(to: &$0) }
        summary.write(to: &writer)
    }

    init(from reader: inout SnapshotReader) throws {
        sources = try reader.list { reader in
            Source(
                name: try reader.text(), format: try reader.int(in: 0...(SourceFormats.limit - 1)),
                current: try reader.optional { try Log(from: &$0) }, old: try reader.list { try Log(from: &$0) },
                past: try reader.list { try Past(from: &$0) })
        }
        past = try reader.list { try Past(from: &$0) }
        summary = try ReadSummary(from: &reader)
    }
}

extension ReadingState.Log {
    func write(to writer: inout SnapshotWriter) {
        mark.write(to: &writer)
        writer.write(position)
        writer.write(unfinished)
    }

    init(from reader: inout SnapshotReader) throws {
        self.init(mark: try FileMark(from: &reader), position: try reader.number(), unfinished: try reader.data())
    }
}

extension ReadingState.Past {
    func write(to writer: inout SnapshotWriter) {
        mark.write(to: &writer)
        writer.write(position)
    }

    init(from reader: inout SnapshotReader) throws { self.init(mark: try FileMark(from: &reader), position: try reader.number()) }
}

extension FileMark {
    func write(to writer: inout SnapshotWriter) {
        writer.write(device)
        writer.write(inode)
        writer.write(head)
        writer.write(headCount)
        writer.write(written)
    }

    init(from reader: inout SnapshotReader) throws {
        self.init(
            device: try reader.number(), inode: try reader.number(), head: try reader.number(),
            headCount: try reader.int(in: 0...Self.headLimit), written: try reader.double())
    }
}
