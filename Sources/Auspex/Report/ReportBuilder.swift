/// Fills the report page's model from what a run found.
public struct ReportBuilder {
    /// The model that judged.
    public var model: TrainedModel
    /// What it found.
    public var result: DetectionResult
    /// The first anomalies, explained.
    public var explained: [ReportModel.Anomaly]
    /// Its incidents in words, worst first.
    public var incidents: [IncidentReport]
    /// Choices made on the way.
    public var notes: [Note]

    /// Creates a builder.
    public init(
        model: TrainedModel, result: DetectionResult, explained: [ReportModel.Anomaly], incidents: [IncidentReport] = [], notes: [Note]
    ) {
        self.model = model
        self.result = result
        self.explained = explained
        self.incidents = incidents
        self.notes = notes
    }

    /// The page's model.
    ///
    /// - Parameters:
    ///   - title: what was judged, as the user calls it.
    ///   - provenance: further facts for reproduction (seconds, command).
    ///   - evaluation: judges the figures where labels exist.
    ///   - truth: label of each session, where known, in the order of `result.all`.
    public func report(
        title: String, provenance: [ReportModel.Fact], evaluation: EvaluationReport? = nil, truth: [Bool]? = nil
    ) -> ReportModel {
        var report = ReportModel(title: title, unit: result.unit.rawValue, toolVersion: auspexVersion)
        report.formatChoice = note(.format)
        report.sessionChoice = note(.sessions)
        report.thresholdChoice = note(.threshold)
        let kinds = result.unknownTemplates.templates
        let counts = result.templateCounts
        let seen = counts.keys.filter { $0 != .none }.count
        report.totals = ReportModel.Totals(
            lines: Int(result.input.lines), sessions: result.sessions, anomalies: result.anomalyCount, templates: seen + kinds.count,
            newTemplates: kinds.count, unparsedLines: Int(result.input.unparsed.values.reduce(0, +)))
        report.warnings = result.warnings
        report.timeline = timeline()
        report.incidents = incidents
        report.anomalies = explained
        report.reasons = result.reasons
        if let workflow = model.workflow {
            let texts = Dictionary(model.parser.templates.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
            report.workflows = workflow.workflows.map { ReportModel.DrawnTask($0, texts: texts) }
        }
        report.templates = templates(kinds, counts)
        report.scores = histogram(truth)
        report.unparsed = unparsed()
        report.provenance =
            [
                ReportModel.Fact("Input", result.input.sources.prefix(5).map(\.path).joined(separator: ", ")),
                ReportModel.Fact("Data fingerprint", result.input.dataHash), ReportModel.Fact("Detector", model.manifest.detector),
                ReportModel.Fact("Seed", String(model.manifest.seed)),
                ReportModel.Fact("Training data fingerprint", model.manifest.dataHash),
                ReportModel.Fact("Vocabulary fingerprint", model.manifest.vocabularyHash),
            ] + notes.filter { $0.kind == .split }.map { ReportModel.Fact("Division of the data", $0.text) } + provenance
        if let evaluation { add(evaluation, truth, to: &report) }
        return report
    }

    private func note(_ kind: Note.Kind) -> String { notes.first { $0.kind == kind }?.text ?? "" }

    private func timeline() -> ReportModel.Timeline? {
        guard var timeline = result.timeline.timeline() else { return nil }
        timeline.zoneName = result.input.zone.name
        let told = result.incidents.prefix(incidents.count)
        for incident in told {
            let places = incident.evidence.map { place($0, on: timeline.axis) }.filter(\.isFinite)
            timeline.incidents.append(timeline.axis == .time ? incident.start : place(incident.evidence.first, on: .line))
            timeline.incidentEnds.append(timeline.axis == .time ? incident.end : places.max() ?? .nan)
        }
        addSources(of: told, to: &timeline)
        return timeline
    }

    /// Where evidence stands on an axis; line numbers of several files have no common one.
    private func place(_ item: LineEvidence?, on axis: ReportModel.Timeline.Axis) -> Double {
        guard let item else { return .nan }
        return axis == .time ? item.time : result.input.sources.count == 1 ? Double(item.line.line) : .nan
    }

    /// Stretches of the map of sources.
    private static let mapColumns = 120

    /// Which file shows incidents when; of one file, which kind of evidence.
    private func addSources(of incidents: ArraySlice<Incident>, to timeline: inout ReportModel.Timeline) {
        let files = result.input.sources
        timeline.sourcesAreFiles = files.count > 1
        var counts: [String: [Int]] = [:]
        let span = timeline.end - timeline.start
        for item in incidents.lazy.flatMap(\.evidence) {
            let column = Double(Self.mapColumns) * (place(item, on: timeline.axis) - timeline.start) / span
            guard column.isFinite, column >= 0, column <= Double(Self.mapColumns) else { continue }
            let source = Int(item.line.source)
            let name = !timeline.sourcesAreFiles ? item.family.title : source < files.count ? files[source].path : "-"
            counts[name, default: Array(repeating: 0, count: Self.mapColumns)][min(Self.mapColumns - 1, Int(column))] +=
                1 + item.moreLines.count
        }
        let rows = counts.map { ReportModel.Timeline.Source(name: $0.key, counts: $0.value) }
        timeline.sources = rows.sorted { ($1.counts.reduce(0, +), $0.name) < ($0.counts.reduce(0, +), $1.name) }
    }

    private func templates(_ kinds: [UnknownTemplates.Template], _ counts: [TemplateID: Int]) -> [ReportModel.Template] {
        var rows = kinds.map { ReportModel.Template(id: "new \($0.number)", text: $0.text, trained: nil, seen: $0.count, isNew: true) }
        for template in model.parser.templates {
            let seen = counts[template.id] ?? 0
            if seen > 0 || template.count > 0 {
                rows.append(ReportModel.Template(id: template.id.description, text: template.text, trained: template.count, seen: seen))
            }
        }
        return rows
    }

    private func histogram(_ truth: [Bool]?) -> ReportModel.ScoreHistogram? {
        guard result.sessions > 0 else { return nil }
        let threshold = result.threshold.value.isFinite ? result.threshold.value : nil
        if let truth, truth.count == result.all.count {
            var normal = GrowingHistogram(start: 0, width: 1.0 / 64, bins: 64), anomalous = normal
            for (session, isAnomalous) in zip(result.all, truth) {
                if isAnomalous { anomalous.add(session.verdict.score) } else { normal.add(session.verdict.score) }
            }
            let edge = max(normal.end, anomalous.end).nextDown
            normal.grow(toHold: edge)
            anomalous.grow(toHold: edge)
            return ReportModel.ScoreHistogram(
                start: normal.start, end: normal.end, threshold: threshold, normal: normal.counts, anomalous: anomalous.counts)
        }
        let sum = zip(result.normalScores.counts, result.anomalousScores.counts).map { $0 + $1 }
        return ReportModel.ScoreHistogram(start: result.normalScores.start, end: result.normalScores.end, threshold: threshold, normal: sum)
    }

    private func unparsed() -> [ReportModel.Unparsed] {
        result.input.unparsed.sorted { $0.value > $1.value }.compactMap { name, count in
            UnparsedReason(rawValue: name).map { reason in
                let samples = (result.input.samples[name] ?? []).map { sample in
                    ReportModel.Event(line: sample.line, raw: sample.text, template: "", templateText: "")
                }
                return ReportModel.Unparsed(reason: reason, count: Int(count), samples: samples)
            }
        }
    }

    private func add(_ evaluation: EvaluationReport, _ truth: [Bool]?, to report: inout ReportModel) {
        func row(_ name: String, _ matrix: ConfusionMatrix) -> ReportModel.Evaluation.Row {
            ReportModel.Evaluation.Row(
                name: name, precision: matrix.precision, recall: matrix.recall, f1: matrix.f1, falsePositiveRate: matrix.falsePositiveRate)
        }
        var figures = [
            ReportModel.Fact("True positives", ReportFormat.grouped(evaluation.matrix.truePositives)),
            ReportModel.Fact("False positives", ReportFormat.grouped(evaluation.matrix.falsePositives)),
            ReportModel.Fact("False negatives", ReportFormat.grouped(evaluation.matrix.falseNegatives)),
            ReportModel.Fact("True negatives", ReportFormat.grouped(evaluation.matrix.trueNegatives)),
        ]
        if let value = evaluation.averagePrecision { figures.append(ReportModel.Fact("Average precision", ReportFormat.fixed(value, 4))) }
        if let prior = evaluation.prior, let value = evaluation.matrix.f1(atPrior: prior) {
            figures.append(ReportModel.Fact("F1 at prior \(prior)", ReportFormat.fixed(value, 4)))
        }
        let rows =
            [row("this model", evaluation.matrix), row("this model, distinct sequences", evaluation.distinct)]
            + evaluation.referenceLines.sorted { $0.key < $1.key }.map { row("reference: \($0.key)", $0.value.matrix) }
        report.evaluation = ReportModel.Evaluation(
            figures: figures, rows: rows, note: "Positive class: anomaly. Split: \(evaluation.run.split).")
        if let truth, truth.count == result.all.count, truth.contains(true) {
            let curve = ScoreCurve(scores: result.all.map(\.verdict.score), labels: truth)
            report.precisionRecall = ReportModel.PrecisionRecall(
                points: curve.thinned(to: 400).map {
                    ReportModel.PrecisionRecall.Point(recall: $0.matrix.recall ?? 0, precision: $0.matrix.precision ?? 1)
                },
                operatingPoint: evaluation.matrix.precision.flatMap { precision in
                    evaluation.matrix.recall.map { ReportModel.PrecisionRecall.Point(recall: $0, precision: precision) }
                }, averagePrecision: evaluation.averagePrecision ?? 0)
        }
    }
}
