import Auspex

/// Incidents in logs of real servers with injected faults: a scan of each log against its normal part, one configuration for all.
///
/// The second part of the study says how much the choice of that configuration helped: see ``LabStudy/Choice``.
public struct LabStudy {
    /// The logs.
    static let logs = ["postgresql", "shop_app", "shop_nginx_access", "shop_nginx_error", "sshd"]

    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// One row a log.
        public var logs: [Row]
        /// Settings chosen on four logs, by the log that was left out.
        public var choices: [Choice]
    }

    /// What a scan told about one log.
    public struct Row: Sendable, Encodable {
        /// The log.
        public var log: String
        /// Incidents of the part with faults.
        public var score: IncidentScore
        /// Incidents of the part without.
        public var quiet: Int
        /// Faults that write a kind of line never seen in normal operation.
        public var newKindFaults: Int
        /// Those of them with an incident whose first line is such a line of the fault.
        public var newKindHeadlines: Int
        /// What a list of the never-seen templates would have told, one incident each, in the order of their first lines.
        public var reference: IncidentScore
        /// Never-seen templates in the part without faults.
        public var referenceQuiet: Int
        /// Incidents of the part with faults, scanned without a baseline.
        public var alone: IncidentScore
        /// Incidents of the part without, scanned so.
        public var aloneQuiet: Int
    }

    /// One of the logs on disk.
    struct Log {
        var name: String
        var folder: String

        func path(_ part: String) -> String {
            let plain = "\(folder)/\(part).log"
            return FileSystem.exists(plain) ? plain : plain + ".gz"
        }
    }

    private let folder: String

    init(folder: String) {
        self.folder = folder
    }

    static func plan() throws -> DetectorPlan { try DetectorPlan(detector: EnsembleMethod.name, settings: ["model=ngram"]) }

    func run(progress: RunProgress.Handler) throws -> Outcome {
        var rows: [Row] = [], trials: [[Trial]] = []
        for name in Self.logs {
            let log = Log(name: name, folder: "\(folder)/lab/\(name)")
            let truth = try LabTruth(folder: log.folder, log: log.path("test"))
            let tell: RunProgress.Handler = { try progress(RunProgress(stage: name, records: $0.records, detail: $0.stage)) }
            rows.append(try Self.row(log, truth, tell))
            trials.append(try Self.trials(of: log, truth, tell))
        }
        return Outcome(logs: rows, choices: Self.choices(trials))
    }

    /// One log, as `auspex scan TEST --baseline NORMAL` judges it.
    static func row(_ log: Log, _ truth: LabTruth, _ progress: RunProgress.Handler) throws -> Row {
        let options = ScanRun.Options(inputs: [log.path("test")], baseline: [log.path("normal")], plan: try plan())
        let scan = try ScanRun(options).run(progress: progress)
        let quiet = try DetectionRun(model: scan.model, options: .init(inputs: [log.path("normal2")])).run(progress: progress)
        let incidents = scan.result.incidents
        let newKind = truth.faults.indices.filter { truth.faults[$0].hasNewKind }
        let told = newKind.filter { fault in
            incidents.contains { incident in
                guard let first = incident.lines(limit: 1).first, first.item.family == .newTemplate else { return false }
                return truth.isAbout(Int(first.line.line), fault: fault)
            }
        }
        let alone = try ScanRun(.init(inputs: [log.path("test")], plan: try plan())).run(progress: progress).result.incidents
        let aloneQuiet = try ScanRun(.init(inputs: [log.path("normal2")], plan: try plan())).run(progress: progress).result.incidents
        return Row(
            log: log.name, score: truth.score(Self.lines(of: incidents), log: log.name, withChance: true), quiet: quiet.incidents.count,
            newKindFaults: newKind.count, newKindHeadlines: told.count,
            reference: truth.score(Self.newTemplates(scan.result), log: log.name, withChance: true),
            referenceQuiet: quiet.unknownTemplates.templates.count,
            alone: truth.score(Self.lines(of: alone), log: log.name, withChance: true), aloneQuiet: aloneQuiet.count)
    }

    /// The lines of each incident that count.
    static func lines(of incidents: [Incident]) -> [[Int]] {
        incidents.map { $0.lines(limit: LabTruth.evidence).map { Int($0.line.line) } }
    }

    /// The reference: each never-seen template an incident, by its first line.
    private static func newTemplates(_ result: DetectionResult) -> [[Int]] {
        result.unknownTemplates.templates.map { Int($0.first.line) }.sorted().map { [$0] }
    }
}
