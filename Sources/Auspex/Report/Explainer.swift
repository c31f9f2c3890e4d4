import Foundation

/// Turns verdicts into what a person reads: raw lines, template texts, what was expected instead, probabilities event by event.
struct Explainer {
    let model: TrainedModel
    let result: DetectionResult
    /// Where raw lines are found again.
    let lines: any RawLineStore
    /// Raw lines that cannot be read again (standard input, followed files).
    var held: [LineReference: String] = [:]

    /// Long sessions are explained by their beginning, their end and the neighbourhood of what was found.
    private static let eventLimit = 400
    /// Raw lines found again; sessions beyond are told without theirs.
    static let lineLimit = 100_000

    /// Explains sessions, in order.
    ///
    /// - Throws: ``InputError`` when an input cannot be read a second time.
    func explain(_ sessions: some Collection<JudgedSession>, labels: [String: String] = [:]) throws -> [ReportModel.Anomaly] {
        try explain(sessions, labels: labels, fetching: []).anomalies
    }

    /// The same, with the raw lines of other records found on the way: what is found again is found in one pass over the log.
    func explain(
        _ sessions: some Collection<JudgedSession>, labels: [String: String], fetching others: Set<LineReference>
    ) throws -> (anomalies: [ReportModel.Anomaly], raw: [LineReference: String]) {
        var locator = SessionLocator(model)
        let located = sessions.map { locator?.locate($0) ?? nil }
        let kept = zip(sessions, located).map { Self.interestingEvents(of: $0, $1?.events ?? []) }
        let texts = Dictionary(model.parser.templates.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
        var raw = held
        do {
            var wanted = others
            for (session, places) in zip(sessions, kept) where wanted.count < Self.lineLimit {
                for place in places where session.sequence.lines.indices.contains(place) { wanted.insert(session.sequence.lines[place]) }
            }
            wanted.subtract(raw.keys)
            raw.merge(try lines.texts(of: wanted)) { first, _ in first }
        }
        let predictions = model.detector.model?.predictions(for: sessions.map(\.sequence))
        let anomalies = zip(sessions, kept).enumerated().map { number, pair in
            var anomaly = explained(pair.0, places: pair.1, predictions?[number], texts, raw, label: labels[pair.0.verdict.session] ?? "")
            anomaly.diagnosis = located[number].flatMap { place in
                locator?.told(place, texts: texts) { Self.step($0, told: pair.1, anomaly.events) }
            }
            return anomaly
        }
        return (anomalies, raw)
    }

    /// A told event as a step of a task.
    private static func step(_ event: Int, told places: [Int], _ events: [ReportModel.Event]) -> ReportModel.Diagnosis.Step {
        // The places are ascending.
        let place = places.firstPlace { $0 < event }
        let record = events[place]
        return .init(
            number: event + 1, event: place, line: record.line, source: record.source, raw: record.raw, template: record.template,
            text: record.templateText)
    }

    private func explained(
        _ session: JudgedSession, places: [Int], _ predictions: [EventPrediction]?, _ texts: [TemplateID: String],
        _ raw: [LineReference: String], label: String
    ) -> ReportModel.Anomaly {
        let sequence = session.sequence
        let flagged = Set(session.verdict.findings.compactMap(\.event))
        var position: [Int: Int] = [:]
        var events: [ReportModel.Event] = []
        for place in places {
            position[place] = events.count
            let template = sequence.events[place]
            let line = sequence.lines.indices.contains(place) ? sequence.lines[place] : nil
            let prediction = predictions.flatMap { $0.indices.contains(place) ? $0[place] : nil }
            var wait: Double?
            if place > 0, sequence.times.indices.contains(place) {
                let gap = sequence.times[place] - sequence.times[place - 1]
                wait = gap.isFinite ? gap : nil
            }
            let text =
                template == .none
                ? line.flatMap(result.unknownTemplates.text) ?? "no template learnt in training fits"
                : texts[template] ?? template.description
            events.append(
                ReportModel.Event(
                    position: place, line: line?.line, source: line.map(sourceName) ?? "", raw: line.flatMap { raw[$0] } ?? "",
                    template: template == .none ? "new" : template.description, templateText: text, wait: wait,
                    probability: prediction?.probability, rank: prediction?.rank, isFlagged: flagged.contains(place)))
        }
        let findings = told(session, events, position, texts)
        var reasons: [Reason] = []
        for finding in findings where !reasons.contains(finding.reason) { reasons.append(finding.reason) }
        let time = sequence.times.first { !$0.isNaN }
        var anomaly = ReportModel.Anomaly(
            id: session.verdict.session, part: session.part > 0 ? session.part : nil, score: session.verdict.score, reasons: reasons,
            headline: headline(findings, of: session.verdict, texts),
            time: time.map { ReportFormat.moment($0, in: result.input.zone) } ?? "", label: label,
            findings: findings, events: events)
        anomaly.begin = time
        return anomaly
    }

    private func sourceName(_ line: LineReference) -> String {
        guard result.input.sources.count > 1, Int(line.source) < result.input.sources.count else { return "" }
        return result.input.sources[Int(line.source)].path
    }

    /// The findings in words; those that say the same of several places are told once.
    private func told(
        _ session: JudgedSession, _ events: [ReportModel.Event], _ position: [Int: Int], _ texts: [TemplateID: String]
    ) -> [ReportModel.Finding] {
        let writer = FindingWriter(texts: texts)
        var told: [ReportModel.Finding] = []
        var seen: Set<String> = []
        let hasNewKind = session.verdict.findings.contains { $0.reason == .newTemplate }
        for finding in session.verdict.findings {
            // The finding `newTemplate` has told of the unknown template already.
            if hasNewKind, case .counts(let differences, 0) = finding.detail, differences.allSatisfy({ $0.template == .none }) { continue }
            let place = finding.event.flatMap { position[$0] }
            var observed = writer.observed(finding)
            var candidates = finding.candidates
            if finding.reason == .newTemplate, let event = finding.event, let place {
                observed = "never seen before: ‹\(ReportFormat.template(events[place].templateText))›"
                if candidates.isEmpty, let model = model.detector.model {
                    candidates = model.candidates(after: session.sequence.context(before: event), limit: 3).filter {
                        $0.probability >= 0.05
                    }
                }
            }
            guard seen.insert(finding.reason.rawValue + (finding.reason == .newTemplate ? "" : finding.detector) + observed).inserted else {
                continue
            }
            if finding.reason == .newTemplate, let place {
                let count = events.count { $0.templateText == events[place].templateText && $0.template == events[place].template }
                if count > 1 { observed += " (\(count) lines)" }
            }
            let likely = candidates.map { candidate in
                ReportModel.Candidate(
                    template: candidate.template?.description ?? "end",
                    text: candidate.template.map { texts[$0] ?? $0.description } ?? "end of the session", probability: candidate.probability
                )
            }
            let expected =
                likely.isEmpty
                ? writer.expected(finding)
                : likely.prefix(3).map { "\($0.text) (\(ReportFormat.percent($0.probability)))" }.joined(separator: " or ")
            told.append(
                ReportModel.Finding(
                    reason: finding.reason, detector: finding.detector, kind: finding.detail.kind,
                    templates: finding.detail.templates.map { $0 == .none ? "new" : $0.description }, observed: observed,
                    expected: expected, event: place, candidates: likely, value: finding.value.map { ReportModel.Value($0) }))
        }
        return told
    }

    /// The strongest finding in one sentence.
    private func headline(_ findings: [ReportModel.Finding], of verdict: Verdict, _ texts: [TemplateID: String]) -> String {
        guard let first = findings.first else { return "" }
        switch first.reason {
        case .newTemplate: return first.observed
        case .unfinishedSession:
            let next = first.candidates.first { $0.template != "end" }
            return "stopped early" + (next.map { "; expected next: \($0.text)" } ?? "")
        case .unusualDelay, .unusualValue: return first.expected.isEmpty ? first.observed : "\(first.observed), \(first.expected)"
        case .unseenLength: return "\(first.observed); \(first.expected) in training"
        case .unusualCount:
            // The largest difference is told; the finding has the rest.
            for finding in verdict.findings {
                if case .counts(let differences, let more) = finding.detail {
                    return FindingWriter(texts: texts).headline(differences, more: more)
                }
                if case .invariant = finding.detail { return "\(first.observed); expected \(first.expected)" }
                if case .residual(let differences) = finding.detail { return FindingWriter(texts: texts).headline(differences, more: 0) }
            }
            return first.observed
        default: return first.expected.isEmpty ? first.observed : "\(first.observed); expected \(first.expected)"
        }
    }

    /// All events of a usual session; of a very long one the first and last and those around findings
    /// and at the place in the task where it went wrong.
    private static func interestingEvents(of session: JudgedSession, _ diagnosed: [Int]) -> [Int] {
        let count = session.sequence.events.count
        guard count > eventLimit else { return Array(0..<count) }
        var places = Set(0..<100).union((count - 100)..<count)
        for event in session.verdict.findings.compactMap(\.event).prefix(20) {
            places.formUnion(max(0, event - 5)..<min(count, event + 5))
        }
        places.formUnion(diagnosed.filter { (0..<count).contains($0) })
        return places.sorted()
    }
}
