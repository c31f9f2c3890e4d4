/// Judges a log with a trained model: reads, matches (never learns), ties together, decides, and keeps the worst.
public struct DetectionRun {
    /// What is read and what is kept.
    public struct Options {
        /// Files, globs, folders, `-`.
        public var inputs: [String]
        /// A log format other than the one of training.
        public var format: String?
        /// What ties records together, other than in training.
        public var session: String?
        /// Sessions that end before this are not judged: they were learnt from.
        public var splitPoint: SplitPoint?
        /// Sessions that are judged although they end before the split, because nothing was learnt from them.
        public var alsoJudged: Set<String>
        /// Keep every session, normal ones too, with its score: evaluation.
        public var keepsAll: Bool
        /// Anomalies kept with all they hold; more are counted, the lowest-ranked ones are dropped.
        public var anomalyLimit: Int
        /// Keeps only the sessions of these identifiers, judged or not.
        public var only: Set<String>?
        /// The outside world of a followed input; `nil` reads to the end.
        public var following: RecordReader.Following?
        /// Where a followed input goes on from, and is kept: sessions that are open in the end stay so. `nil` begins anew, and ends them.
        public var state: DetectionState?
        /// Threads that work on the log; the result does not depend on it.
        public var threads: Int

        /// Creates options.
        public init(
            inputs: [String], format: String? = nil, session: String? = nil, splitPoint: SplitPoint? = nil, alsoJudged: Set<String> = [],
            keepsAll: Bool = false, anomalyLimit: Int = 10_000,
            only: Set<String>? = nil, following: RecordReader.Following? = nil, state: DetectionState? = nil, threads: Int = 1
        ) {
            self.state = state
            self.inputs = inputs
            self.format = format
            self.session = session
            self.splitPoint = splitPoint
            self.alsoJudged = alsoJudged
            self.keepsAll = keepsAll
            self.anomalyLimit = anomalyLimit
            self.only = only
            self.following = following
            self.threads = threads
        }
    }

    /// The model.
    public let model: TrainedModel
    /// What is read and what is kept.
    public let options: Options

    /// Creates a run.
    public init(model: TrainedModel, options: Options) {
        self.model = model
        self.options = options
    }

    /// Reads and judges.
    ///
    /// - Parameters:
    ///   - progress: called for each batch.
    ///   - live: the model of a run that goes on; learns and may change on the way. `nil` keeps ``model``.
    ///   - found: called with each anomaly as soon as its session is closed: for followed input.
    ///   - problem: called with what is wrong with the files of a followed input, as soon as it is noticed.
    ///   - saving: called before the state is written, which knows of everything that was told until then.
    ///   - incident: called with each incident of a followed input as soon as it is known, and when it has grown or come again.
    /// - Throws: ``InputError`` for unusable input; whatever the closures throw.
    public func run(
        live: LiveModel? = nil, progress: RunProgress.Handler = { _ in },
        found: (JudgedSession, DetectionResult) throws -> Void = { _, _ in },
        incident: (IncidentUpdate, DetectionResult) throws -> Void = { _, _ in }, problem: (InputProblem) -> Void = { _ in },
        saving: () throws -> Void = {}
    ) throws -> DetectionResult {
        try model.preparation.withClock { try judge(live, progress, found, incident, problem, saving) }
    }

    private func judge(
        _ live: LiveModel?, _ progress: RunProgress.Handler, _ found: (JudgedSession, DetectionResult) throws -> Void,
        _ incident: (IncidentUpdate, DetectionResult) throws -> Void, _ problem: (InputProblem) -> Void, _ saving: () throws -> Void
    ) throws -> DetectionResult {
        var result = DetectionResult(
            unit: model.preparation.unit, threshold: model.detector.detector.threshold, limit: options.anomalyLimit)
        if model.preparation.format == nil {
            try judgeSequences(&result, live, progress, found)
        } else {
            try judgeRecords(&result, live, progress, found, incident, problem, saving)
            if options.following == nil, result.input.records == 0 { throw result.input.holdsNothing("nothing to judge") }
        }
        result.finish()
        return result
    }

