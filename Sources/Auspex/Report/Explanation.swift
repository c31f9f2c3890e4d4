/// Explains the anomalies of a result in the user's own lines.
public struct Explanation {
    private let explainer: Explainer
    private let result: DetectionResult

    /// Prepares explanations.
    ///
    /// - Parameters:
    ///   - model: the model that judged.
    ///   - result: what it found.
    ///   - inputs: the inputs of the run; raw lines are read from them once more.
    ///   - format: the log format other than the model's, if one was given.
    ///   - held: raw lines that cannot be read again.
    public init(
        model: TrainedModel, result: DetectionResult, inputs: [String], format: LogFormat? = nil, held: [LineReference: String] = [:]
    ) {
        self.result = result
        let formats = format.map { [$0] } ?? model.preparation.ofAllFormats.compactMap(\.format)
        let lines = FileLines(inputs: inputs, formats: formats, limits: .init(records: 2 * Explainer.lineLimit))
        explainer = Explainer(model: model, result: result, lines: lines, held: held)
    }

    /// The worst anomalies, explained.
    ///
    /// - Parameters:
    ///   - limit: how many.
    ///   - labels: what is known about sessions, told beside them.
    /// - Throws: ``InputError`` when an input cannot be read a second time.
    public func explain(limit: Int, labels: [String: String] = [:]) throws -> [ReportModel.Anomaly] {
        try explainer.explain(result.anomalies.prefix(limit), labels: labels)
    }

    /// The incidents in words, worst first, and the worst anomalies, explained.
    ///
    /// - Parameters:
    ///   - limit: how many anomalies.
    ///   - labels: what is known about sessions, told beside them.
    /// - Throws: ``InputError`` when an input cannot be read a second time.
    /// - Complexity: one pass over the inputs for the raw lines of both.
    public func tell(limit: Int, labels: [String: String] = [:]) throws -> (incidents: [IncidentReport], anomalies: [ReportModel.Anomaly]) {
        let writer = IncidentWriter(model: explainer.model, result: result)
        let (anomalies, raw) = try explainer.explain(result.anomalies.prefix(limit), labels: labels, fetching: writer.references)
        return (writer.reports(raw: raw), anomalies)
    }

    /// One session, anomalous or not, explained.
    public func explain(_ session: JudgedSession) throws -> ReportModel.Anomaly {
        try explainer.explain([session])[0]
    }
}
