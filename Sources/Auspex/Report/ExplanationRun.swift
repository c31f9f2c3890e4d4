/// One session, event by event: what came, how probable the model held it, what it expected instead.
public struct ExplainedSession: Sendable, Codable, Equatable {
    /// One event of the session, or its end.
    public struct Step: Sendable, Codable, Equatable {
        /// The event; `nil` for the end of the session.
        public var event: ReportModel.Event?
        /// Probability of the event in its context; `nil` where the detector does not predict events.
        public var probability: Double?
        /// Its rank, from 1; `Int.max` for an event outside the vocabulary.
        public var rank: Int?
        /// The likely successors at this place, best first.
        public var candidates: [ReportModel.Candidate]
        /// Whether a finding is about it.
        public var isFlagged: Bool
    }

    /// The session's identifier.
    public var session: String
    /// Number of the part told, for a session that was too long for one piece: the strangest of its parts.
    public var part: Int?
    /// How many parts it has.
    public var parts: Int?
    /// The decision.
    public var isAnomalous: Bool
    /// The score; higher is more anomalous.
    public var score: Double
    /// Scores above this are anomalous.
    public var threshold: Double
    /// Whether its end was judged.
    public var isComplete: Bool
    /// Evidence, strongest first; empty for a normal session.
    public var findings: [ReportModel.Finding]
    /// Where in which task the session went wrong, or that it fits; `nil` when the model has no workflows.
    public var diagnosis: ReportModel.Diagnosis?
    /// The events in order, and the end of a complete session.
    public var steps: [Step]
}

/// Finds one session in a log and explains it with a model, whether it is anomalous or not.
public struct ExplanationRun {
    private let model: TrainedModel
    private let inputs: [String]
    private let session: String
    private let format: String?
    private let rule: String?
    private let candidates: Int

    /// Creates a run.
    ///
    /// - Parameters:
    ///   - session: the identifier looked for.
    ///   - format: log format other than in training.
    ///   - rule: session rule other than in training.
    ///   - candidates: likely successors told for each event, 0 to 50.
    public init(model: TrainedModel, inputs: [String], session: String, format: String? = nil, rule: String? = nil, candidates: Int = 3) {
        self.model = model
        self.inputs = inputs
        self.session = session
        self.format = format
        self.rule = rule
        self.candidates = max(0, min(50, candidates))
    }

    /// Reads the input and explains.
    ///
    /// - Throws: ``InputError`` when no such session is there.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> ExplainedSession {
        let options = DetectionRun.Options(inputs: inputs, format: format, session: rule, only: [session])
        let result = try DetectionRun(model: model, options: options).run(progress: progress)
        let strangest = result.all.filter(\.verdict.isAnomalous).max { $0.verdict.score < $1.verdict.score }
        guard let found = strangest ?? result.all.last else {
            throw InputError(
                "no \(result.unit) '\(session)' in \(inputs.joined(separator: ", ")); the list of all verdicts has what there is",
                remedy: .verdicts)
        }
        let given = try format.flatMap { $0.lowercased() == "sequences" ? nil : try LogFormat($0) }
        let anomaly = try Explanation(model: model, result: result, inputs: inputs, format: given).explain(found)
        let predictions = model.detector.model?.predictions(for: [found.sequence])[0]
        let texts = Dictionary(model.parser.templates.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
        func likely(_ place: Int) -> [ReportModel.Candidate] {
            guard let model = model.detector.model, candidates > 0 else { return [] }
            return model.candidates(after: found.sequence.context(before: place), limit: candidates).map { candidate in
                ReportModel.Candidate(
                    template: candidate.template?.description ?? "end",
                    text: candidate.template.map { texts[$0] ?? $0.description } ?? "end of the session", probability: candidate.probability
                )
            }
        }
        let flagged = Set(found.verdict.findings.compactMap(\.event))
        var steps = anomaly.events.map { event in
            ExplainedSession.Step(
                event: event, probability: event.probability, rank: event.rank, candidates: event.position.map(likely) ?? [],
                isFlagged: event.isFlagged)
        }
        if let predictions, predictions.count > found.sequence.events.count, let end = predictions.last {
            let place = found.sequence.events.count
            steps.append(
                ExplainedSession.Step(
                    event: nil, probability: end.probability, rank: end.rank, candidates: likely(place), isFlagged: flagged.contains(place))
            )
        }
        return ExplainedSession(
            session: found.verdict.session, part: found.part > 0 ? found.part : nil,
            parts: found.part > 0 ? result.all.map(\.part).max() : nil, isAnomalous: found.verdict.isAnomalous, score: found.verdict.score,
            threshold: model.detector.detector.threshold.value, isComplete: found.sequence.isComplete, findings: anomaly.findings,
            diagnosis: anomaly.diagnosis,
            steps: steps)
    }
}
