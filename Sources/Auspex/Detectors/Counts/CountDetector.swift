/// A model of event counts as a detector of sessions.
///
/// Each distinct count vector is judged once. A session that was cut off has not the counts of a whole one: it is judged for new templates
/// only, unless all training sessions were cut off (windows).
public struct CountDetector<Model: CountModel>: FittedMethod, BundleComponent, Codable {
    /// Name in findings, bundles and on the command line.
    public static var name: String { Model.description.name }
    /// Name in a model.
    public static var componentName: String { name }

    /// What is counted.
    public let columns: CountColumns
    /// What was learnt of it.
    public let model: Model

    init(columns: CountColumns, model: Model) {
        self.columns = columns
        self.model = model
    }

    private enum CodingKeys: String, CodingKey { case columns, model }

    /// Reads a stored detector; refuses parts that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        columns = try container.decode(CountColumns.self, forKey: .columns)
        model = try container.decode(Model.self, forKey: .model)
        guard model.fits(columns: columns.count), model.threshold.value.isFinite, model.threshold.value >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .model, in: container, debugDescription: "\(Self.name): the parts of the model do not fit each other")
        }
    }

    /// Where a score becomes a decision.
    public var threshold: Threshold { model.threshold }

    /// Beyond the bound by itself: what one event of an unknown template adds.
    private var unknownScore: Double { 1 + 2 * max(0, threshold.value) }

    private func unknown(in session: EventSequence) -> [Int] {
        guard Model.reportsNewTemplates else { return [] }
        return session.events.indices.filter { !columns.knows(session.events[$0]) }
    }

    /// The row that is judged; `nil` where the counts say nothing.
    private func row(of session: EventSequence) -> CountRow? {
        session.events.isEmpty || !columns.judgesCounts(of: session) ? nil : columns.row(of: session)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        let distinct = DistinctSessions(units)
        var known: [CountRow: Double] = [:]
        let scores = distinct.sessions.map { session in
            var score = Double(unknown(in: session).count) * unknownScore
            guard let row = row(of: session) else { return score }
            let own = known[row] ?? model.score(of: row)
            known[row] = own
            score += own
            return score
        }
        return distinct.spread(scores)
    }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, scores(of: sessions)).map { session, score in
            let isAnomalous = threshold.flags(score)
            return Verdict(
                subject: session.subject, isAnomalous: isAnomalous, score: score,
                findings: isAnomalous ? findings(in: session, above: threshold.value) : [])
        }
    }

    /// What training reached.
    public var trainingFigures: [TrainingFigure: Double] { model.figures }

    /// Adds columns and model.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }
}

extension CountDetector: ExplainsScores {
    private static var findingLimit: Int { 10 }

    /// Unknown templates, and what the model says about the counts.
    public func findings(in session: EventSequence, above bound: Double) -> [Finding] {
        let score = scores(of: [session])[0]
        guard score > bound else { return [] }
        let unknown = unknown(in: session)
        var findings = unknown.prefix(Self.findingLimit).map { place in
            Finding(
                .newTemplate(session.events[place], known: columns.known.count), detector: Self.name, event: place, score: score,
                threshold: bound)
        }
        let own = score - Double(unknown.count) * unknownScore
        if let row = row(of: session), own > bound || findings.isEmpty {
            findings += model.details(of: row, columns: columns, score: own).prefix(Self.findingLimit).map {
                Finding($0, detector: Self.name, score: own, threshold: bound)
            }
        }
        return findings
    }
}
