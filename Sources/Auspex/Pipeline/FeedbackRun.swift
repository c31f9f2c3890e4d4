/// Brings answers to a model: finds the sessions they are about, lets the model learn, and makes the next version of it.
///
/// ```swift
/// let run = try FeedbackRun(path: "app.auspex")
/// let reports = ReportJournal.read(beside: "app.auspex", of: run.model)
/// let outcome = try run.take([request], about: run.sequences(of: [request], reported: reports), time: now)
/// try outcome.bundle.write(to: "app.auspex")
/// ```
/// All answers of one call make one version.
public struct FeedbackRun {
    /// One answer as it was given, before its session was looked up.
    public struct Request: Sendable, Equatable {
        /// The session's identifier, or the name of an incident's kind, as the detection showed it.
        public var session: String
        /// What it was in truth.
        public var verdict: FeedbackAnswer.Verdict
        /// The person's own words.
        public var note: String?

        /// Creates a request.
        public init(session: String, verdict: FeedbackAnswer.Verdict, note: String? = nil) {
            self.session = session
            self.verdict = verdict
            self.note = note
        }

        /// Reads requests from a table with the columns `session` and `verdict` (`normal` or `anomaly`), and optionally `note`.
        ///
        /// - Throws: ``InputError`` naming file and row.
        public static func list(_ bytes: [UInt8], name: String) throws -> [Request] {
            let table = try CSVTable(bytes, name: name)
            let session = try table.column("session"), verdict = try table.column("verdict")
            let note = table.columns.firstIndex(of: "note")
            return try (0..<table.rowCount).map { row in
                guard let said = FeedbackAnswer.Verdict(rawValue: table[row, verdict]) else {
                    throw InputError("\(name), row \(row + 1): verdict '\(table[row, verdict])'; say normal or anomaly")
                }
                guard !table[row, session].isEmpty else { throw InputError("\(name), row \(row + 1): no session") }
                let words = note.map { table[row, $0] }
                return Request(session: table[row, session], verdict: said, note: words?.isEmpty == false ? words : nil)
            }
        }
    }

    /// What the answers did.
    public struct Outcome: Sendable {
        /// The next version, with the one before it in its history; to be written.
        public var bundle: ModelBundle
        /// The model of this version.
        public var model: TrainedModel
        /// The answers and what each did, in order.
        public var entries: [FeedbackMemory.Entry]
        /// What deserves attention.
        public var warnings: [String]
        /// The answers about incidents.
        public var incidents: [IncidentOutcome] = []
    }

    /// What an answer about an incident did.
    public struct IncidentOutcome: Sendable {
        /// The answer.
        public var entry: IncidentAnswers.Entry
        /// Other incidents of the journal that it silences.
        public var silenced: [ReportJournal.ToldIncident]
    }

    /// The model as it is.
    public let model: TrainedModel
    private let bundle: ModelBundle
    private let path: String

    /// Loads a model with its history.
    ///
    /// - Throws: ``InputError`` for a model that is damaged.
    public init(path: String) throws {
        self.path = path
        bundle = try ModelBundle.read(from: path, withHistory: true)
        model = try TrainedModel(bundle: bundle, path: path)
    }

    /// What can be restored.
    public func history() throws -> BundleHistory { try bundle.history() }

    /// The version before, as it was.
    ///
    /// - Throws: ``InputError`` when there is none.
    public func reverted() throws -> ModelBundle { try bundle.restoringParent() }

    /// Takes answers about sessions and about incidents, as one version.
    ///
    /// - Parameters:
    ///   - journal: what was reported last: names the incidents.
    ///   - find: finds the sequences behind the answers about sessions.
    /// - Throws: ``InputError`` when an answer contradicts an earlier one, or names nothing; then nothing has changed.
    public func take(
        _ requests: [Request], reported journal: ReportJournal, time: Double? = nil, progress: RunProgress.Handler = { _ in },
        find: ([Request]) throws -> [String: [EventSequence]]
    ) throws -> Outcome {
        var incidents: [IncidentOutcome] = [], rest: [Request] = []
        var answers = model.incidentAnswers
        for request in requests {
            guard let told = journal.incident(named: request.session) else {
                rest.append(request)
                continue
            }
            let open = journal.unansweredIncidents(by: answers).filter { $0.kind.id != told.kind.id }
            answers.add(told.kind, verdict: request.verdict, note: request.note, headline: told.headline, time: time)
            if let entry = answers.entries.last {
                incidents.append(IncidentOutcome(entry: entry, silenced: open.filter { answers.silences($0.kind) }))
            }
        }
        if !rest.isEmpty { try refuseMessages() }
        guard !incidents.isEmpty else { return try take(rest, about: find(rest), time: time, progress: progress) }
        var next = model, entries: [FeedbackMemory.Entry] = [], warnings: [String] = []
        if rest.isEmpty {
            next.manifest.feedback = incidents.map(\.entry.kind.id)
            next.manifest.parent = bundle.version
        } else {
            let outcome = try take(rest, about: find(rest), time: time, progress: progress)
            (next, entries, warnings) = (outcome.model, outcome.entries, outcome.warnings)
            next.manifest.feedback += incidents.map(\.entry.kind.id)
        }
        next.incidentAnswers = answers
        return Outcome(
            bundle: try next.bundle().succeeding(bundle), model: next, entries: entries, warnings: warnings, incidents: incidents)
    }

    /// An answer about one message would speak for all of its template, whatever their words.
    private func refuseMessages() throws {
        guard model.preparation.readsMessages else { return }
        throw InputError(
            "'\(model.manifest.detector)' judges messages by their words and learns from labels alone; train it again with the corrected labels"
        )
    }

