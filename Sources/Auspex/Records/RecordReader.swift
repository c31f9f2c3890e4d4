/// Reads logs: bytes in, batches of ``RecordSlot`` out, one source after the other, in bounded memory.
///
/// ```swift
/// let reader = try RecordReader(inputs: ["/var/log/app/*.log.gz"])
/// var batch = RecordBatch()
/// while try reader.read(into: &batch) {
///     for record in batch.records { … batch.text(record.content) … }
/// }
/// print(reader.format.name, reader.summary.lines)
/// ```
///
/// Records do not depend on chunk sizes. Line numbers count physical lines. Lines that do not fit are delivered too, with the whole line
/// as content and the reason in `unparsed`. Blank lines and lines of NULs only are counted, not delivered. A joined record's `raw` holds
/// all its lines, its `content` is the message of the first: a template must not depend on the depth of a stack trace. Times without a
/// zone are those of ``ReadingClock/zone``. Not for use from several threads at once.
public final class RecordReader {
    /// The formats in use, and which source has which.
    public private(set) var formats: SourceFormats
    /// The format of the first source, which is that of all unless each was to have its own.
    public var format: LogFormat { formats.formats[0] }
    /// How it was found; `nil` when it was given.
    public var choice: FormatChoice? { formats.choices[0] }
    /// What was read so far.
    public private(set) var summary = ReadSummary()
    /// The files behind the inputs, at the beginning; ``summary`` has those that came later too.
    public let sources: LogSources
    private let options: Options
    private let isGiven: Bool
    private var opened: [Int: ByteSource] = [:]
    /// Sources in the order they are read.
    private let order: [Int]
    private var turn = 0
    /// The turn whose source is open.
    private var begun = -1
    private var current: Int { order[turn] }
    private var assembler: LineAssembler?
    private var hash = ByteFingerprint()
    /// The first lines of the records that are asked for, of one source; `nil` asks for all. Other records are left out but for the one behind each,
    /// and what is left out is not counted by reason.
    var wanted: [UInt64]?
    private var firstUnfitting: (line: String, number: UInt64, file: String)?
    private var followed: FollowedSources?

    /// How much of the input is looked at to find format and keys.
    public static let sampleBytes = 256 * 1024

    /// Opens inputs.
    ///
    /// - Parameters:
    ///   - inputs: files, globs, folders, `-`.
    ///   - format: the log format; `nil` finds it from the first ``sampleBytes``.
    ///   - options: sizes and joining.
    ///   - following: when given, reading goes on behind the end of the last file (`tail -F`).
    /// - Throws: ``InputError`` for inputs that cannot be read.
    public convenience init(
        inputs: [String], format: LogFormat? = nil, options: Options = Options(), following: Following? = nil
    ) throws {
        try self.init(inputs: inputs, formats: format.map { .given($0) } ?? .found, options: options, following: following)
    }

    /// Opens inputs.
    ///
    /// - Parameters:
    ///   - inputs: files, globs, folders, `-`.
    ///   - formats: what is known about the formats of the sources.
    ///   - options: sizes and joining.
    ///   - following: when given, reading goes on behind the end of the last file (`tail -F`).
    /// - Throws: ``InputError`` for inputs that cannot be read.
    public convenience init(
        inputs: [String], formats wish: SourceFormats.Wish, options: Options = Options(), following: Following? = nil
    ) throws {
        try self.init(inputs: inputs, formats: wish, options: options, following: following, resuming: nil)
    }

    /// - Parameter state: an earlier reading, to go on from; only while following.
    init(
        inputs: [String], formats wish: SourceFormats.Wish, options: Options = Options(), following: Following?,
        resuming state: ReadingState?
    ) throws {
        let sources = try LogSources(inputs, isFollowed: following != nil, known: Set(state?.sources.map(\.name) ?? []))
        self.sources = sources
        self.options = options
        var opened: [Int: ByteSource] = [:]
        /// The first bytes of a source, which stays open only where it cannot be opened again or is read soon.
        func head(_ index: Int, _ count: Int) throws -> [UInt8] {
            let source = try opened[index] ?? ByteSource(path: sources.paths[index])
            if index < 16 || !source.isRegular { opened[index] = source }
            return source.peek(count)
        }
        func firstHead() throws -> [UInt8] {
            for index in sources.paths.indices.prefix(16) {
                let sample = try head(index, Self.sampleBytes)
                if !sample.isEmpty { return sample }
            }
            return []
        }
        switch wish {
        case .given(let format):
            isGiven = true
            formats = SourceFormats(format.wantsKeys ? format.withKeys(in: try firstHead()) : format)
        case .found:
            isGiven = false
            let choice = LogFormat.detect(sample: try firstHead())
            formats = SourceFormats(choice.format, choice: choice)
        case .each:
            isGiven = false
            var found = SourceFormats()
            for index in sources.paths.indices {
                found.find(in: try head(index, index < 16 || found.formats.isEmpty ? Self.sampleBytes : SourceFormats.headBytes))
            }
            if found.formats.isEmpty {
                let choice = LogFormat.detect(sample: [])
                found = SourceFormats(choice.format, choice: choice)
            }
            formats = found
        case .among(let known):
            precondition(!known.isEmpty, "no formats to choose among")
            isGiven = known.count == 1
            var chosen = SourceFormats(among: known)
            // A followed pipe may not have written anything yet.
            if known.count > 1, following == nil {
                for index in sources.paths.indices { chosen.choose(by: try head(index, SourceFormats.headBytes)) }
            }
            formats = chosen
        }
        self.opened = opened
        order = formats.order(of: sources.paths.count)
        for note in sources.notes { summary.add(note) }
        if let following {
            followed = try FollowedSources(
                sources, opened: opened, formats: &formats, options: options, following: following, resuming: state, summary: &summary)
            self.opened = [:]
        }
    }

