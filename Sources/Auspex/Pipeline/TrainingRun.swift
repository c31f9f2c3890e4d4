/// Learns a model from normal operation: reads, parses, finds sessions, fits. No label is needed for any of it.
public struct TrainingRun: Sendable {
    /// Where the data comes from and how it is read.
    public typealias Input = CorpusInput

    /// A trained model and what happened on the way.
    public struct Outcome: Sendable {
        /// The model.
        public var model: TrainedModel
        /// What was read.
        public var reading: InputSummary
        /// Choices: format, sessions, threshold.
        public var notes: [Note]
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
    /// The truth about sessions, for a method that learns from it; any other is not shown it, but the anomalous ones are left out.
    public var labels: CorpusLabels?
    /// What is put aside of normal operation so that the model can learn from feedback later; `nil` puts nothing aside.
    public var holdOut: HeldOutNormal.Configuration?
    /// How workflows are mined, where they are.
    public var mining = WorkflowMining.Configuration()
    /// How evidence about lines and time is weighed; `nil` learns none.
    public var lines: LineModel.Configuration?
    /// Records kept to learn evidence about lines from.
    var lineRecordLimit = ObservationReader.recordLimit

    /// Creates a run.
    public init(
        input: Input, plan: DetectorPlan, excluding excluded: Set<String> = [], labels: CorpusLabels? = nil,
        holdOut: HeldOutNormal.Configuration? = nil
    ) {
        self.input = input
        self.plan = plan
        lines = plan.lines
        if plan.readsText { self.input.readMessages() }
        self.excluded = excluded
        self.labels = labels
        self.holdOut = holdOut
    }

    /// Reads and fits.
    ///
    /// - Throws: ``InputError`` for unusable input; whatever `progress` throws.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        try fit(collect(progress), progress)
    }

    /// Fits on what was read before; ``input`` is not looked at. Many plans and seeds can learn from one reading.
    ///
    /// - Throws: ``InputError`` for a corpus nothing can be learnt from; whatever `progress` throws.
    public func run(on corpus: Corpus, progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        var run = self
        if run.labels == nil, plan.needsLabels { run.labels = corpus.labels }
        return try run.fit(run.collected(corpus), progress)
    }

