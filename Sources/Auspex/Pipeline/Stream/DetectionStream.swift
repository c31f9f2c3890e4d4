import Synchronization

/// Judges logs by a trained model as their bytes come: lines, records, sessions and verdicts of any number of sources, in bounded memory.
///
/// ```swift
/// let stream = try DetectionStream(model: TrainedModel(path: "app.auspex"))
/// for session in try stream.feed(bytes, source: "app.log", now: seconds) { alert(session.verdict) }
/// for session in try stream.advance(to: seconds) { alert(session.verdict) }
/// let saved = try stream.snapshot()
/// ```
/// It opens no file and reads no clock. Verdicts do not depend on how the bytes are cut into pieces. Where a record may have further lines, it is
/// judged when the next one begins, or when its source has been quiet for ``Options/patience``.
///
/// Sessions that need no ``Options/isEndless`` close at ``finish()``. Not for use from several threads at once; it works with several itself where
/// ``Options/threads`` says so, and gives the same verdicts.
public final class DetectionStream {
    /// What is kept, and how sessions end.
    public struct Options: Sendable {
        /// A log format other than those of training.
        public var format: LogFormat?
        /// What ties records together, other than in training.
        public var session: SessionRule?
        /// Whether the input goes on for ever: sessions close when they have been quiet for longer than those of training ever were.
        public var isEndless: Bool
        /// Hand out every session, normal ones too.
        public var keepsAll: Bool
        /// Judge the sessions of these identifiers and no other.
        public var only: Set<String>?
        /// Records before it are taken into account, but no incident is told about them.
        public var splitPoint: SplitPoint?
        /// Hand out incidents as soon as they are known, see ``DetectionStream/incidentUpdates()``; otherwise they are known at the end.
        public var tellsIncidents: Bool
        /// Threads that work on the log; verdicts do not depend on it.
        public var threads: Int
        /// Seconds without a byte after which an unfinished last line, and a record that might still be continued, are taken as they are.
        public var patience: Double
        /// Sizes, and how lines are joined.
        public var reading: RecordReader.Options

        /// Creates options; the defaults suit a stream that goes on.
        public init(
            format: LogFormat? = nil, session: SessionRule? = nil, isEndless: Bool = true, keepsAll: Bool = false, only: Set<String>? = nil,
            splitPoint: SplitPoint? = nil, tellsIncidents: Bool = false, threads: Int = 1, patience: Double = 1,
            reading: RecordReader.Options = .init()
        ) {
            self.format = format
            self.session = session
            self.isEndless = isEndless
            self.keepsAll = keepsAll
            self.only = only
            self.splitPoint = splitPoint
            self.tellsIncidents = tellsIncidents
            self.threads = max(1, min(threads, 256))
            self.patience = patience
            self.reading = reading
        }
    }

    /// The model in use.
    public private(set) var model: TrainedModel
    /// What is kept, and how sessions end.
    public let options: Options
    /// The formats of the sources, in the order of ``RecordBatch/format``.
    public let formats: [LogFormat]
    /// What was fed so far; sources in the order they came.
    public internal(set) var summary = ReadSummary()
    /// What a person is told, worst first; known when the log has ended. Of a stream that tells incidents as they come, the last thousand.
    public private(set) var incidents: [Incident] = []
    var sources: [FedSource] = []
    var numbers: [String: Int] = [:]
    let shards: [StreamShard]
    private let rules: [SessionRule]
    private let shared: StreamShared
    private var matcher: StreamMatcher
    private var schedule: StreamSchedule?
    var batch = RecordBatch()
    /// The last ``advance(to:)``, when nothing was fed since.
    var quietSince: Double?
    private var matched = MatchedBatch()

