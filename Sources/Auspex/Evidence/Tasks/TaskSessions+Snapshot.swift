extension TaskSessions {
    /// Writes the sessions that are open, and whose child an identifier is.
    func write(to writer: inout SnapshotWriter) {
        tracker.write(to: &writer)
        writer.write(nextSweep)
        writer.write(open.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            entry.value.write(to: &writer)
        }
        current.write(to: &writer)
    }

    /// Takes over what ``write(to:)`` wrote.
    mutating func restore(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        try tracker.restore(from: &reader)
        nextSweep = try reader.double()
        for (key, task) in try reader.list({ (try $0.number(), try OpenTask(from: &$0, bounds)) }) { open[key] = task }
        current = try TaskMoment(from: &reader, bounds)
        session = open[current.session]
    }
}

extension TaskTracker {
    func write(to writer: inout SnapshotWriter) {
        writer.write(aliases.sorted { $0.key < $1.key }) { writer, alias in
            writer.write(alias.key)
            writer.write(alias.value.key)
            writer.write(alias.value.time)
        }
        writer.write(last.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        for (child, key, time) in try reader.list({ (try $0.number(), try $0.number(), try $0.double()) }) { aliases[child] = (key, time) }
        for (key, time) in try reader.list({ (try $0.number(), try $0.double()) }) { last[key] = time }
    }
}

extension TaskMoment {
    func write(to writer: inout SnapshotWriter) {
        writer.write(session)
        writer.write(kind)
        writer.write(before)
        writer.write(step)
        writer.write(delay)
        writer.write(neighbour)
        writer.write(neighbourLine) { $0.write($1) }
        writer.write(pause)
        writer.write(isBranching)
        writer.write(repetition)
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        self.init(
            session: try reader.number(), kind: try reader.step(bounds), before: try reader.step(bounds), step: try reader.step(bounds),
            delay: try reader.double(), neighbour: try reader.step(bounds),
            neighbourLine: try reader.optional { try LineReference(from: &$0) },
            pause: try reader.double(), isBranching: try reader.bool(), repetition: try reader.tally())
    }
}