    private func fit(_ given: Collected, _ progress: RunProgress.Handler) throws -> Outcome {
        var collected = given
        let anomalous = try separateAnomalous(&collected)
        let leftOut = try screened(&collected)
        let events = collected.sessions.reduce(0) { $0 + $1.events.count }
        guard events > 0 else {
            guard collected.reading.records > 0 else { throw collected.reading.holdsNothing("nothing to learn from") }
            let rules = collected.preparation.ofAllFormats.map(\.session)
            if let rule = rules.first, !rules.contains(.none), leftOut.isEmpty, anomalous.isEmpty, excluded.isEmpty {
                throw InputError(
                    "nothing to learn from: no line of \(input.inputs.joined(separator: ", ")) has what is to tie lines together, "
                        + "\(rule.description); give another rule, or leave it out to have one found", remedy: .session)
            }
            throw InputError(
                "nothing to learn from: \(input.inputs.joined(separator: ", ")) holds no event; give a log of normal operation")
        }
        var learnt = collected.sessions, heldOut: [EventSequence] = [], basis: HeldOutNormal?
        if let holdOut, !plan.readsText {
            (learnt, basis, heldOut) = HeldOutNormal.split(
                learnt, window: plan.method.replayedHistory, configuration: holdOut, seed: plan.seed)
        }
        let values = try trainValues(on: learnt, profiles: collected.profiles, progress: progress)
        heldOut = values.map { Self.judged(heldOut, by: $0) } ?? []
        let valueFigures = values.map { Self.figures(of: $0, heldOut: heldOut) } ?? [:]
        if let holdOut { basis?.keepDetails(of: heldOut, configuration: holdOut) }
        // Times and values are no longer needed, unless the method reads them itself.
        heldOut = []
        if !plan.readsValues {
            for place in learnt.indices { learnt[place].forgetDetails() }
        }
        for place in collected.sessions.indices { collected.sessions[place].forgetDetails() }
        let report = { (state: FittingProgress) in
            let loss = (state.loss * 1000).rounded() / 1000
            try progress(
                RunProgress(
                    stage: "training", records: UInt64(events),
                    detail: "model \(state.model), epoch \(state.epoch) of \(state.epochs), loss \(loss)"))
        }
        var plan = plan
        plan.words = TemplateWords(collected.parser.templates)
        plan.leftOut = leftOut.count
        var detector =
            if plan.needsLabels {
                try plan.fit(on: collected.labelled(normal: learnt, anomalous: anomalous), progress: report)
            } else {
                try plan.fit(on: learnt, progress: report)
            }
        if !leftOut.isEmpty {
            var threshold = detector.detector.threshold
            threshold.value *= plan.screening.thresholdFactor
            detector = detector.withThreshold(threshold)
        }
        let hash = collected.reading.dataHash
        let sessions = (collected.sessions + anomalous).count { !$0.isContinuation }
        var training: [TrainingFigure: Double] = [
            .sessions: Double(sessions), .events: Double(events), .lines: Double(collected.reading.lines),
            .templates: Double(collected.parser.templates.count), .distinctSequences: Double(detector.summary.sequences.count),
        ]
        training.merge(detector.fitted.trainingFigures) { $1 }
        if let basis {
            training[.heldOutSessions] = Double(basis.sessionCount)
            training[.heldOutFalseAlarms] = Double(basis.falseAlarms(of: detector.detector)) / Double(max(1, basis.sessionCount))
        }
        training.merge(valueFigures) { $1 }
        var workflow: WorkflowModel?
        if plan.minesWorkflow {
            try progress(RunProgress(stage: "workflows", records: UInt64(events)))
            let mined = WorkflowMining(mining).mine(collected.sample, excluding: excluded.union(leftOut).union(anomalous.map(\.id)))
            workflow = mined.model
            training[.workflowFit] = mined.fit
            collected.notes.append(mined.note)
        }
        let lines = try learnLines(&collected, progress)
        let threshold = detector.detector.threshold
        training[.threshold] = threshold.value
        collected.notes += detector.fitted.notes
        collected.notes.append(Self.note(about: threshold))
        if let values {
            collected.notes.append(Self.note(about: values))
            let back = values.training.negativeDelays
            if back > 0 { collected.warnings.append("the clock went back inside sessions: \(back) delays are negative and count as none") }
        }
        if collected.sessions.count < 50 {
            let unit = collected.preparation.unit.rawValue + (collected.sessions.count == 1 ? "" : "s")
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
            values: values, workflow: workflow, lines: lines)
        return Outcome(
            model: model, reading: collected.reading, notes: collected.notes, warnings: collected.warnings,
            leftOut: leftOut, sessions: sessions, events: events)
    }

