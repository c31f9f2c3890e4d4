extension IncidentDetector {
    /// Writes what is open: clocks, stretches of time, sessions, evidence not yet handed over.
    func write(to writer: inout SnapshotWriter) {
        writer.write(reader.lastTime)
        judge.write(to: &writer)
        tally.write(to: &writer)
        alike.write(to: &writer)
        writer.write(evidence) { $1.write(to: &$0) }
        writer.write(quiet)
        writer.write(copies.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        writer.write(copyBucket)
        surprises.write(to: &writer)
        writer.write(untold)
    }

    /// Takes over what ``write(to:)`` wrote, into a detector of the same model.
    mutating func restore(from snapshot: inout SnapshotReader) throws {
        let bounds = EvidenceBounds(model)
        reader.lastTime = try snapshot.double()
        try judge.restore(from: &snapshot, bounds)
        try tally.restore(from: &snapshot)
        try alike.restore(from: &snapshot)
        evidence = try snapshot.list { try LineEvidence(from: &$0, bounds) }
        quiet = try snapshot.double()
        for (cause, count) in try snapshot.list({ (try $0.number(), try $0.tally()) }) { copies[cause] = count }
        copyBucket = try snapshot.int()
        try surprises.restore(from: &snapshot)
        untold = try snapshot.tally()
    }

    /// What must be equal for a snapshot to mean the same.
    func combine(into fingerprint: inout Fingerprint) {
        let bounds = EvidenceBounds(model)
        for number in [
            bounds.statements, bounds.steps, judge.prepared.slots.tails.count, model.rates.units.units.count, judge.regular.count,
        ] {
            fingerprint.combine(UInt64(number))
        }
    }
}

extension LineJudge {
    func write(to writer: inout SnapshotWriter) {
        counter.write(to: &writer)
        watch.write(to: &writer)
        regular.write(to: &writer)
        sessions.write(to: &writer)
        writer.write(lastTime) { $0.write($1) }
        writer.write(lastLine) { $0.write($1) }
        newKinds.write(to: &writer)
        writer.write(newRequests.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value)
        }
        news.write(to: &writer)
        writer.write(begin) { $0.write($1) }
    }

    /// Sessions that ended are taken after every batch, so none waits between two.
    mutating func restore(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        try counter.restore(from: &reader)
        try watch.restore(from: &reader)
        try regular.restore(from: &reader)
        try sessions.restore(from: &reader, bounds)
        lastTime = try reader.optional { try $0.double() }
        lastLine = try reader.optional { try LineReference(from: &$0) }
        try newKinds.restore(from: &reader)
        for (name, count) in try reader.list({ (try $0.number(), try $0.tally()) }) { newRequests[name] = count }
        try news.restore(from: &reader)
        begin = try reader.optional { try $0.double() }
    }
}