    /// Creates a stream with nothing in it.
    ///
    /// - Parameters:
    ///   - rawLines: keeps the raw lines of records for reports; `nil` keeps none.
    /// - Throws: ``InputError`` for a model of sequences, or a session rule the format does not have.
    public init(model: TrainedModel, options: Options = Options(), rawLines: (any RawLineStore)? = RecentLines()) throws {
        guard let parser = model.parser.templateParser else { throw InputError("the model has no templates for raw lines; train it again") }
        self.model = model
        self.options = options
        let preparations = options.format == nil ? model.preparation.ofAllFormats : [model.preparation]
        formats = try preparations.map { preparation in
            guard let format = options.format ?? preparation.format else {
                throw InputError("the model has no log format for raw lines; train it again")
            }
            return format
        }
        var rules: [SessionRule] = []
        var shards: [StreamShard] = [], limits: [Int] = []
        for (number, preparation) in preparations.enumerated() {
            let rule = options.session ?? preparation.session
            rules.append(rule)
            let configuration = preparation.sessionizer(rule: rule, isEndless: options.isEndless)
            limits.append(configuration.maxKeysPerRecord)
            // Two identifiers of one session may fall to two shards.
            let isOne = rule == .none || configuration.habits?.links.isEmpty == false
            let count = isOne ? 1 : options.threads
            for index in 0..<count {
                let sessionizer = try Sessionizer(
                    rule: rule, fieldNames: formats[number].fieldNames, configuration: configuration, values: model.valueSchema,
                    shard: SessionShard(index: index, count: count))
                shards.append(
                    StreamShard(
                        format: number, sessionizer: sessionizer, model: model, keepsAll: options.keepsAll, only: options.only))
            }
        }
        self.rules = rules
        self.shards = shards
        matcher = try StreamMatcher(parser: parser, formats: formats, rules: rules, limits: limits)
        shared = StreamShared(
            StreamWitnesses(
                tallies: RecordTallies(rawLines: rawLines), incidents: try Self.incidentDetectors(model, formats, rules),
                splitPoint: options.splitPoint, isLive: options.tellsIncidents))
    }

    deinit { schedule?.close() }

    /// What looks for incidents, by format; `nil` where a log is read otherwise than in training.
    private static func incidentDetectors(
        _ model: TrainedModel, _ formats: [LogFormat], _ rules: [SessionRule]
    ) throws -> [IncidentDetector?] {
        let trained = model.preparation.ofAllFormats
        return try formats.indices.map { number in
            guard let lines = model.lines?[number], formats[number].fieldNames == trained[number].format?.fieldNames else { return nil }
            var detector = try IncidentDetector(lines, format: formats[number], number: number, session: rules[number])
            detector.normalCauses = model.incidentAnswers.normalCauses(format: number)
            return detector
        }
    }

    /// Joins what was found into incidents, and tells the shards which sessions are anomalous by their evidence.
    private func finishIncidents() {
        let (found, surprises) = shared.witnesses.withLock { $0.finish() }
        incidents = found
        for shard in shards where surprises.indices.contains(shard.format) && model.lines?[shard.format]?.judgesSessions == true {
            shard.decide(by: surprises[shard.format])
        }
    }

    /// Sequences that had to be computed; the others were remembered.
    public var distinctSequences: Int { shards.reduce(0) { $0 + $1.computed } }

    /// Sessions that are open.
    public var openSessions: Int { shards.reduce(0) { $0 + $1.sessionizer.openSessions } }

    /// Incidents that are new, have grown or have come again since the last call, where ``Options/tellsIncidents`` asks for them.
    public func incidentUpdates() -> [IncidentUpdate] { shared.witnesses.withLock { $0.takeUpdates() } }

    /// Pieces of evidence for incidents that were not kept because there were too many.
    public var untoldEvidence: Int { shared.witnesses.withLock { $0.untold } }

    /// Lets the log's time go on for what looks for incidents.
    func goOnWitnesses(by seconds: Double) { shared.witnesses.withLock { $0.goOn(by: seconds) } }

    /// What must be equal for a snapshot to mean the same: templates, how records are tied together, what is known of lines.
    var identity: String {
        var fingerprint = Fingerprint()
        fingerprint.combine(model.manifest.vocabularyHash)
        for preparation in model.preparation.ofAllFormats { fingerprint.combine(preparation.session.argument) }
        shared.witnesses.withLock { for detector in $0.incidents { detector?.combine(into: &fingerprint) } }
        return fingerprint.hexadecimal
    }

    func writeWitnesses(to writer: inout SnapshotWriter) { shared.witnesses.withLock { $0.write(to: &writer) } }

    func restoreWitnesses(from reader: inout SnapshotReader) throws {
        try shared.witnesses.withLock { try $0.restore(from: &reader) }
    }

    /// The raw lines of a session that are still remembered.
    public func lines(of session: JudgedSession) -> [LineReference: String] {
        let store = shared.witnesses.withLock { $0.tallies.rawLines }
        return (try? store?.texts(of: Set(session.sequence.lines))) ?? [:]
    }