    /// Takes answers about sessions.
    ///
    /// - Parameters:
    ///   - sequences: what each identifier stands for, see ``sequences(of:inputs:format:rule:progress:)`` and
    ///     ``sequences(of:reported:)``.
    ///   - time: now, seconds since 1970 UTC.
    /// - Throws: ``InputError`` when an answer contradicts an earlier one; then nothing has changed.
    public func take(
        _ requests: [Request], about sequences: [String: [EventSequence]], time: Double? = nil,
        configuration: FeedbackLearner.Configuration = FeedbackLearner.Configuration(), progress: RunProgress.Handler = { _ in }
    ) throws -> Outcome {
        guard !requests.isEmpty else { throw InputError("no answers: nothing to learn") }
        try refuseMessages()
        var warnings: [String] = []
        if model.basis == nil {
            warnings.append(
                "this model has put no normal data aside, so its weights cannot be updated safely; train it again to change that")
        }
        var learner = FeedbackLearner(
            detector: model.trained, memory: model.memory, basis: model.basis ?? .none, values: model.values,
            configuration: configuration, seed: model.manifest.seed)
        // The adapted detector learns the answers too, with its own checks. It gets the values so that it interprets an answer as the
        // trained one does.
        var adapted = model.adapted.map { adapted in
            FeedbackLearner(
                detector: adapted.detector, memory: model.memory, basis: model.basis ?? .none, values: model.values,
                configuration: configuration, seed: model.manifest.seed)
        }
        var inForce = model.detector
        var ids: [String] = []
        func adaptedDetector() -> AdaptedDetector? {
            guard let adapted, let old = model.adapted else { return nil }
            return AdaptedDetector(detector: adapted.detector, policy: old.policy, figures: old.figures)
        }
        for (place, request) in requests.enumerated() {
            for session in sequences[request.session] ?? [] {
                let answer = FeedbackAnswer(
                    id: learner.memory.nextID, session: request.session, verdict: request.verdict, note: request.note, time: time)
                let verdict = inForce.detector.verdicts(for: [session])[0]
                _ = try learner.take(answer, about: session, reported: verdict)
                _ = try adapted?.take(answer, about: session, reported: verdict)
                inForce = learner.detector.applying(learner.memory, adapted: adaptedDetector())
                ids.append(answer.id)
            }
            try progress(RunProgress(stage: "learning", records: UInt64(place + 1), detail: request.session))
        }
        var manifest = model.manifest
        manifest.feedback = ids
        manifest.parent = bundle.version
        if let basis = model.basis {
            manifest.training[.heldOutFalseAlarms] =
                Double(basis.falseAlarms(of: inForce.detector)) / Double(max(1, basis.sessionCount))
        }
        let next = model.changed(
            detector: learner.detector, manifest: manifest, memory: learner.memory, values: learner.values, adapted: adaptedDetector())
        let entries = learner.memory.entries.filter { ids.contains($0.answer.id) }
        return Outcome(bundle: try next.bundle().succeeding(bundle), model: next, entries: entries, warnings: warnings)
    }

    /// The sequences behind the identifiers of answers, found in a log: the reported parts of a session, the windows of an episode.
    ///
    /// - Parameters:
    ///   - inputs: the log the sessions were reported in; read again to find them.
    ///   - format: log format other than in training.
    ///   - rule: session rule other than in training.
    /// - Throws: ``InputError`` when a session is not in the log.
    public func sequences(
        of requests: [Request], inputs: [String], format: String? = nil, rule: String? = nil,
        progress: RunProgress.Handler = { _ in }
    ) throws -> [String: [EventSequence]] {
        let wanted = Set(requests.map(\.session))
        let areWindows = model.preparation.unit == .window
        let options = DetectionRun.Options(
            inputs: inputs, format: format, session: rule, keepsAll: areWindows, only: areWindows ? nil : wanted)
        let result = try DetectionRun(model: model, options: options).run(progress: progress)
        var parts: [String: [JudgedSession]] = [:]
        for session in result.all where wanted.contains(session.verdict.session) {
            parts[session.verdict.session, default: []].append(session)
        }
        var found = parts.mapValues { parts in
            let reported = parts.filter(\.verdict.isAnomalous)
            return (reported.isEmpty ? parts.suffix(1) : reported[...]).map(\.sequence)
        }
        for episode in result.anomalies where !episode.windows.isEmpty && wanted.contains(episode.verdict.session) {
            found[episode.verdict.session] = episode.windows
        }
        if let unknown = wanted.subtracting(found.keys).min() {
            throw InputError(
                "no \(result.unit) '\(unknown)' in \(inputs.joined(separator: ", ")); name one that 'auspex detect' showed for this input")
        }
        return found
    }

    /// The sequences behind the identifiers of answers, as the model's journal remembers them.
    ///
    /// - Throws: ``InputError`` when a session is not in the journal, with what is.
    public func sequences(of requests: [Request], reported journal: ReportJournal) throws -> [String: [EventSequence]] {
        let wanted = Set(requests.map(\.session))
        let found = journal.sequences(of: wanted)
        if let unknown = wanted.subtracting(found.keys).min() {
            throw InputError(
                "no report '\(unknown)' is remembered for \(path)" + (journal.problem.map { " (\($0))" } ?? "") + "; "
                    + (journal.entries.isEmpty ? "" : "there are \(Self.examples(journal)); ")
                    + "name one in the list of reports, or name the log it was reported in",
                remedy: .reports)
        }
        return found
    }

    private static func examples(_ journal: ReportJournal) -> String {
        let names = journal.entries.prefix(3).map(\.verdict.session).joined(separator: ", ")
        return journal.entries.count > 3 ? "\(names) and \(journal.entries.count - 3) more" : names
    }
}
