/// A trivial detector's figures on the same test sessions: what a model must beat before it has learnt anything.
public struct ReferenceLine: Sendable, Equatable, Codable {
    /// Decisions against labels.
    public var matrix: ConfusionMatrix
    /// Precision at the stated prior.
    public var precisionAtPrior: Double?
    /// F1 at the stated prior.
    public var f1AtPrior: Double?

    private enum CodingKeys: String, CodingKey { case precisionAtPrior, f1AtPrior }

    init(flagged: [Bool], labels: [Bool], prior: Double?) {
        matrix = ConfusionMatrix(flagged: flagged, labels: labels)
        precisionAtPrior = prior.flatMap { [matrix] in matrix.precision(atPrior: $0) }
        f1AtPrior = prior.flatMap { [matrix] in matrix.f1(atPrior: $0) }
    }

    /// Reads the figures.
    public init(from decoder: any Decoder) throws {
        matrix = try ConfusionMatrix(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        precisionAtPrior = try container.decodeIfPresent(Double.self, forKey: .precisionAtPrior)
        f1AtPrior = try container.decodeIfPresent(Double.self, forKey: .f1AtPrior)
    }

    /// Writes the matrix' figures and those at the prior side by side.
    public func encode(to encoder: any Encoder) throws {
        try matrix.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(precisionAtPrior, forKey: .precisionAtPrior)
        try container.encodeIfPresent(f1AtPrior, forKey: .f1AtPrior)
    }
}

extension ReferenceLine {
    /// All reference lines on a test set, by name.
    ///
    /// - Parameters:
    ///   - test: sessions with labels.
    ///   - summary: the rules, fitted on the model's own training sessions.
    ///   - labelledTraining: adds `nearestNeighbour` (k = 1 on distinct count vectors) when training labels exist.
    ///   - prior: share of anomalies for the figures at prior.
    public static func all(
        on test: LabelledSessions, summary: TrainingSummary, labelledTraining: LabelledSessions? = nil, prior: Double? = nil
    ) -> [String: ReferenceLine] {
        func line(_ flagged: [Bool]) -> ReferenceLine { ReferenceLine(flagged: flagged, labels: test.labels, prior: prior) }
        func line(_ rule: some SequenceRule) -> ReferenceLine { line(rule.scores(of: test.sessions).map { $0 > 0 }) }
        var lines = [
            "flagEverything": line([Bool](repeating: true, count: test.labels.count)),
            "flagNothing": line([Bool](repeating: false, count: test.labels.count)),
        ]
        for rule in summary.rules { lines[type(of: rule).name] = line(rule) }
        if let labelledTraining { lines["nearestNeighbour"] = line(NearestNeighbour(labelledTraining).flagged(test.sessions)) }
        return lines
    }
}