    private func judgeSequences(
        _ result: inout DetectionResult, _ live: LiveModel?, _ progress: RunProgress.Handler,
        _ found: (JudgedSession, DetectionResult) throws -> Void
    ) throws {
        guard case .sequences(let vocabulary) = model.parser else {
            throw InputError("the model has no vocabulary for sequences; train it again")
        }
        if let format = options.format, format.lowercased() != "sequences" {
            throw InputError(
                "format \(format): this model was trained on sequences and reads nothing else; train one on raw lines", remedy: .format)
        }
        let reading = try vocabulary.match(options.inputs)
        result.input = InputSummary(reading)
        result.warnings = reading.warnings
        result.labels = reading.labels
        for sequence in reading.sequences { result.tallies.add(sequence.events) }
        // A few thousand at a time: distinct ones are computed once in each call, and progress can be shown.
        for start in stride(from: 0, to: reading.sequences.count, by: 4096) {
            let part = Array(reading.sequences[start..<min(start + 4096, reading.sequences.count)])
            for (sequence, verdict) in zip(part, model.detector.detector.verdicts(for: part)) {
                let judged = JudgedSession(sequence: sequence, verdict: verdict)
                try deliver(judged, &result, live, found)
            }
            try progress(RunProgress(stage: "detecting", records: UInt64(start + part.count)))
        }
    }

    private func judgeRecords(
        _ result: inout DetectionResult, _ live: LiveModel?, _ progress: RunProgress.Handler,
        _ found: (JudgedSession, DetectionResult) throws -> Void, _ incident: (IncidentUpdate, DetectionResult) throws -> Void,
        _ problem: (InputProblem) -> Void, _ saving: () throws -> Void
    ) throws {
        if options.format?.lowercased() == "sequences" {
            throw InputError("format sequences: this model was trained on raw lines; train one on sequences", remedy: .format)
        }
        try options.state?.belong(to: model, format: options.format, session: options.session)
        let formats = model.preparation.ofAllFormats.compactMap(\.format)
        let reader = try RecordReader(
            inputs: options.inputs, formats: options.format.map { .given(try LogFormat($0)) } ?? .among(formats),
            following: options.following, resuming: options.state?.saved?.reading)
        // Anomalies told before the end need the names of the files.
        result.input.sources = (options.following == nil ? reader.sources.paths : reader.summary.sources.map(\.name)).map {
            InputSummary.Source(path: $0, lines: 0, bytes: 0)
        }
        let streamOptions = DetectionStream.Options(
            format: options.format == nil ? nil : reader.format,
            session: try options.session.flatMap { $0 == "auto" ? nil : $0 }.map {
                try SessionRule(argument: $0, fieldNames: reader.format.fieldNames)
            },
            isEndless: options.following != nil,
            keepsAll: options.keepsAll || options.splitPoint != nil || options.only != nil || live?.learns == true, only: options.only,
            splitPoint: options.splitPoint, tellsIncidents: options.following != nil,
            threads: options.following == nil && !ProcessLimits.isMemoryLimited ? options.threads : 1)
        let rawLines = options.following == nil ? nil : RecentLines()
        let stream =
            try options.state?.saved.map {
                try DetectionStream(restoring: $0.stream, model: model, options: streamOptions, rawLines: rawLines)
            } ?? DetectionStream(model: model, options: streamOptions, rawLines: rawLines)
        var hasTold = false
        func take(_ judged: SessionJudge.Judged) throws {
            switch judged {
            case .normal(let score): result.addNormal(score: score)
            case .whole(let session) where session.verdict.isAnomalous:
                hasTold = true
                result.input.zones = reader.summary.zones
                try stream.lendTallies(to: &result) { try deliver(session, &$0, live, found) }
            case .whole(let session): try deliver(session, &result, live, found)
            }
        }
        func tellIncidents() throws {
            let updates = stream.incidentUpdates()
            guard !updates.isEmpty else { return }
            hasTold = true
            result.input.zones = reader.summary.zones
            try stream.lendTallies(to: &result) { result in for update in updates { try incident(update, result) } }
        }
        func save(_ state: DetectionState, _ now: () -> Double) throws {
            guard let reading = reader.state else { return }
            try saving()
            try state.write(reading, stream.snapshot(), now: now)
            hasTold = false
        }
        var records = RecordBatch()
        while try reader.read(into: &records) {
            try stream.take(&records, judged: take)
            if let following = options.following {
                reader.takeNews().forEach(problem)
                for source in reader.summary.sources.dropFirst(result.input.sources.count) {
                    result.input.sources.append(InputSummary.Source(path: source.name, lines: 0, bytes: 0))
                }
                // A quiet moment: the log's time goes on as the clock on the wall does.
                if records.records.isEmpty, !following.endsWhenQuiet {
                    try stream.advance(to: following.now(), judged: take)
                } else {
                    try stream.settle(judged: take)
                }
                try tellIncidents()
                if let live, live.refresh(now: following.now()) { try stream.use(live.model, judged: take) }
                if let state = options.state, state.isDue(now: following.now(), hasTold: hasTold) { try save(state, following.now) }
            }
            try progress(RunProgress(stage: "detecting", records: reader.summary.records, bytes: reader.summary.bytes))
        }
        if let state = options.state, let following = options.following {
            try stream.settle(judged: take)
            try tellIncidents()
            try save(state, following.now)
            result.kept = (Int(reader.summary.linesBefore), stream.openSessions)
        } else {
            try stream.end(judged: take)
            try tellIncidents()
        }
        stream.giveTallies(to: &result)
        result.incidents = stream.incidents
        result.input = InputSummary(reader.summary)
        for number in result.input.sources.indices {
            let format = reader.formats.number(of: number)
            result.input.sources[number].format = reader.formats.formats[format].label
            let rule = stream.statistics(of: format).rule
            result.input.sources[number].sessions = rule == .none ? nil : rule.description
        }
        for format in stream.formats.indices {
            let (rule, sessions, values) = stream.statistics(of: format)
            // What is about the input as a whole is said once, however many formats it has.
            let warnings = TrainingRun.warnings(reading: reader.summary, sessions, rule) + Self.warnings(about: values)
            for warning in warnings where !result.warnings.contains(warning) { result.warnings.append(warning) }
        }
        result.warnings += Self.warnings(aboutUntold: stream.untoldEvidence)
        result.distinctSequences = stream.distinctSequences
    }

