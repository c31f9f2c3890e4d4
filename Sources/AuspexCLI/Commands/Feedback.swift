import ArgumentParser
import Auspex

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `auspex feedback`: what a report really was, told to the model.
struct Feedback: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell a model what its reports really were: it learns, and never raises the same false alarm again.",
        discussion: """
            Examples: auspex feedback app.auspex --anomaly blk_4711 --verdict normal --note "nightly backup"
                      auspex feedback app.auspex --csv answers.csv
                      auspex feedback app.auspex last-year.log --anomaly blk_4711 --verdict anomaly
                      auspex feedback app.auspex --list
                      auspex feedback app.auspex --revert
            'detect' remembers what it reported last; an older report is found again in the log it was about.
            """
    )

    @Argument(help: "The model.", completion: .directory)
    var model: String

    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "The session's identifier (or the window's name, or the incident's: i-…), as 'detect' showed it.", valueName: "session"))
    var anomaly: String?

    @Option(help: ArgumentHelp("What it was: normal or anomaly.", valueName: "normal|anomaly"), completion: .list(["normal", "anomaly"]))
    var verdict: String?

    @Option(help: "Your own words, kept with the answer.")
    var note: String?

    @Option(
        help: ArgumentHelp("Many answers: a table with the columns session, verdict and, if you like, note.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var csv: String?

    @Flag(help: "Return to the version before the last feedback.")
    var revert = false

    @Flag(help: "Show what was said so far, and the reports that wait for an answer.")
    var list = false

    @Flag(help: "The result as one JSON object.")
    var json = false

    func validate() throws {
        let ways = [anomaly != nil, csv != nil, revert, list].count { $0 }
        guard ways == 1 else { throw ValidationError("Give one of --anomaly, --csv, --list and --revert.") }
        guard (anomaly != nil) == (verdict != nil) else { throw ValidationError("--anomaly and --verdict go together.") }
        guard note == nil || anomaly != nil else { throw ValidationError("--note goes with --anomaly.") }
    }

    func run() throws {
        // A following detection may want to save what it learnt.
        _ = try FolderLock.hold(model) { try answer() }
    }

    private func answer() throws {
        let run = try FeedbackRun(path: model)
        if revert { return try goBack(run) }
        if list { return try show(run) }
        let requests = try requests()
        let inputs = try Spool.rereadable(input.inputs)
        let meter = ProgressMeter(totalBytes: InputSize.bytes(of: inputs))
        let (outcome, cost) = try Measured.run {
            let journal = ReportJournal.read(beside: model, of: run.model)
            let outcome = try run.take(requests, reported: journal, time: Double(time(nil)), progress: meter.show) { requests in
                inputs.isEmpty
                    ? try run.sequences(of: requests, reported: journal)
                    : try run.sequences(
                        of: requests, inputs: inputs, format: input.reading.format, rule: input.reading.session, progress: meter.show)
            }
            Console.endProgress()
            try outcome.bundle.write(to: model)
            return outcome
        }
        outcome.warnings.forEach(Console.warning)
        if json {
            let document = Document(
                model: model, version: outcome.bundle.version, parent: outcome.bundle.manifest.parent,
                answers: outcome.entries.map(Answer.init), incidents: outcome.incidents.map(IncidentAnswer.init), seconds: cost.seconds)
            return try Console.print(JSONDocument.feedback.text(document))
        }
        for entry in outcome.entries { try Console.print(FeedbackWords.sentence(entry)) }
        for incident in outcome.incidents { try FeedbackWords.sentences(incident).forEach { try Console.print($0) } }
        try Console.print(
            "\(Style.bold("model")) \(model), version \(outcome.bundle.version); 'auspex feedback \(model) --revert' returns to the one before"
        )
    }

    private func requests() throws -> [FeedbackRun.Request] {
        if let csv { return try FeedbackRun.Request.list(FileSystem.read(csv, limit: 64 << 20), name: csv) }
        guard let anomaly, let verdict else { return [] }
        guard let said = FeedbackAnswer.Verdict(rawValue: verdict) else {
            throw InputError("--verdict \(verdict): say normal or anomaly")
        }
        return [FeedbackRun.Request(session: anomaly, verdict: said, note: note)]
    }

    private func goBack(_ run: FeedbackRun) throws {
        let bundle = try run.reverted()
        try bundle.write(to: model)
        if json {
            return try Console.print(
                JSONDocument.feedback.text(
                    Document(model: model, version: bundle.version, parent: bundle.manifest.parent, answers: [], incidents: [], seconds: 0))
            )
        }
        try Console.print("\(Style.bold("model")) \(model), back at version \(bundle.version)")
    }

    private func show(_ run: FeedbackRun) throws {
        let memory = run.model.memory
        let journal = ReportJournal.read(beside: model, of: run.model)
        let open = journal.unanswered(by: memory)
        let answers = run.model.incidentAnswers, openIncidents = journal.unansweredIncidents(by: answers)
        if json {
            let document = Listing(
                model: model, answers: memory.entries.map(Answer.init), open: open.map(Report.init),
                incidents: answers.entries.map(IncidentAnswer.init), openIncidents: openIncidents.map(OpenIncident.init),
                waiting: memory.queue.count,
                versions: try run.history().versions.map(\.version))
            return try Console.print(JSONDocument.feedbackList.text(document))
        }
        if let problem = journal.problem { Console.warning(problem) }
        for incident in openIncidents.prefix(Self.shownReports) { try Console.print(FeedbackWords.sentence(incident)) }
        if openIncidents.count > Self.shownReports {
            try Console.print("… and \(openIncidents.count - Self.shownReports) more; --json has them")
        }
        if !openIncidents.isEmpty { try Console.print("\(Words.count(openIncidents.count, "incident")) without an answer\n") }
        for entry in open.prefix(Self.shownReports) { try Console.print(FeedbackWords.sentence(entry, in: journal)) }
        if open.count > Self.shownReports { try Console.print("… and \(open.count - Self.shownReports) more; --json has them") }
        if !open.isEmpty { try Console.print("\(Words.count(open.count, "report")) without an answer\n") }
        if memory.isEmpty, answers.isEmpty { return try Console.print("nothing was said about \(model) yet") }
        for entry in answers.entries { try Console.print(FeedbackWords.sentence(entry)) }
        for entry in memory.entries { try Console.print(FeedbackWords.sentence(entry)) }
        let waiting = memory.queue.count
        if waiting > 0 {
            try Console.print("\(Words.count(waiting, "session")) wait for the next full training: updates by them were refused")
        }
        try Console.print("versions that --revert can restore: \(try run.history().versions.count)")
    }

    private struct Document: Encodable {
        var auspexVersion = Auspex.auspexVersion
        var model: String
        var version: String
        var parent: String?
        var answers: [Answer]
        var incidents: [IncidentAnswer]
        var seconds: Double
    }

    private static let shownReports = 50

    private struct Listing: Encodable {
        var auspexVersion = Auspex.auspexVersion
        var model: String
        var answers: [Answer]
        var open: [Report]
        var incidents: [IncidentAnswer]
        var openIncidents: [OpenIncident]
        var waiting: Int
        var versions: [String]
    }

    /// A report that waits for an answer.
    private struct Report: Encodable {
        var session: String
        var score: Double
        var reasons: [Reason]
        var place: String
        var time: Double
        var events: Int

        init(_ entry: ReportJournal.Entry) {
            session = entry.verdict.session
            score = entry.verdict.score
            reasons = entry.verdict.findings.map(\.reason)
            place = entry.place
            time = entry.time
            events = entry.parts.reduce(0) { $0 + $1.events.count }
        }
    }

    /// An incident that waits for an answer.
    private struct OpenIncident: Encodable {
        var id: String
        var score: Double
        var reasons: [EvidenceFamily]
        var headline: String
        var place: String
        var time: Double

        init(_ told: ReportJournal.ToldIncident) {
            id = told.kind.id
            score = told.score
            reasons = IncidentAnswer.reasons(told.kind)
            headline = told.headline
            place = told.place
            time = told.time
        }
    }

    /// An answer about an incident, and the others it silences.
    private struct IncidentAnswer: Encodable {
        var id: String
        var verdict: FeedbackAnswer.Verdict
        var note: String?
        var headline: String
        var reasons: [EvidenceFamily]
        var time: Double?
        var silenced: [String]?

        init(_ entry: IncidentAnswers.Entry) {
            id = entry.kind.id
            verdict = entry.verdict
            note = entry.note
            headline = entry.headline
            reasons = Self.reasons(entry.kind)
            time = entry.time
        }

        init(_ outcome: FeedbackRun.IncidentOutcome) {
            self.init(outcome.entry)
            silenced = outcome.silenced.map(\.kind.id)
        }

        static func reasons(_ kind: IncidentKind) -> [EvidenceFamily] {
            var reasons: [EvidenceFamily] = []
            for cause in kind.causes.sorted(by: { $0.score > $1.score }) where !reasons.contains(cause.family) {
                reasons.append(cause.family)
            }
            return reasons
        }
    }

    /// An answer without the session's events.
    private struct Answer: Encodable {
        var answer: FeedbackAnswer
        var events: Int
        var outcome: FeedbackOutcome

        init(_ entry: FeedbackMemory.Entry) {
            answer = entry.answer
            events = entry.events.count
            outcome = entry.outcome
        }
    }
}
