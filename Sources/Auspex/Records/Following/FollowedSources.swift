/// The sources of a followed input: files and pipes that are looked at in turn, and folders where more may come.
///
/// What is there at the beginning is read file by file, in order; whatever has been read to its end is looked at meanwhile, so that neither a long
/// file nor a busy one keeps the others waiting. Logs are opened before anything is read: a rotation meanwhile loses nothing.
struct FollowedSources {
    /// How many files can be followed at once.
    static let limit = 256
    /// Files that were let go and are remembered, so that they are not read again under another name.
    private static let markLimit = 4_096

    let options: RecordReader.Options
    let following: RecordReader.Following
    var sources: [FollowedSource] = []
    /// Pipes of which nothing has come that would tell their format.
    private var waiting: [(number: Int, source: ByteSource)] = []
    private var folders: FolderWatch
    /// Files of sources that are gone.
    var past: [ReadingState.Past] = []
    private var turn = 0
    private var saidLimit = false

    init(
        _ inputs: LogSources, opened: [Int: ByteSource], formats: inout SourceFormats, options: RecordReader.Options,
        following: RecordReader.Following, resuming state: ReadingState? = nil, summary: inout ReadSummary
    ) throws {
        self.options = options
        self.following = following
        folders = FolderWatch(following.endsWhenQuiet ? [] : inputs.openEnded)
        if let state { summary.goOn(from: state.summary) }
        var resumption = Resumption(state)
        let families = Set(inputs.paths.map { RotatedName($0) }.filter { !$0.isOld }.map(\.family))
        for (index, path) in inputs.paths.enumerated() {
            let number = summary.number(of: path)
            if RotatedName(path).isNumbered(of: families), state == nil {
                sources.append(FollowedSource(number: number, leftAt: path))
                continue
            }
            guard sources.count(where: { !$0.isLeft }) + waiting.count < Self.limit else {
                throw InputError("more than \(Self.limit) files to follow; name fewer")
            }
            if state?.sources.contains(where: { $0.name == path }) == true, case .missing = PathLook(path) {
                let format = formats.formats[formats.number(of: number)]
                sources.append(
                    FollowedSource(number: number, missingAt: path, fresh: LineAssembler(source: number, format: format, options: options)))
                continue
            }
            var source = try opened[index] ?? ByteSource(path: path)
            guard source.isRegular else {
                source.widen()
                waiting.append((number, source))
                continue
            }
            let known = resumption.take(source, path: path, number: number)
            if known == nil, state != nil { source = try ByteSource(path: path, waits: false) }
            var log = begin(source, number, &formats)
            if let unfinished = known?.unfinished {
                log.assembler = try Self.assembler(
                    number, formats.formats[formats.number(of: number)], options, unfinished: unfinished)
            }
            sources.append(
                FollowedSource(
                    number: number, path: path, log: log, isLeft: state != nil && RotatedName(path).isNumbered(of: families)))
        }
        if state != nil {
            try findRotated(&resumption, formats, &summary)
            findRotatedBehindEmpty(resumption, formats)
        }
    }

    private func begin(_ source: ByteSource, _ number: Int, _ formats: inout SourceFormats) -> OpenLog {
        if formats.formats.count > 1 { formats.choose(by: source.sample(SourceFormats.headBytes), for: number) }
        return OpenLog(
            source,
            LineAssembler(source: number, format: formats.formats[formats.number(of: number)], options: options, latest: source.modified))
    }

    /// Fills the batch with the next records; a quiet moment is an empty batch.
    ///
    /// - Returns: `false` at the end.
    mutating func read(into batch: inout RecordBatch, formats: inout SourceFormats, summary: inout ReadSummary) -> Bool {
        batch.records.removeAll(keepingCapacity: true)
        batch.fields.removeAll(keepingCapacity: true)
        lookForNew(&formats, &summary)
        while true {
            if following.isStopped() || following.endsWhenQuiet && isQuiet { return stop(&batch, formats, &summary) }
            beginPipes(&formats)
            let behind = sources.firstIndex { !$0.hasCaughtUp && $0.pipe == nil }
            if let behind, sources[behind].isUnopened {
                if let source = try? ByteSource(path: sources[behind].path, waits: false) {
                    sources[behind].open(begin(source, sources[behind].number, &formats))
                } else {
                    sources[behind].isFinished = true
                }
            }
            let places = sources.indices.filter { $0 == behind || sources[$0].hasCaughtUp || sources[$0].pipe != nil }
            var taken = 0
            for offset in places.indices {
                let place = places[(turn + offset) % places.count]
                taken += sources[place].read(into: &batch, room: options.chunkBytes, following: following, summary: &summary)
                guard !batch.records.isEmpty else { continue }
                turn = (turn + offset + 1) % places.count
                batch.format = formats.number(of: sources[place].number)
                return true
            }
            removeFinished()
            if sources.isEmpty, waiting.isEmpty, folders.isEmpty { return false }
            guard taken == 0, sources.allSatisfy({ $0.hasCaughtUp || $0.pipe != nil }) else { continue }
            wait()
            return true
        }
    }

    /// Whether everything has been read that there is, and nothing waits for a further line.
    private var isQuiet: Bool { waiting.isEmpty && sources.allSatisfy { $0.hasCaughtUp && !$0.hasPending && $0.pipe == nil } }

    private func wait() {
        let pipes = sources.compactMap(\.pipe) + waiting.map(\.source)
        // A pipe is full in no time: it is not left alone for as long as a file.
        if pipes.isEmpty { following.sleep(following.interval) } else { ByteSource.wait(for: pipes, seconds: following.interval) }
    }

    private mutating func beginPipes(_ formats: inout SourceFormats) {
        for place in waiting.indices.reversed() where formats.formats.count == 1 || waiting[place].source.isReady {
            let (number, source) = waiting.remove(at: place)
            sources.append(FollowedSource(number: number, path: source.name, log: begin(source, number, &formats)))
        }
    }

    private mutating func removeFinished() {
        for source in sources where source.isFinished { past += source.past }
        sources.removeAll { $0.isFinished }
        if past.count > Self.markLimit { past.removeFirst(past.count - Self.markLimit) }
    }

    private mutating func lookForNew(_ formats: inout SourceFormats, _ summary: inout ReadSummary) {
        guard folders.isDue(now: following.now()) else { return }
        let found = folders.look(
            now: following.now(), known: Set(sources.map(\.path)),
            marks: past.map(\.mark) + sources.flatMap { $0.past.map(\.mark) + $0.marks })
        for (path, isLeft) in found {
            guard sources.count < Self.limit else {
                if !saidLimit {
                    summary.add(
                        InputProblem(file: path, what: "left out, and further new files too: more than \(Self.limit) files to follow"))
                }
                saidLimit = true
                return
            }
            guard let source = try? ByteSource(path: path, waits: false) else { continue }
            let number = summary.number(of: path)
            sources.append(
                FollowedSource(number: number, path: path, log: begin(source, number, &formats), isFound: !isLeft, isLeft: isLeft))
        }
    }

    /// Delivers what waits, one source after the other.
    ///
    /// - Returns: whether there was something.
    private mutating func stop(_ batch: inout RecordBatch, _ formats: SourceFormats, _ summary: inout ReadSummary) -> Bool {
        // A pipe cannot be read again.
        for place in sources.indices where !following.keepsOpen || sources[place].pipe != nil {
            while !sources[place].isFinished, batch.records.isEmpty { sources[place].finish(&batch, summary: &summary) }
            batch.format = formats.number(of: sources[place].number)
            if !batch.records.isEmpty { break }
        }
        removeFinished()
        return !batch.records.isEmpty
    }
}