    /// What was found and is in no incident.
    static func warnings(aboutUntold count: Int) -> [String] {
        guard count > 0 else { return [] }
        return [
            "\(count) more unusual things were found than are kept for incidents (\(IncidentDetector.evidenceLimit)): the log is hardly like the one "
                + "learnt from; learn from a longer or later part of it"
        ]
    }

    /// What happened to parameters on the way that a reader of the result should know.
    static func warnings(about values: ValueExtractor.Statistics) -> [String] {
        var warnings: [String] = []
        if values.vanished > 0 {
            let kinds = values.changedTemplates.count
            warnings.append(
                "\(values.vanished) numbers and words could not be judged: \(kinds == 1 ? "one kind of line has" : "\(kinds) kinds of line have") other "
                    + "variable parts than while learning")
        }
        let unusable = values.notFinite + values.absurd
        if unusable > 0 { warnings.append("\(unusable) parameter values are not finite or absurdly large and were left aside") }
        return warnings
    }

    private func deliver(
        _ session: JudgedSession, _ result: inout DetectionResult, _ live: LiveModel?,
        _ found: (JudgedSession, DetectionResult) throws -> Void
    ) throws {
        let isJudged = options.splitPoint?.isAfter(session.sequence) ?? true
        guard isJudged || options.alsoJudged.contains(session.verdict.session) else { return }
        if let only = options.only, !only.contains(session.verdict.session) { return }
        live?.take(session)
        result.add(session, keepsAll: options.keepsAll || options.only != nil)
        if session.verdict.isAnomalous { try found(session, result) }
    }
}