    /// Reads the input a second time, with the finished parser, and learns what is usual line by line, for each format.
    private func learnLines(_ collected: inout Collected, _ progress: RunProgress.Handler) throws -> LineModels? {
        guard let lines, let parser = collected.parser.templateParser else { return nil }
        let preparations = collected.preparation.ofAllFormats
        let formats = preparations.compactMap(\.format)
        guard formats.count == preparations.count else { return nil }
        let reader = try RecordReader(inputs: input.inputs, formats: .among(formats))
        var flow = EventFlow(reader: reader, parser: parser, verb: .match, splitPoint: input.splitPoint)
        var trainers = try zip(formats, preparations).map {
            try LineModel.Trainer(format: $0, session: $1.session, configuration: lines, recordLimit: lineRecordLimit)
        }
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            if trainers.indices.contains(records.format) { trainers[records.format].add(records, events) }
            try progress(RunProgress(stage: "reading again", records: flow.records, bytes: reader.summary.bytes))
        }
        let models = trainers.map { trainer in
            var model = trainer.fit()
            // Where parts of a session run side by side, the order of its records is not the order of its steps: a sequence detector alone
            // is misled, evidence that follows each part is not.
            if let learnt = model { model?.judgesSessions = plan.method.joinsLineEvidence && learnt.hasParallelParts }
            return model
        }
        let leftOut = trainers.reduce(0) { $0 + $1.leftOut }
        if leftOut > 0 {
            collected.warnings.append(
                "what is usual line by line was learnt from the first \(lineRecordLimit) records of a format; \(leftOut) later ones were left out"
            )
        }
        return LineModels(models)
    }

    /// Takes out the sessions that look anomalous beside the others, if that is asked for.
    private func screened(_ collected: inout Collected) throws -> Set<String> {
        guard plan.screening.share > 0, !plan.needsLabels else { return [] }
        let places = try BaselineScreen.outliers(in: collected.sessions, configuration: plan.screening, seed: plan.seed)
        guard !places.isEmpty else { return [] }
        let left = Set(places.map { collected.sessions[$0].id })
        let all = collected.sessions.count
        // When one part of a session is left out, all its parts are.
        collected.sessions.removeAll { left.contains($0.id) }
        collected.notes.append(
            Note(
                .leftOut,
                "\(all - collected.sessions.count) of \(all) \(collected.preparation.unit)s to learn from look anomalous beside the others; "
                    + "nothing was learnt from them"))
        return left
    }

    /// How the threshold was chosen.
    static func note(about threshold: Threshold) -> Note {
        guard threshold.value < .greatestFiniteMagnitude else {
            return Note(
                .threshold, "none, nothing can be flagged: a single session cannot say how normal ones differ; give more normal data")
        }
        let value = (threshold.value * 1000).rounded() / 1000
        return switch threshold.policy {
        case .fixed: Note(.threshold, "\(value), as given by the user or the method")
        case .bestF1: Note(.threshold, "\(value), with the largest F1 on labelled sessions that were put aside")
        case .falseAlarmTarget(let target):
            Note(.threshold, "\(value), so that at most \((target * 100_000).rounded() / 1000) % of held-out normal units are flagged")
        case .quantile(let share): Note(.threshold, "\(value), the \(share) quantile of held-out normal units")
        }
    }

    // MARK: Collecting

    struct Collected {
        var sessions: [EventSequence]
        /// Whether sessions are anomalous, by their identifier, where that is known.
        var labels: [String: Bool] = [:]
        /// What sort of fault sessions are, where a file says it.
        var classes: [String: String] = [:]
        /// What workflows are mined from.
        var sample: WorkflowSample
        /// Parameters of the log; empty where values are not asked for.
        var profiles: [ParameterProfile] = []
        var preparation: TrainedModel.Preparation
        var parser: TrainedParser
        var reading: InputSummary
        var notes: [Note]
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
            sessions: reading.sequences, labels: truth(about: reading.sequences, beside: reading.labels), classes: reading.classes,
            sample: sample,
            preparation: reading.preparation, parser: .sequences(vocabulary), reading: InputSummary(reading), notes: [reading.note],
            warnings: reading.warnings)
    }

    private func collectRecords(_ progress: RunProgress.Handler) throws -> Collected {
        var sample: WorkflowSample?
        var kept = TrainingSessions(detailLimit: detailLimit)
        var profiler = ParameterProfiler()
        var isStream = false
        var known: [String: Bool] = [:]
        var reading = try CorpusReading(input, keepsValues: plan.values != nil || plan.readsValues)
        try reading.run(
            begun: { preparation in
                guard sample == nil else { return }
                // Workflows are mined from sessions or from a stream, not from both at once.
                isStream = preparation.session == .none
                sample = WorkflowMining(mining).sample(of: preparation.window)
            },
            batch: { records, events in
                if plan.values != nil { profiler.add(records, events) }
            },
            closed: { closed, isWindow in
                let sequence = closed.materialized()
                if isWindow == isStream { sample?.add(sequence) }
                // Lines, by which a session may be labelled, are not kept.
                if let labels, let label = labels.isAnomalous(sequence) { known[sequence.id] = label || known[sequence.id] == true }
                kept.add(sequence)
            },
            progress: { try progress(RunProgress(stage: "reading", records: $0, bytes: $1)) })
        let parser = reading.parser
        // A template merged into another while reading goes on under the survivor's id.
        for index in kept.sessions.indices { kept.sessions[index].translate(parser.canonical) }
        sample?.translate(parser.canonical)
        let profiles = profiler.profiles { parser.canonical($0) }
        return Collected(
            sessions: kept.sessions, labels: known, sample: sample ?? WorkflowMining(mining).sample(of: nil), profiles: profiles,
            preparation: reading.preparation(), parser: try reading.trainedParser(), reading: InputSummary(reading.summary),
            notes: reading.notes, warnings: Self.warnings(reading.summary, reading.warnings))
    }

    /// What a corpus that was read before gives.
    private func collected(_ corpus: Corpus) -> Collected {
        let isStream = corpus.preparation.session == .none && corpus.preparation.format != nil
        var sample = WorkflowMining(mining).sample(of: isStream ? corpus.preparation.window : nil)
        var kept = TrainingSessions(detailLimit: detailLimit)
        for session in corpus.sessions {
            if (session.kind == .window) == isStream { sample.add(session) }
            kept.add(session)
        }
        let reading: InputSummary
        let warnings: [String]
        switch corpus.reading {
        case .lines(let summary, let found): (reading, warnings) = (InputSummary(summary), Self.warnings(summary, found))
        case .sequences(let found):
            (reading, warnings) = (InputSummary(found), found.warnings)
            return Collected(
                sessions: found.sequences, labels: truth(about: found.sequences, beside: plan.needsLabels ? found.labels : [:]),
                classes: found.classes, sample: WorkflowMining(mining).sample(of: found.sequences), preparation: corpus.preparation,
                parser: corpus.parser,
                reading: reading, notes: corpus.notes, warnings: warnings)
        }
        return Collected(
            sessions: kept.sessions, labels: truth(about: corpus.sessions, beside: [:]), sample: sample,
            profiles: plan.values == nil ? [] : corpus.profiles, preparation: corpus.preparation, parser: corpus.parser, reading: reading,
            notes: corpus.notes, warnings: warnings)
    }

    /// What happened while a corpus was read that a reader of the result should know.
    static func warnings(about corpus: Corpus) -> [String] {
        switch corpus.reading {
        case .lines(let summary, let found): warnings(summary, found)
        case .sequences(let found): found.warnings
        }
    }

    /// What happened on the way that a reader of the result should know, each said once.
    private static func warnings(_ summary: ReadSummary, _ formats: [Corpus.Warning]) -> [String] {
        let warnings = formats.flatMap {
            Self.warnings(reading: summary, $0.sessions, $0.rule) + DetectionRun.warnings(about: $0.values)
                + $0.parser.map(\.description)
        }
        var said: Set<String> = []
        return warnings.filter { said.insert($0).inserted }
    }

    static func warnings(reading: ReadSummary, _ statistics: Sessionizer.Statistics, _ rule: SessionRule) -> [String] {
        var warnings = reading.problems.prefix(5).map(\.description)
        if reading.problemCount > 5 { warnings.append("and \(reading.problemCount - 5) more problems while reading") }
        let unparsed = reading.counts.values.reduce(0, +)
        if unparsed * 10 > reading.lines {
            let reasons = reading.counts.sorted { $0.value > $1.value }.map { "\($0.value) × \($0.key.rawValue)" }.joined(separator: ", ")
            warnings.append("\(unparsed) of \(reading.lines) lines did not fit (\(reasons)); is the format right?")
        }
        if rule != .none, statistics.records > 0, statistics.sessionless == statistics.records {
            warnings.append(
                "none of \(statistics.records) records has what ties them together, \(rule.description): no session was judged")
        } else if rule != .none, statistics.records > 0, statistics.sessionless * 2 > statistics.records {
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
