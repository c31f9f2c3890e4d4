extension DetectionStream {
    /// Names the layout of a snapshot; another version of the program may write another.
    private static let layout = "auspex-stream-6"

    /// Everything that is open, for ``init(restoring:model:options:rawLines:)``: unfinished lines and records, sessions, windows, clocks, and what
    /// looks for incidents, with the incidents told.
    ///
    /// The model, the options, raw lines and what was counted for a result are not in it: that begins anew. Nothing waits for judgement between two
    /// calls, so no session is judged twice and none is lost. Take ``incidentUpdates()`` before: those that wait are not in it either.
    ///
    /// - Complexity: O(bytes of what is open).
    public func snapshot() throws -> [UInt8] {
        var writer = SnapshotWriter()
        writer.write(Self.layout)
        writer.write(identity)
        writer.write(shards.count)
        writer.write(formats) { $0.write($1.specification) }
        writer.write(sources) { writer, source in
            writer.write(source.name)
            writer.write(source.format ?? -1)
            writer.write(source.head)
            writer.write(source.lastFed)
            source.assembler?.write(to: &writer)
        }
        writer.write(quietSince ?? .nan)
        summary.write(to: &writer)
        for shard in shards { try shard.sessionizer.write(to: &writer) }
        writeWitnesses(to: &writer)
        return writer.sealed()
    }

    /// Goes on where a snapshot was taken.
    ///
    /// - Parameters:
    ///   - model: the model of the snapshot, or a later version of it: same templates, same sessions.
    ///   - options: as before; ``Options/threads`` as well, because sessions are shared among them.
    /// - Throws: ``InputError`` for bytes that are no whole snapshot, or one of another model or with other options.
    public convenience init(
        restoring snapshot: [UInt8], model: TrainedModel, options: Options = Options(), rawLines: (any RawLineStore)? = RecentLines()
    ) throws {
        try self.init(model: model, options: options, rawLines: rawLines)
        var reader = try SnapshotReader(sealed: snapshot)
        guard (try? reader.text()) == Self.layout else { throw SnapshotReader.damaged }
        guard try reader.text() == identity else {
            throw InputError("the snapshot was taken with another model; begin without it")
        }
        let shardCount = try reader.int(in: 1...Int.max), specifications = try reader.list { try $0.text() }
        guard shardCount == shards.count, specifications == formats.map(\.specification) else {
            throw InputError("the snapshot was taken with other options (threads, format); begin without it")
        }
        sources = try reader.list { reader in
            var source = FedSource(name: try reader.text())
            let format = try reader.int(in: -1...(formats.count - 1))
            source.head = try reader.data()
            source.lastFed = try reader.double()
            if format >= 0 {
                source.begin(as: format, formats[format], number: 0, options: options.reading)
                try source.assembler?.restore(from: &reader)
            }
            return source
        }
        for number in sources.indices {
            sources[number].assembler?.source = number
            numbers[sources[number].name] = number
        }
        let quiet = try reader.double()
        quietSince = quiet.isNaN ? nil : quiet
        summary = try ReadSummary(from: &reader)
        guard summary.sources.count == sources.count else { throw SnapshotReader.damaged }
        for shard in shards { try shard.sessionizer.restore(from: &reader) }
        try restoreWitnesses(from: &reader)
        guard reader.isAtEnd else { throw SnapshotReader.damaged }
    }
}