    /// Lends what was counted of all records to a result, for as long as something is done with it.
    func lendTallies(to result: inout DetectionResult, _ body: (inout DetectionResult) throws -> Void) rethrows {
        shared.witnesses.withLock { swap(&$0.tallies, &result.tallies) }
        defer { shared.witnesses.withLock { swap(&$0.tallies, &result.tallies) } }
        try body(&result)
    }

    /// Gives what was counted of all records to a result for good.
    func giveTallies(to result: inout DetectionResult) {
        shared.witnesses.withLock { swap(&$0.tallies, &result.tallies) }
    }

    /// Judges by another version of the model from here on; sessions that are open stay open. What waits is judged by the old one.
    func use(_ model: TrainedModel, judged: (SessionJudge.Judged) throws -> Void) throws {
        try settle(judged: judged)
        self.model = model
        for shard in shards { shard.use(model) }
        shared.witnesses.withLock { $0.use(model.incidentAnswers) }
    }

    // MARK: Batches

    /// Takes a batch of one of the ``formats``; with several threads the caller's is another afterwards.
    ///
    /// - Parameter judged: receives what is judged by now, on the caller's thread.
    func take(_ records: inout RecordBatch, judged: (SessionJudge.Judged) throws -> Void) throws {
        // Nothing read is a quiet moment, which only ``advance(to:)`` may end.
        guard !records.records.isEmpty else { return try handOut(judged) }
        quietSince = nil
        guard options.threads > 1 else {
            matcher.match(records, into: &matched)
            shared.witnesses.withLock { $0.see(records, matched) }
            for shard in shards { try shard.take(records, matched, judged: judged) }
            return
        }
        try started().add(&records)
        try handOut(judged)
    }

    /// Lets everything that was taken pass, and judges what waits.
    func settle(judged: (SessionJudge.Judged) throws -> Void) throws {
        try schedule?.drain()
        try handOut(judged)
        for shard in shards { try shard.settle(judged: judged) }
    }

    /// Closes and judges every open session.
    func end(judged: (SessionJudge.Judged) throws -> Void) throws {
        try schedule?.drain()
        // Its threads are wanted for what is open.
        schedule?.close()
        schedule = nil
        try handOut(judged)
        finishIncidents()
        addUpGaps()
        guard options.threads > 1 else {
            for shard in shards { try shard.finish(judged: judged) }
            return
        }
        let shards = shards, shared = shared
        _ = try ParallelJobs.run(
            shards.count, threads: options.threads, meanwhile: { _ in try handOut(judged) },
            job: { number in try shared.collect { collect in try shards[number].finish(judged: collect) } })
        try handOut(judged)
    }

    private func started() -> StreamSchedule {
        if let schedule { return schedule }
        let shards = shards, shared = shared
        let new = StreamSchedule(threads: options.threads, matcher: matcher, lanes: shards.count + 1) { lane, records, matched in
            if lane == 0 {
                shared.witnesses.withLock { $0.see(records, matched) }
            } else {
                try shared.collect { collect in try shards[lane - 1].take(records, matched, judged: collect) }
            }
        }
        schedule = new
        return new
    }

    private func handOut(_ judged: (SessionJudge.Judged) throws -> Void) throws {
        guard options.threads > 1 else { return }
        let outcome = shared.takeOutcome()
        for score in outcome.normalScores { try judged(.normal(score)) }
        for session in outcome.sessions { try judged(.whole(session)) }
    }

    /// At the end the gaps between the events of all sessions say which session was still busy.
    private func addUpGaps() {
        for (format, _) in formats.enumerated() {
            let own = shards.filter { $0.format == format }
            guard own.count > 1 else { continue }
            var gaps = own[0].sessionizer.gaps, records = own[0].sessionizer.recordGaps
            for shard in own.dropFirst() {
                gaps.merge(shard.sessionizer.gaps)
                records.merge(shard.sessionizer.recordGaps)
            }
            for shard in own { shard.sessionizer.gapsOfAllShards = (gaps, records) }
        }
    }

    // MARK: What happened

    /// What happened to the records of a format, in all shards together.
    func statistics(of format: Int) -> (rule: SessionRule, sessions: Sessionizer.Statistics, values: ValueExtractor.Statistics) {
        let own = shards.filter { $0.format == format }
        var sessions = own[0].sessionizer.statistics, values = own[0].sessionizer.valueStatistics
        for shard in own.dropFirst() {
            sessions.merge(shard: shard.sessionizer.statistics)
            values.merge(shard.sessionizer.valueStatistics)
        }
        return (rules[format], sessions, values)
    }
}
