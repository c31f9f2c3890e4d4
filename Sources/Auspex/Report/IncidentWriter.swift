/// Puts incidents into words: the one place where evidence becomes sentences.
public struct IncidentWriter {
    /// Lines told of one incident.
    static let lineLimit = 20
    /// Sessions named of one incident.
    static let subjectLimit = 50
    /// Incidents whose raw lines are fetched, all that are told.
    static let incidentLimit = 1000
    /// Further incidents of which one raw line is fetched.
    static let briefLimit = 20_000

    private let result: DetectionResult
    private let kinds: IncidentKinds?
    private let levels: LineLevels

    /// Creates a writer for what a run found.
    public init(model: TrainedModel, result: DetectionResult) {
        self.result = result
        levels = LineLevels(model.preparation.ofAllFormats.map(\.format))
        kinds = result.incidentKinds ?? model.lines.map { IncidentKinds(model.parser, $0) }
    }

    /// The records whose raw lines the reports show.
    public var references: Set<LineReference> {
        let brief = result.incidents.dropFirst(Self.incidentLimit).prefix(Self.briefLimit)
        return Set(result.incidents.prefix(Self.incidentLimit).flatMap { $0.lines(limit: Self.lineLimit).map(\.line) })
            .union(brief.flatMap { $0.lines(limit: 1).map(\.line) })
    }

    /// The incidents in words, worst first.
    ///
    /// - Parameter raw: raw lines by record, as far as they are known.
    public func reports(raw: [LineReference: String]) -> [IncidentReport] {
        var reports = result.incidents.enumerated().map { report($1, rank: $0 + 1, raw) }
        for (place, related) in IncidentRelations.places(of: result.incidents, reports).enumerated() where !related.isEmpty {
            reports[place].related = related.map { $0 + 1 }
        }
        return reports
    }

    /// The records whose raw lines the report of one incident shows, and its news.
    public static func references(of update: IncidentUpdate) -> Set<LineReference> {
        Set(update.incident.lines(limit: lineLimit).map(\.line) + update.news.prefix(lineLimit).map(\.line))
    }

    /// One incident of a log that goes on, in words; its number stands for the rank.
    public func report(_ update: IncidentUpdate, raw: [LineReference: String]) -> IncidentReport {
        report(update.incident, rank: update.number, raw)
    }

    private func report(_ incident: Incident, rank: Int, _ raw: [LineReference: String]) -> IncidentReport {
        let told = incident.lines(limit: Self.lineLimit)
        var sources: [String] = [], subjects: [String] = []
        for (line, item) in told {
            let name = source(line)
            if !sources.contains(name) { sources.append(name) }
            if !item.subject.isEmpty, subjects.count < Self.subjectLimit, !subjects.contains(item.subject) { subjects.append(item.subject) }
        }
        let hasTimes = incident.start > 1e6
        let zone = result.input.zone
        var count: Set<LineReference> = []
        for item in incident.evidence {
            count.insert(item.line)
            count.formUnion(item.moreLines)
        }
        var said: Set<[Int]> = []
        // High numbers of one name are one thing to a person, whatever limits they pass.
        var numbers: [UInt64: LineEvidence] = [:]
        let lines = told.map { line, item in
            if case .manyHighValues = item.detail {
                let first = numbers[item.fact] ?? item
                numbers[item.fact] = first
                return self.line(line, first, raw)
            }
            // How many sessions are unlike any before is said once.
            guard case .unusualSession(_, _, let count, let of, nil) = item.detail, !said.insert([count, of]).inserted else {
                return self.line(line, item, raw)
            }
            var item = item
            item.detail = item.detail.ofOneSession
            return self.line(line, item, raw)
        }
        return IncidentReport(
            id: incident.kind.id, rank: rank, score: (incident.score * 100).rounded() / 100,
            start: hasTimes ? ReportFormat.instant(incident.start, in: zone) : nil,
            end: hasTimes ? ReportFormat.instant(incident.end, in: zone) : nil, sources: sources, reasons: incident.reasons,
            headline: lines.first.map(headline) ?? "", subjects: subjects, lines: lines, lineCount: count.count,
            recurrences: incident.recurrences)
    }

    /// The news of an incident that has grown.
    public func news(of update: IncidentUpdate, raw: [LineReference: String]) -> [IncidentReport.Line] {
        update.news.prefix(Self.lineLimit).map { line($0.line, $0, raw) }
    }

    private func line(_ line: LineReference, _ item: LineEvidence, _ raw: [LineReference: String]) -> IncidentReport.Line {
        let text = raw[line] ?? ""
        return IncidentReport.Line(
            source: source(line), line: line.line, raw: text, why: why(item), expected: expected(item) ?? "",
            level: levels.level(of: text, format: item.format).map { "\($0)" })
    }

    private func headline(_ line: IncidentReport.Line) -> String {
        line.raw.isEmpty ? line.why : "\(line.why): \(line.raw)"
    }

    private func source(_ line: LineReference) -> String {
        let index = Int(line.source)
        return index < result.input.sources.count ? result.input.sources[index].path : "-"
    }

    // MARK: Words

    /// What is unusual, in a phrase.
    private func why(_ item: LineEvidence) -> String { why(item.detail, item.format) }

