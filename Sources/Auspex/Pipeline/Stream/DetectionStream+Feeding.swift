extension DetectionStream {
    /// Bytes of a new source that are looked at to tell its format, where there are several.
    private static let headBytes = 16 * 1024

    /// Takes the next bytes of a source.
    ///
    /// - Parameters:
    ///   - bytes: any piece, lines need not be whole.
    ///   - source: its name; a new one begins a new source.
    ///   - now: seconds on any clock that does not go back; after ``init(restoring:model:options:rawLines:)`` the one of before.
    /// - Returns: sessions that closed and are anomalous (all of them, see ``Options/keepsAll``).
    /// - Throws: ``InputError`` for more sources than can be told apart.
    public func feed(_ bytes: some Collection<UInt8>, source: String, now: Double) throws -> [JudgedSession] {
        let number = try self.number(of: source)
        sources[number].lastFed = now
        quietSince = nil
        summary.sources[number].bytes += UInt64(bytes.count)
        return try collected { judged in
            try read(Array(bytes)[...], from: number, judged)
            try settle(judged: judged)
        }
    }

    /// Lets time pass: takes what has waited for too long as it is. From one call to the next, when nothing came between them, the log's time goes on
    /// as the clock did, so that a session closes when its log falls silent.
    ///
    /// - Parameter now: as for ``feed(_:source:now:)``.
    public func advance(to now: Double) throws -> [JudgedSession] {
        try collected { judged in try advance(to: now, judged: judged) }
    }

    /// Lets time pass.
    ///
    /// - Parameter judged: receives what is judged by now.
    func advance(to now: Double, judged: (SessionJudge.Judged) throws -> Void) throws {
        for number in sources.indices where sources[number].hasPending && now - sources[number].lastFed >= options.patience {
            try deliver(number, judged)
        }
        try settle(judged: judged)
        defer { quietSince = now }
        guard options.isEndless, let quietSince, now > quietSince else { return }
        for shard in shards { try shard.goOn(by: now - quietSince, judged: judged) }
        goOnWitnesses(by: now - quietSince)
    }

    /// Ends all sources: the last records are taken, every session is closed and judged. The stream may go on with new sources.
    public func finish() throws -> [JudgedSession] {
        try collected { judged in
            for number in sources.indices { try deliver(number, judged) }
            try end(judged: judged)
        }
    }

    private func collected(_ body: (_ judged: (SessionJudge.Judged) throws -> Void) throws -> Void) throws -> [JudgedSession] {
        var found: [JudgedSession] = []
        try body { judged in
            guard case .whole(let session) = judged, session.verdict.isAnomalous || options.keepsAll else { return }
            found.append(session)
        }
        return found
    }

    private func number(of source: String) throws -> Int {
        if let known = numbers[source] { return known }
        guard sources.count < LogSources.limit else { throw InputError("more than \(LogSources.limit) sources; \(source) is left out") }
        numbers[source] = sources.count
        sources.append(FedSource(name: source))
        summary.sources.append(ReadSummary.Source(name: source))
        if formats.count == 1 { begin(sources.count - 1, as: 0) }
        return sources.count - 1
    }

    private func begin(_ number: Int, as format: Int) {
        sources[number].begin(as: format, formats[format], number: number, options: options.reading)
    }

    private func read(_ bytes: ArraySlice<UInt8>, from number: Int, _ judged: (SessionJudge.Judged) throws -> Void) throws {
        var rest = bytes
        if sources[number].assembler == nil {
            sources[number].head += rest
            guard sources[number].head.count >= Self.headBytes else { return }
            rest = tell(number)[...]
        }
        while !rest.isEmpty {
            let piece = rest.prefix(max(options.reading.chunkBytes, 1))
            rest = rest.dropFirst(piece.count)
            sources[number].read(piece, into: &batch, summary: &summary)
            try take(&batch, judged: judged)
        }
    }

    /// Decides what a source's format is; returns the bytes that waited for it.
    private func tell(_ number: Int) -> [UInt8] {
        let head = sources[number].head
        sources[number].head = []
        begin(number, as: LogFormat.best(of: formats, for: head))
        return head
    }

    private func deliver(_ number: Int, _ judged: (SessionJudge.Judged) throws -> Void) throws {
        if sources[number].assembler == nil, !sources[number].head.isEmpty { try read(tell(number)[...], from: number, judged) }
        guard sources[number].hasPending else { return }
        sources[number].finish(&batch, summary: &summary)
        try take(&batch, judged: judged)
    }
}
