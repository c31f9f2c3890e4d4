import Auspex

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The reports of a detection run, on their way into the model's journal (``ReportJournal``).
struct Reported {
    /// The model's path.
    let path: String
    private var reports: [(session: JudgedSession, sources: [String], time: Double)] = []
    private var incidents: [Int: ReportJournal.ToldIncident] = [:]
    private var isDirty = false
    private var lastWrite = time(nil)
    private var hasFailed = false

    /// Seconds between two writes of a run that goes on.
    private static let patience = 3

    init(path: String) { self.path = path }

    /// Remembers the anomalies of a run that has ended. A folder nobody may write in is worth a note, no more: the result stands.
    static func keep(_ result: DetectionResult, _ incidents: [IncidentReport], of model: TrainedModel, at path: String) {
        guard result.anomalyCount > 0 || !incidents.isEmpty else { return }
        var reported = Reported(path: path)
        let now = Double(time(nil))
        _ = reported.write(of: model, waits: true) { journal in
            journal.add(result.anomalies, sources: result.input.sources.map(\.path), time: now)
            journal.add(zip(result.incidents, incidents).map { Self.told($0, $1, time: now) })
        }
    }

    private static func told(_ incident: Incident, _ report: IncidentReport, time: Double) -> ReportJournal.ToldIncident {
        ReportJournal.ToldIncident(
            kind: incident.kind, score: report.score, headline: report.headline,
            place: report.lines.first.map { "\($0.source):\($0.line)" } ?? "", time: time)
    }

    /// Takes an incident of a run that goes on, new or grown.
    mutating func add(_ update: IncidentUpdate, _ report: IncidentReport) {
        incidents[update.number] = Self.told(update.incident, report, time: Double(time(nil)))
        if incidents.count > ReportJournal.entryLimit, let oldest = incidents.keys.min() { incidents[oldest] = nil }
        isDirty = true
    }

    /// Takes one report of a run that goes on.
    mutating func add(_ session: JudgedSession, _ result: DetectionResult) {
        reports.append((session, result.input.sources.map(\.path), Double(time(nil))))
        if reports.count > ReportJournal.entryLimit { reports.removeFirst() }
        isDirty = true
    }

    /// Writes what is new, not at every report.
    ///
    /// - Parameters:
    ///   - isDue: now, however recently that was done.
    ///   - isLast: wait for who has the model locked; else it is done another time.
    mutating func flush(of model: TrainedModel, isDue: Bool = false, isLast: Bool = false) {
        guard isDirty, isLast || isDue || time(nil) - lastWrite >= Self.patience else { return }
        let reports = reports, told = incidents.values.sorted { ($1.score, $0.time) < ($0.score, $1.time) }
        isDirty = !write(of: model, waits: isLast) { journal in
            for report in reports { journal.add(report.session, sources: report.sources, time: report.time) }
            journal.add(told)
        }
        lastWrite = time(nil)
    }

    /// - Returns: `false` when somebody else has the model locked.
    private mutating func write(of model: TrainedModel, waits: Bool, _ change: (inout ReportJournal) -> Void) -> Bool {
        do {
            // Read anew each time: another run may have written meanwhile, and none may between reading and writing.
            return try FolderLock.hold(path, waits: waits) {
                var journal = ReportJournal.read(beside: path, of: model)
                change(&journal)
                try journal.write(beside: path)
                return true
            } ?? false
        } catch {
            guard !hasFailed else { return true }
            hasFailed = true
            let why = (error as? InputError)?.message ?? "\(error)"
            Console.line("note: what was reported is not remembered for 'auspex feedback': \(Words.line(why, width: 200))")
            return true
        }
    }
}