    /// Fills the batch with the next records, all of one source.
    ///
    /// While following, a quiet moment returns `true` with an empty batch, so that the caller can do what is due by time.
    ///
    /// - Returns: `false` at the end, with an empty batch.
    /// - Throws: ``InputError`` when a file cannot be opened, or when a format that was given fits no line.
    public func read(into batch: inout RecordBatch) throws -> Bool {
        if followed != nil {
            let goesOn = followed?.read(into: &batch, formats: &formats, summary: &summary) ?? false
            try checkFit(batch, isLast: false)
            return goesOn
        }
        while turn < order.count {
            let source = try open(current)
            let number = formats.number(of: current)
            var assembler =
                self.assembler ?? LineAssembler(source: current, format: formats.formats[number], options: options, latest: source.modified)
            if self.assembler == nil { assembler.wanted = wanted.map { $0[...] } }
            batch.format = number
            let start = assembler.begin(&batch, room: max(options.chunkBytes, 1))
            let taken = source.read(into: &batch.bytes, at: start, count: max(options.chunkBytes, 1))
            if wanted == nil { account(batch.bytes.span, start, taken) }
            // Where a packed file breaks off, so does its last line: half of it would be judged as something nobody wrote.
            let valid = taken > 0 || !source.isCutOff ? start + taken : assembler.lineStart
            assembler.consume(&batch, valid: valid, final: taken == 0, summary: &summary)
            self.assembler = assembler
            if taken == 0 {
                // Half of what somebody piped in, judged as if it were whole, would be worse than no answer.
                if source.hasFailed, source.name == "-", let problem = source.problem {
                    throw InputError("cannot read standard input: \(problem.what)")
                }
                if let problem = source.problem { summary.add(problem) }
                closeCurrent()
            }
            try checkFit(batch, isLast: turn == order.count)
            if !batch.records.isEmpty { return true }
        }
        batch.records.removeAll(keepingCapacity: true)
        batch.fields.removeAll(keepingCapacity: true)
        return false
    }

    /// How far everything was read, to go on from there another time; between two batches of a followed input.
    var state: ReadingState? { followed?.state(formats, summary) }

    /// What was wrong with files since the last call.
    func takeNews() -> [InputProblem] { summary.takeNews() }

    private func open(_ index: Int) throws -> ByteSource {
        if begun == turn, let source = opened[index] { return source }
        let source = try opened[index] ?? ByteSource(path: sources.paths[index])
        opened[index] = source
        begun = turn
        // Files were looked at when they were named; what is piped in only now can be.
        if source.name == "-" || !source.isRegular, let kind = FileKind(source.peek(FileKind.sampleBytes)) {
            throw InputError("\(source.name == "-" ? "standard input" : source.name) is \(kind.words)")
        }
        // Where formats are read one after the other, sources do not come in their own order.
        for path in sources.paths.dropFirst(summary.sources.count).prefix(max(0, index + 1 - summary.sources.count)) {
            summary.sources.append(ReadSummary.Source(name: path))
        }
        hash = ByteFingerprint()
        return source
    }

    private func closeCurrent() {
        summary.fingerprint.combine(hash.fingerprint.value)
        opened[current] = nil
        assembler = nil
        turn += 1
    }

    private func account(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) {
        guard count > 0 else { return }
        hash.combine(bytes.extracting(start..<(start + count)))
        summary.sources[current].bytes += UInt64(count)
    }

    /// A given format that fits nothing is the user's mistake, not the log's.
    private func checkFit(_ batch: RecordBatch, isLast: Bool) throws {
        guard isGiven, wanted == nil, summary.fitting == 0 else { return }
        if firstUnfitting == nil, let record = batch.records.first {
            let text = batch.text(ByteRange(start: record.raw.start, end: min(record.raw.end, record.raw.start + 160)))
            let name = summary.sources.indices.contains(batch.source) ? summary.sources[batch.source].name : "-"
            firstUnfitting = (text.split(separator: "\n").first.map(String.init) ?? text, record.line, name)
        }
        guard let first = firstUnfitting, isLast || summary.records >= UInt64(options.patience) else { return }
        throw InputError(
            "\(first.file):\(first.number): no line fits the log format '\(format.specification)'\(Self.expected(format)); "
                + "the first line is '\(first.line)'; leave the format out to have it found", remedy: .format)
    }

    private static func expected(_ format: LogFormat) -> String {
        if format.name == "pattern" { return "" }
        if !format.fieldNames.isEmpty { return " (fields \(format.fieldNames.prefix(8).joined(separator: ", ")), then the message)" }
        return ""
    }
}
