/// Learns a model from normal operation: reads, parses, finds sessions, fits. No label is needed for any of it.
public struct TrainingRun: Sendable {
    /// Where the data comes from and how it is read.
    public struct Input: Sendable {
        /// Files, globs, folders, `-`.
        public var inputs: [String]
        /// Name or header pattern of the log format, `sequences`; `nil` finds it.
        public var format: String?
        /// What ties records together: a regular expression, a header field, `none`, or `auto`.
        public var session: String
        /// How records without identifier are cut; `nil` chooses by the amount of data.
        public var window: Windowizer.Configuration?
        /// A template list to parse by instead of learning templates.
        public var templates: String?
        /// Drain's settings.
        public var drain: Drain.Configuration
        /// Only what comes before is learnt from.
        public var splitPoint: SplitPoint?

        /// Creates an input description.
        public init(
            inputs: [String], format: String? = nil, session: String = "auto", window: Windowizer.Configuration? = nil,
            templates: String? = nil,
            drain: Drain.Configuration = Drain.Configuration(), splitPoint: SplitPoint? = nil
        ) {
            self.inputs = inputs
            self.format = format
            self.session = session
            self.window = window
            self.templates = templates
            self.drain = drain
            self.splitPoint = splitPoint
        }

        /// Whether the input is one session a line already.
        public var isSequences: Bool { format?.lowercased() == "sequences" }
    }

    /// A trained model and what happened on the way.
    public struct Outcome: Sendable {
        /// The model.
        public var model: TrainedModel
        /// What was read.
        public var reading: InputSummary
        /// Sentences about choices: format, sessions, threshold.
        public var notes: [String]
        /// What deserves attention: few data, many templates, unreadable parts.
        public var warnings: [String]
        /// Identifiers of sessions left out because they looked anomalous beside the others.
        public var leftOut: Set<String>
        /// Sessions learnt from.
        public var sessions: Int
        /// Events in them.
        public var events: Int
    }

    /// The data.
    public var input: Input
    /// What to fit.
    public var plan: DetectorPlan
    /// Sessions left out of training because the user knows them to be anomalous.
    public var excluded: Set<String>
    /// What is put aside of normal operation so that the model can learn from feedback later; `nil` puts nothing aside.
    public var holdOut: HeldOutNormal.Configuration?
    /// How workflows are mined, where they are.
    public var mining = WorkflowMining.Configuration()

    /// Creates a run.
    public init(input: Input, plan: DetectorPlan, excluding excluded: Set<String> = [], holdOut: HeldOutNormal.Configuration? = nil) {
        self.input = input
        self.plan = plan
        self.excluded = excluded
        self.holdOut = holdOut
    }