    private func why(_ detail: LineEvidence.Detail, _ format: Int) -> String {
        switch detail {
        case .newTemplate(let severity, _, _):
            switch severity {
            case .critical: return "a critical message never seen before"
            case .error: return "an error never seen before"
            case .warning: return "a warning never seen before"
            default: return "a kind of line never seen before"
            }
        case .newValue(let value, let place, _):
            return place.isEmpty ? "‹\(value)› was never seen in such a line before" : "‹\(place)› \(value) was never seen before"
        case .rateUp(let unit, let count, let usual, let seconds):
            return
                "\(ReportFormat.grouped(count)) \(records(unit, count, format)) in \(ReportFormat.duration(seconds)), usually \(Self.usual(usual))"
        case .rateDown(let unit, let count, let usual, let seconds):
            return
                "\(count == 0 ? "no" : "only \(ReportFormat.grouped(count))") \(records(unit, count, format)) in \(ReportFormat.duration(seconds)), usually \(Self.usual(usual))"
        case .silence(let kind?, let seconds, let usual):
            return
                "no line like \(text(kind, format)) for \(ReportFormat.duration(seconds)), never longer than \(ReportFormat.duration(usual)) before"
        case .silence(nil, let seconds, let usual):
            return "no line for \(ReportFormat.duration(seconds)), never longer than \(ReportFormat.duration(usual)) before"
        case .highValue(let value, let usual, let place, let isDuration):
            return "\(Self.named(place)) \(Self.quantity(value, isDuration)), never above \(Self.quantity(usual, isDuration)) before"
        case .lowValue(let value, let usual, let place):
            return "\(Self.named(place)) \(Self.quantity(value, false)), never below \(Self.quantity(usual, false)) before"
        case .manyHighValues(let count, let of, let limit, let place, let isDuration):
            return
                "\(Self.named(place)) above \(Self.quantity(limit, isDuration)) in \(count) of \(of) lines within seconds, usually in hardly any"
        case .unexpectedOrder(let after, _): return "never came right after \(text(after, format)) before"
        case .missingStep(let step): return "came without \(text(step, format)) before it"
        case .repeatedStep(let count, let usual):
            return "came \(ReportFormat.times(count)) in one session, never more than \(ReportFormat.times(usual)) before"
        case .unusualCount(nil, _, _): return "its session holds steps that never occurred together in these numbers"
        case .unusualCount(let step?, let count, let usual):
            return
                "\(text(step, format)) came \(Self.often(count)) in its session, \(usual == 0 ? "in most not at all" : "usually \(Self.often(usual))")"
        case .slowStep(let after, let seconds, let usual):
            return
                "\(ReportFormat.duration(seconds)) after \(text(after, format)), never later than \(ReportFormat.duration(usual)) before"
        case .slowSession(let seconds):
            return "its session is late step after step, \(ReportFormat.duration(seconds)) beyond the longest waits before"
        case .unfinished(let last): return "its session ends with \(text(last, format)), as none did before"
        case .stalled(let seconds, let usual, _):
            return
                "nothing for \(ReportFormat.duration(seconds)) after it in its session, never longer than \(ReportFormat.duration(usual)) before"
        case .unusualSession(let shown, let reasons, let count, let of, let within):
            let why = shown.map { self.why($0, format) } ?? reasons.prefix(2).map(\.words).joined(separator: ", ")
            if let within { return "in \(count) of \(of) sessions within \(ReportFormat.duration(within)): \(why)" }
            return count == 1 ? why : "\(count) of \(of) sessions within seconds are unlike any before; here: \(why)"
        }
    }

    /// What would have been usual, where that is not said already.
    private func expected(_ item: LineEvidence) -> String? {
        if case .unusualSession(let shown?, _, _, _, _) = item.detail { return expected(shown, item.format) }
        return expected(item.detail, item.format)
    }

    private func expected(_ detail: LineEvidence.Detail, _ format: Int) -> String? {
        switch detail {
        case .unexpectedOrder(_, let usual?): "usually \(text(usual, format)) comes there"
        case .newValue(_, _, let usual):
            usual == 1 ? "it was always the same before" : "\(ReportFormat.grouped(usual)) others are usual there"
        case .missingStep(let step): "\(text(step, format)) always came before it"
        case .stalled(_, _, let next): "then came \(text(next, format))"
        case .rateDown(_, 0, let usual, _): "\(Self.usual(usual)) of them; the line shown is another one, of about that time"
        default: nil
        }
    }

    private func records(_ unit: RateUnit, _ count: Int, _ format: Int) -> String {
        let noun = count == 1 ? "line" : "lines"
        return switch unit {
        case .all: noun
        case .severity(let severity): "\(severity) \(noun)"
        case .statement(let statement), .value(let statement, _, _): "\(noun) like ‹\(template(statement, format))›"
        }
    }

    private func text(_ statement: Int32, _ format: Int) -> String { "‹\(template(statement, format))›" }

    private func template(_ statement: Int32, _ format: Int) -> String {
        kinds?.text(statement, format: format).map(ReportFormat.template) ?? "?"
    }

    private static func often(_ count: Int) -> String { count == 0 ? "never" : ReportFormat.times(count) }

    private static func named(_ place: String) -> String {
        // Fields that an access log has behind its usual ones have no names.
        if place.hasPrefix("Extra"), place.dropFirst(5).allSatisfy(\.isNumber) { return "a number at the end" }
        return place.isEmpty ? "a number" : "‹\(place)›"
    }

    private static func quantity(_ value: Double, _ isDuration: Bool) -> String {
        isDuration ? ReportFormat.duration(value) : amount(value)
    }

    /// A count that is usual: an average, told as a person counts.
    private static func usual(_ value: Double) -> String {
        value < 0.5 ? "hardly any" : value < 1.5 ? "about 1" : "about " + ReportFormat.grouped(Int(min(1e15, value.rounded())))
    }

    private static func amount(_ value: Double) -> String {
        value >= 100 ? ReportFormat.grouped(Int(value.rounded())) : ReportFormat.fixed(value, value < 1 ? 2 : value < 10 ? 1 : 0)
    }
}