    /// Reads and fits.
    ///
    /// - Throws: ``InputError`` for unusable input; whatever `progress` throws.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        var collected = try collect(progress)
        let before = collected.sessions.count
        if !excluded.isEmpty {
            collected.sessions.removeAll { excluded.contains($0.id) }
            collected.notes.append("labels: \(before - collected.sessions.count) sessions labelled anomalous were left out of training")
        }
        let leftOut = try screened(&collected)
        let events = collected.sessions.reduce(0) { $0 + $1.events.count }
        guard events > 0 else {
            throw InputError(
                "nothing to learn from: \(input.inputs.joined(separator: ", ")) holds no event; give a log of normal operation")
        }
        var learnt = collected.sessions, heldOut: [EventSequence] = [], basis: HeldOutNormal?
        if let holdOut {
            (learnt, basis, heldOut) = HeldOutNormal.split(
                learnt, window: plan.method.replayedHistory, configuration: holdOut, seed: plan.seed)
        }
        let values = try trainValues(on: learnt, profiles: collected.profiles, progress: progress)
        heldOut = values.map { Self.judged(heldOut, by: $0) } ?? []
        let valueFigures = values.map { Self.figures(of: $0, heldOut: heldOut) } ?? [:]
        if let holdOut { basis?.keepDetails(of: heldOut, configuration: holdOut) }
        // Times and values are no longer needed.
        heldOut = []
        for place in learnt.indices { learnt[place].forgetDetails() }
        for place in collected.sessions.indices { collected.sessions[place].forgetDetails() }
        let detector = try plan.fit(on: learnt) { state in
            let loss = (state.loss * 1000).rounded() / 1000
            try progress(
                RunProgress(
                    stage: "training", records: UInt64(events),
                    detail: "model \(state.model), epoch \(state.epoch) of \(state.epochs), loss \(loss)"))
        }
        let hash = collected.reading.dataHash
        let sessions = collected.sessions.count { !$0.isContinuation }
        var training: [String: Double] = [
            "sessions": Double(sessions), "events": Double(events), "lines": Double(collected.reading.lines),
            "templates": Double(collected.parser.templates.count), "distinctSequences": Double(detector.summary.sequences.count),
        ]
        training.merge(detector.fitted.trainingFigures) { $1 }
        if let basis {
            training["heldOutSessions"] = Double(basis.sessionCount)
            training["heldOutFalseAlarms"] = Double(basis.falseAlarms(of: detector.detector)) / Double(max(1, basis.sessionCount))
        }
        training.merge(valueFigures) { $1 }
        var workflow: WorkflowModel?
        if plan.minesWorkflow {
            try progress(RunProgress(stage: "workflows", records: UInt64(events)))
            let mined = WorkflowMining(mining).mine(collected.sample, excluding: excluded.union(leftOut))
            workflow = mined.model
            training["workflowFit"] = mined.fit
            collected.notes.append(mined.note)
        }
        let threshold = detector.detector.threshold
        training["threshold"] = threshold.value
        collected.notes += detector.fitted.notes
        collected.notes.append(Self.sentence(about: threshold))
        if let values {
            collected.notes.append(Self.sentence(about: values))
            let back = values.training.negativeDelays
            if back > 0 { collected.warnings.append("the clock went back inside sessions: \(back) delays are negative and count as none") }
        }
        if collected.sessions.count < 50 {
            let unit = collected.preparation.unit + (collected.sessions.count == 1 ? "" : "s")
            collected.warnings.append(
                "only \(collected.sessions.count) \(unit) to learn from; thresholds are rough, give more normal data"
            )
        }
        let manifest = BundleManifest(
            detector: plan.method.name, configuration: plan.configuration, vocabularyHash: collected.parser.vocabularyHash,
            dataHash: hash,
            seed: plan.seed, training: training, notes: collected.notes)
        let model = TrainedModel(
            preparation: collected.preparation, parser: collected.parser, detector: detector, manifest: manifest, basis: basis,
            values: values, workflow: workflow)
        return Outcome(
            model: model, reading: collected.reading, notes: collected.notes, warnings: collected.warnings,
            leftOut: leftOut, sessions: sessions, events: events)
    }

    /// Takes out the sessions that look anomalous beside the others, if that is asked for.
    private func screened(_ collected: inout Collected) throws -> Set<String> {
        guard plan.screening.share > 0 else { return [] }
        let places = try BaselineScreen.outliers(in: collected.sessions, configuration: plan.screening, seed: plan.seed)
        guard !places.isEmpty else { return [] }
        let left = Set(places.map { collected.sessions[$0].id })
        let all = collected.sessions.count
        // When one part of a session is left out, all its parts are.
        collected.sessions.removeAll { left.contains($0.id) }
        collected.notes.append(
            "left out: \(all - collected.sessions.count) of \(all) \(collected.preparation.unit)s to learn from look anomalous beside the others; "
                + "nothing was learnt from them")
        return left
    }

    /// How the threshold was chosen, in words.
    static func sentence(about threshold: Threshold) -> String {
        guard threshold.value < .greatestFiniteMagnitude else {
            return "threshold: none, nothing can be flagged: a single session cannot say how normal ones differ; give more normal data"
        }
        let value = (threshold.value * 1000).rounded() / 1000
        return switch threshold.policy {
        case .fixed: "threshold: \(value), as given by the user or the method"
        case .falseAlarmTarget(let target):
            "threshold: \(value), so that at most \((target * 100_000).rounded() / 1000) % of held-out normal units are flagged"
        case .quantile(let share): "threshold: \(value), the \(share) quantile of held-out normal units"
        }
    }

    // MARK: Collecting

    struct Collected {
        var sessions: [EventSequence]
        /// What workflows are mined from.
        var sample: WorkflowSample
        /// Parameters of the log; empty where values are not asked for.
        var profiles: [ParameterProfile] = []
        var preparation: TrainedModel.Preparation
        var parser: TrainedParser
        var reading: InputSummary
        var notes: [String]
        var warnings: [String]
    }

    /// Reads, parses and finds the sessions of the input.
    func collect(_ progress: RunProgress.Handler) throws -> Collected {
        try input.isSequences ? collectSequences(progress) : collectRecords(progress)
    }

    private func collectSequences(_ progress: RunProgress.Handler) throws -> Collected {
        var vocabulary = SequenceVocabulary()
        let reading = try vocabulary.learn(input.inputs)
        if let list = input.templates { vocabulary.addTexts(try TemplateList(path: list).entries) }
        try progress(RunProgress(stage: "reading", records: UInt64(reading.sequences.count)))
        let sample = WorkflowMining(mining).sample(of: reading.sequences)
        return Collected(
            sessions: reading.sequences, sample: sample, preparation: TrainedModel.Preparation(format: nil, session: .none, window: nil),
            parser: .sequences(vocabulary), reading: InputSummary(reading), notes: ["format: sequences, one session a line"],
            warnings: reading.warnings)
    }

    private func collectRecords(_ progress: RunProgress.Handler) throws -> Collected {
        let format = try input.format.map { try LogFormat($0) }
        let reader = try RecordReader(inputs: input.inputs, format: format)
        var notes = [reader.choice.map { "format: " + $0.explanation } ?? "format: \(reader.format.specification), as given"]
        let parser: any TemplateParser
        if let list = input.templates {
            parser = try KnownTemplates(TemplateList(path: list).rows)
        } else {
            parser = try Drain(input.drain.adapted(to: reader.format))
        }
        var flow = EventFlow(reader: reader, parser: parser, verb: .learn, splitPoint: input.splitPoint)
        let rule: SessionRule
        var surveyed = 0
        let choice = try flow.survey()
        if input.session == "auto" {
            rule = choice.chosen
            surveyed = flow.surveyedRecords
            notes.append("sessions: " + choice.explanation)
        } else {
            rule = try SessionRule(argument: input.session, fieldNames: reader.format.fieldNames)
            notes.append("sessions: by \(rule.description), as given")
        }
        var preparation = TrainedModel.Preparation(format: reader.format, session: rule, window: nil)
        if rule == .none { preparation.window = input.window ?? Self.window(forRecords: surveyed) }
        let habits = try flow.habits(of: rule)
        var sessionizer = try Sessionizer(
            rule: rule, fieldNames: reader.format.fieldNames,
            configuration: Sessionizer.Configuration(sessionless: preparation.window, habits: habits, remembersIdentifiers: rule != .none),
            values: plan.values == nil ? nil : .everything)
        var sample = WorkflowMining(mining).sample(of: preparation.window)
        var kept = TrainingSessions(detailLimit: plan.values?.eventLimit ?? 0)
        var profiler = ParameterProfiler()
        func keep(_ closed: borrowing ClosedSession) {
            let sequence = closed.materialized()
            sample.add(sequence)
            kept.add(sequence)
        }
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            if plan.values != nil { profiler.add(records, events) }
            sessionizer.add(records, events) { keep($0) }
            try progress(RunProgress(stage: "reading", records: flow.records, bytes: reader.summary.bytes))
        }
        sessionizer.finish { keep($0) }
        // A template merged into another while reading goes on under the survivor's id.
        for index in kept.sessions.indices {
            for place in kept.sessions[index].events.indices {
                kept.sessions[index].events[place] = flow.parser.canonical(kept.sessions[index].events[place])
            }
            for place in kept.sessions[index].history.indices {
                kept.sessions[index].history[place] = flow.parser.canonical(kept.sessions[index].history[place])
            }
        }
        sample.translate(flow.parser.canonical)
        let profiles = profiler.profiles { flow.parser.canonical($0) }
        preparation.gaps = sessionizer.gaps
        preparation.habits = habits?.translated(flow.parser.canonical)
        // Of a log that goes on, what training saw of it is no beginning.
        if rule != .none, input.splitPoint == nil, sessionizer.seen.count > 0 { preparation.seen = sessionizer.seen }
        return Collected(
            sessions: kept.sessions, sample: sample, profiles: profiles, preparation: preparation, parser: try Self.trained(&flow.parser),
            reading: InputSummary(reader.summary), notes: notes,
            warnings: Self.warnings(reading: reader.summary, sessionizer.statistics, rule) + Self.takeWarnings(&flow.parser)
                + DetectionRun.warnings(about: sessionizer.valueStatistics))
    }

    /// Windows long enough to show a pattern, and enough of them to learn from: a hundredth of the log, 10 to 50 records.
    private static func window(forRecords records: Int) -> Windowizer.Configuration {
        let size = max(10, min(50, records / 1000 * 10))
        return Windowizer.Configuration(extent: .records(size: size, step: size))
    }

    private static func trained(_ parser: inout any TemplateParser) throws -> TrainedParser {
        switch parser {
        case let parser as Drain: .drain(parser)
        case let parser as KnownTemplates: .known(parser)
        default: preconditionFailure("a parser that cannot be saved: \(type(of: parser))")
        }
    }

    static func takeWarnings(_ parser: inout any TemplateParser) -> [String] {
        guard var drain = parser as? Drain else { return [] }
        return drain.takeWarnings().map(\.description)
    }

    static func warnings(reading: ReadSummary, _ statistics: Sessionizer.Statistics, _ rule: SessionRule) -> [String] {
        var warnings = reading.problems.prefix(5).map(\.description)
        if reading.problemCount > 5 { warnings.append("and \(reading.problemCount - 5) more problems while reading") }
        let unparsed = reading.counts.values.reduce(0, +)
        if unparsed * 10 > reading.lines {
            let reasons = reading.counts.sorted { $0.value > $1.value }.map { "\($0.value) × \($0.key.rawValue)" }.joined(separator: ", ")
            warnings.append("\(unparsed) of \(reading.lines) lines did not fit (\(reasons)); is the format right?")
        }
        if rule != .none, statistics.records > 0, statistics.sessionless * 2 > statistics.records {
            warnings.append("\(statistics.sessionless) of \(statistics.records) records name no session and are only counted")
        }
        if statistics.continued > 0 {
            let limit = Sessionizer.Configuration().maxEventsPerSession
            warnings.append(
                "sessions of more than \(limit) events are taken in parts, of which \(statistics.continued) are further ones; "
                    + "length and counts are judged in the first part only")
        }
        return warnings
    }
}
